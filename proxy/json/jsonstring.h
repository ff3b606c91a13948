// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Whether all escapes in @p raw, the bytes between a string's quotes, stand for characters:
/// false for an unknown escape or half a surrogate pair.
[[nodiscard]] bool canUnescape(QByteArrayView raw);

/// Whether every backslash in @p raw begins an escape of JSON's. Half a surrogate pair is one: RFC
/// 8259 8.2 allows it.
[[nodiscard]] bool isWellEscaped(QByteArrayView raw);

/// The text that @p raw stands for. Half a surrogate pair, which UTF-8 has no bytes for, stays as
/// the six characters \uXXXX: inside JSON that was put into a string that is what they mean. Its
/// inverse is appendJsonEscaped().
[[nodiscard]] QByteArray unescaped(QByteArrayView raw);

/// The first byte of the text that is no white space; 0 for a blank one. An escaped character
/// counts as a backslash.
[[nodiscard]] char firstVisibleByte(QByteArrayView raw);

} // namespace proxy
