// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>
#include <span>

namespace proxy {

/// Deeper values are refused.
inline constexpr int kMaxJsonDepth = 1024;

/// A JSON text and where its tokens begin.
struct IndexedJson
{
    QByteArrayView text;
    std::span<const quint32> starts;

    /// The token's first byte; NUL behind the last one.
    [[nodiscard]] char byteAt(size_t token) const
    {
        return token < starts.size() ? text[starts[token]] : '\0';
    }
    /// Between two tokens stands nothing but the rest of the first one and white space.
    [[nodiscard]] qsizetype endOf(size_t token) const;
};

/// Checks the whole value that begins at @p token; yields the token behind it, nullopt if the
/// value is broken or too deep.
[[nodiscard]] std::optional<size_t> skipJsonValue(const IndexedJson &json, size_t token);

} // namespace proxy
