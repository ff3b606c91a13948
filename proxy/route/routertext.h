// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace proxy {

/// The router's limit on one text, in UTF-16 units.
inline constexpr qsizetype kRouterTextLimit = 24000;

/// @p utf8 as it is sent to the router: unchanged up to kRouterTextLimit UTF-16 units, else its
/// head and its tail with a marker between, no longer than the limit, no character cut in two.
[[nodiscard]] QByteArray capForRouter(const QByteArray &utf8);

} // namespace proxy
