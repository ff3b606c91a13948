// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// The first backslash in @p text that begins no escape of JSON's; -1: there is none. Half a
/// surrogate pair is an escape: RFC 8259 8.2 allows it.
[[nodiscard]] qsizetype badEscape(QByteArrayView text);

[[nodiscard]] inline bool isWellEscaped(QByteArrayView text)
{
    return badEscape(text) < 0;
}

/// The text that @p raw stands for. Half a surrogate pair, which UTF-8 has no bytes for, stays as
/// the six characters \uXXXX: inside JSON that was put into a string that is what they mean. Its
/// inverse is appendJsonEscaped().
[[nodiscard]] QByteArray unescaped(QByteArrayView raw);

/// The first byte of the text that is no white space; 0 for a blank one. An escaped character
/// counts as a backslash.
[[nodiscard]] char firstVisibleByte(QByteArrayView raw);

} // namespace proxy
