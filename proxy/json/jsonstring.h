// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Returns the position of the first backslash in @p text that begins no JSON escape; -1: none.
/// Half of a surrogate pair is a valid escape (RFC 8259 8.2).
[[nodiscard]] qsizetype badEscape(QByteArrayView text);

[[nodiscard]] inline bool isWellEscaped(QByteArrayView text)
{
    return badEscape(text) < 0;
}

/// Returns the content of a JSON string without its escapes. UTF-8 can't represent half of a
/// surrogate pair, so that stays as the six characters \uXXXX, which is right inside JSON that was
/// put into a string. The inverse is appendJsonEscaped().
[[nodiscard]] QByteArray unescaped(QByteArrayView raw);

/// Returns the first byte of @p raw that is not white space; 0 when there is none. Escaped white
/// space counts as white space, any other escape as a backslash.
[[nodiscard]] char firstVisibleByte(QByteArrayView raw);

} // namespace proxy
