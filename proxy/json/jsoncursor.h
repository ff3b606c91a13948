// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/byterange.h"
#include "proxy/json/jsonskip.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace proxy {

/// Reads a JSON text once from front to back, token by token, along its JsonIndex. Every value that
/// is read or skipped, nested ones too, is checked against the grammar (RFC 8259). The first fault
/// ends the reading: loops over members and elements stop, and failed() returns true. Only the
/// escapes inside strings are not checked, because that would take longer than the index; see
/// isWellEscaped().
///
/// simdjson's own on-demand parser does not check skipped values, and checking them would take a
/// second pass.
class JsonCursor final
{
public:
    enum class Kind { Object, Array, String, Other };

    /// @p text and @p starts, the token starts of its JsonIndex, must outlive the cursor.
    JsonCursor(QByteArrayView text, std::span<const quint32> starts);

    /// The kind of the next value.
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool failed() const { return m_failed; }
    /// Whether all tokens were consumed without a fault.
    [[nodiscard]] bool isComplete() const { return !m_failed && m_at == m_json.starts.size(); }

    /// Enters the next value, which should be an object or an array. Then call nextKey() or
    /// nextElement() until it returns nothing or false, and consume one value after each other
    /// result. Returns false when the next value is of another kind; that value is skipped.
    [[nodiscard]] bool enterObject();
    [[nodiscard]] bool enterArray();
    /// Returns the next key, unescaped; nullopt at the object's end. The view is valid until the
    /// next call.
    [[nodiscard]] std::optional<QByteArrayView> nextKey();
    [[nodiscard]] bool nextElement();

    /// The byte at which the next token begins, and the one behind the consumed token.
    [[nodiscard]] qsizetype nextBegin() const;
    [[nodiscard]] qsizetype previousEnd() const;

    /// Consumes a value of any kind.
    void pass();
    /// As pass(); returns its byte range.
    [[nodiscard]] ByteRange skip();
    /// Consumes a value. Returns the raw bytes between the quotes of a string; nullopt for other
    /// kinds.
    [[nodiscard]] std::optional<QByteArrayView> string();
    /// Consumes a value. Returns a number without a fraction; nullopt for anything else.
    [[nodiscard]] std::optional<qint64> integer();
    /// Consumes a value. Returns a number that a double can hold; nullopt for anything else.
    [[nodiscard]] std::optional<double> number();
    /// Consumes a value. Returns whether it is the literal true.
    [[nodiscard]] bool isTrue();
    /// Consumes a value. Returns whether it is anything but null.
    [[nodiscard]] bool isPresent();

private:
    [[nodiscard]] QByteArrayView view(ByteRange range) const;
    void fail();
    [[nodiscard]] bool enter(Kind wanted);
    /// Consumes the comma before a further member, or the closing bracket; false for the latter.
    [[nodiscard]] bool takeSeparator(char close);
    /// A value of any kind but a string.
    void passOther();
    [[nodiscard]] std::optional<QByteArrayView> unescapedKey(QByteArrayView raw);

    IndexedJson m_json;
    size_t m_at = 0; ///< next token
    bool m_atFirst = false; ///< a bracket was just entered
    bool m_failed = false;
    QByteArray m_key;
};

// In place: the walk over a conversation calls them for every token, and took twice as many
// instructions with calls.

inline JsonCursor::Kind JsonCursor::kind() const
{
    switch (m_json.byteAt(m_at)) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::String;
    default:
        return Kind::Other;
    }
}

inline qsizetype JsonCursor::nextBegin() const
{
    return m_json.beginOf(m_at);
}

inline qsizetype JsonCursor::previousEnd() const
{
    return m_at == 0 ? 0 : m_json.endOf(m_at - 1);
}

inline QByteArrayView JsonCursor::view(ByteRange range) const
{
    return {m_json.text.data() + range.begin, range.size()};
}

inline bool JsonCursor::enter(Kind wanted)
{
    if (kind() != wanted) {
        pass();
        return false;
    }
    ++m_at;
    m_atFirst = true;
    return true;
}

inline bool JsonCursor::enterObject()
{
    return enter(Kind::Object);
}

inline bool JsonCursor::enterArray()
{
    return enter(Kind::Array);
}

inline bool JsonCursor::takeSeparator(char close)
{
    const bool atFirst = std::exchange(m_atFirst, false);
    const char byte = m_json.byteAt(m_at);
    if (byte == close) {
        ++m_at;
        return false;
    }
    if (atFirst)
        return !m_failed;
    if (byte != ',') {
        fail();
        return false;
    }
    ++m_at;
    return true;
}

inline bool JsonCursor::nextElement()
{
    return takeSeparator(']');
}

inline std::optional<QByteArrayView> JsonCursor::nextKey()
{
    if (!takeSeparator('}'))
        return std::nullopt;
    const size_t token = m_at;
    if (m_json.byteAt(token) != '"' || m_json.byteAt(token + 1) != ':') {
        fail();
        return std::nullopt;
    }
    m_at += 2;
    const QByteArrayView raw = view({qsizetype(m_json.starts[token]) + 1, m_json.endOf(token) - 1});
    return std::memchr(raw.data(), '\\', static_cast<size_t>(raw.size())) ? unescapedKey(raw) : raw;
}

inline void JsonCursor::pass()
{
    // By far the most values that are read one by one are strings: closed, as the index proved.
    if (kind() == Kind::String)
        ++m_at;
    else
        passOther();
}

inline ByteRange JsonCursor::skip()
{
    const qsizetype begin = nextBegin();
    pass();
    if (m_failed)
        return {};
    return {begin, m_json.endOf(m_at - 1)};
}

inline std::optional<QByteArrayView> JsonCursor::string()
{
    if (kind() != Kind::String) {
        passOther();
        return std::nullopt;
    }
    ++m_at;
    return view({qsizetype(m_json.starts[m_at - 1]) + 1, m_json.endOf(m_at - 1) - 1});
}

} // namespace proxy
