// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <cstring>

namespace proxy {

/// Whether @p text is exactly @p word, a literal. The same as ==, but compiled in place: Qt
/// compares behind two calls, which took a fifth of the walk over a conversation.
template <size_t Size>
[[nodiscard]] inline bool isWord(QByteArrayView text, const char (&word)[Size])
{
    static_assert(Size > 1, "an empty view may have no bytes to compare");
    return static_cast<size_t>(text.size()) == Size - 1
           && std::memcmp(text.data(), word, Size - 1) == 0;
}

} // namespace proxy
