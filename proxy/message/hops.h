// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// The request field by which llm-proxies that stand behind one another notice a loop: the ids of
/// those that the request has passed, "0123456789abcdef, …". It is sent only to an upstream that is
/// an llm-proxy, and with a request that came with it: so a backend sees it behind two proxies
/// alone. An answer to such a request carries the id of who answers.
inline constexpr QByteArrayView kHopField = "x-llm-proxy-hops";

/// More are taken for a loop.
inline constexpr qsizetype kMaxHops = 16;

/// Makes a random id for an instance: 16 hex digits.
[[nodiscard]] QByteArray newHopId();

/// Returns the value of the field in @p headers; empty when there is none or it is malformed.
[[nodiscard]] QByteArray hopsIn(const HeaderList &headers);

/// Whether @p hops names @p id, or is as long as only a loop makes it.
[[nodiscard]] bool isLoop(QByteArrayView hops, QByteArrayView id);

/// Returns @p hops with @p id added.
[[nodiscard]] QByteArray withHop(const QByteArray &hops, const QByteArray &id);

} // namespace proxy
