// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>
#include <span>

namespace proxy {

/// The deepest nesting that is accepted.
inline constexpr int kMaxJsonDepth = 1024;

enum class JsonType : quint8 { Missing, Null, False, True, Number, String, Array, Object };

/// A JSON text and the positions of its tokens, from a JsonIndex.
struct IndexedJson
{
    QByteArrayView text;
    std::span<const quint32> starts;

    /// The token's first byte; NUL behind the last token.
    [[nodiscard]] char byteAt(size_t token) const
    {
        return token < starts.size() ? text[starts[token]] : '\0';
    }
    /// Where the token begins; the text's end behind the last token.
    [[nodiscard]] qsizetype beginOf(size_t token) const
    {
        return token < starts.size() ? qsizetype(starts[token]) : text.size();
    }
    /// Where the token ends. Between two tokens there is only the rest of the first one and white
    /// space.
    [[nodiscard]] qsizetype endOf(size_t token) const
    {
        const qsizetype begin = starts[token];
        qsizetype end = beginOf(token + 1);
        while (end > begin + 1 && isWhiteSpace(text[end - 1]))
            --end;
        return end;
    }
    /// The type of the value that begins at the token; Missing when none does.
    [[nodiscard]] JsonType typeOf(size_t token) const
    {
        switch (byteAt(token)) {
        case '"':
            return JsonType::String;
        case '{':
            return JsonType::Object;
        case '[':
            return JsonType::Array;
        default:
            return scalarAt(token);
        }
    }

private:
    [[nodiscard]] static bool isWhiteSpace(char byte)
    {
        return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
    }
    /// A literal or a number.
    [[nodiscard]] JsonType scalarAt(size_t token) const;
};

/// Checks the whole value that begins at @p token. Returns the token behind it, or nullopt when the
/// value is malformed or too deep.
[[nodiscard]] std::optional<size_t> skipJsonValue(const IndexedJson &json, size_t token);

} // namespace proxy
