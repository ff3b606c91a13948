// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/secretmask.h"

#include <QByteArray>

namespace proxy {

/// The router's limit for one text, in UTF-16 units.
inline constexpr qsizetype kRouterTextLimit = 24000;

/// Returns the text to send to the router. A text over kRouterTextLimit is cut to its beginning and
/// its end with a marker between them; no character is split.
[[nodiscard]] QByteArray capForRouter(const QByteArray &utf8);

/// Returns the text to send to the router without its secrets, and how many were masked. A secret
/// of up to 8 KB on either side of the cut is masked whole.
[[nodiscard]] MaskedText maskForRouter(const QByteArray &utf8);

} // namespace proxy
