// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// How many bytes at the front of @p text are a token's (RFC 9110 5.6.2).
[[nodiscard]] qsizetype tokenSize(QByteArrayView text);
/// Whether all of @p text is one token.
[[nodiscard]] bool isToken(QByteArrayView text);
/// Whether @p text holds a byte that no field may hold: a control byte beside HTAB (RFC 9110 5.5).
[[nodiscard]] bool hasControlByte(QByteArrayView text);

} // namespace proxy
