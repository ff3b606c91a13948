// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/jsoncursor.h"

#include "proxy/inspect/jsonnumber.h"
#include "proxy/inspect/jsonstring.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

/// The brackets that are open while a value is skipped: a bit each.
class Nesting
{
public:
    [[nodiscard]] bool push(char bracket)
    {
        if (m_depth == JsonCursor::kMaxDepth)
            return false;
        const quint64 bit = quint64(1) << (m_depth % 64);
        quint64 &word = m_isArray[static_cast<size_t>(m_depth / 64)];
        word = bracket == '[' ? word | bit : word & ~bit;
        ++m_depth;
        return true;
    }
    void pop() { --m_depth; }
    [[nodiscard]] int depth() const { return m_depth; }
    [[nodiscard]] bool isArray() const
    {
        const int top = m_depth - 1;
        return m_isArray[static_cast<size_t>(top / 64)] >> (top % 64) & 1;
    }
    [[nodiscard]] char close() const { return isArray() ? ']' : '}'; }

private:
    std::array<quint64, JsonCursor::kMaxDepth / 64> m_isArray {};
    int m_depth = 0;
};

bool isWhiteSpace(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

} // namespace

JsonCursor::JsonCursor(QByteArrayView text, std::span<const quint32> starts)
    : m_text(text)
    , m_starts(starts)
    , m_failed(starts.empty())
{ }

char JsonCursor::byteAt(size_t token) const
{
    return token < m_starts.size() ? m_text[m_starts[token]] : '\0';
}

qsizetype JsonCursor::endOfToken(size_t token) const
{
    const qsizetype begin = m_starts[token];
    qsizetype end = token + 1 < m_starts.size() ? m_starts[token + 1] : m_text.size();
    while (end > begin + 1 && isWhiteSpace(m_text[end - 1]))
        --end;
    return end;
}

qsizetype JsonCursor::nextBegin() const
{
    return m_at < m_starts.size() ? qsizetype(m_starts[m_at]) : m_text.size();
}

qsizetype JsonCursor::previousEnd() const
{
    return m_at == 0 ? 0 : endOfToken(m_at - 1);
}

QByteArrayView JsonCursor::view(ByteRange range) const
{
    return m_text.sliced(range.begin, range.size());
}

void JsonCursor::fail()
{
    m_failed = true;
    m_at = m_starts.size();
}

JsonCursor::Kind JsonCursor::kind() const
{
    switch (byteAt(m_at)) {
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

bool JsonCursor::enterObject()
{
    if (kind() != Kind::Object) {
        skipValue();
        return false;
    }
    ++m_at;
    m_atFirst = true;
    return true;
}

bool JsonCursor::enterArray()
{
    if (kind() != Kind::Array) {
        skipValue();
        return false;
    }
    ++m_at;
    m_atFirst = true;
    return true;
}

bool JsonCursor::takeSeparator(char close)
{
    const bool atFirst = std::exchange(m_atFirst, false);
    const char byte = byteAt(m_at);
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

std::optional<QByteArrayView> JsonCursor::nextKey()
{
    if (!takeSeparator('}'))
        return std::nullopt;
    const size_t token = m_at;
    if (!skipKey()) {
        fail();
        return std::nullopt;
    }
    const QByteArrayView raw = view({qsizetype(m_starts[token]) + 1, endOfToken(token) - 1});
    if (!raw.contains('\\') || !canUnescape(raw))
        return raw;
    m_key = unescaped(raw);
    return QByteArrayView(m_key);
}

bool JsonCursor::nextElement()
{
    return takeSeparator(']');
}

bool JsonCursor::skipKey()
{
    if (byteAt(m_at) != '"' || byteAt(m_at + 1) != ':')
        return false;
    m_at += 2;
    return true;
}

bool JsonCursor::skipScalar()
{
    if (m_at >= m_starts.size())
        return false;
    const qsizetype begin = m_starts[m_at];
    const QByteArrayView token = view({begin, endOfToken(m_at)});
    ++m_at;
    switch (token.front()) {
    case 't':
        return token == "true";
    case 'f':
        return token == "false";
    case 'n':
        return token == "null";
    default:
        return isJsonNumber(token);
    }
}

void JsonCursor::skipValue()
{
    Nesting nesting;
    const auto closeEnded = [this, &nesting] {
        while (nesting.depth() > 0 && byteAt(m_at) == nesting.close()) {
            ++m_at;
            nesting.pop();
        }
        if (nesting.depth() == 0)
            return true;
        if (byteAt(m_at) != ',')
            return false;
        ++m_at;
        return nesting.isArray() || skipKey();
    };
    do {
        const char byte = byteAt(m_at);
        if (byte == '{' || byte == '[') {
            if (!nesting.push(byte))
                return fail();
            ++m_at;
            const bool isEmpty = byteAt(m_at) == nesting.close();
            if (!isEmpty && byte == '{' && !skipKey())
                return fail();
            if (!isEmpty)
                continue;
        } else if (byte == '"') {
            ++m_at;
        } else if (!skipScalar()) {
            return fail();
        }
        if (!closeEnded())
            return fail();
    } while (nesting.depth() > 0);
}

ByteRange JsonCursor::skip()
{
    if (m_at >= m_starts.size()) {
        fail();
        return {};
    }
    const qsizetype begin = m_starts[m_at];
    skipValue();
    if (m_failed)
        return {};
    return {begin, endOfToken(m_at - 1)};
}

std::optional<QByteArrayView> JsonCursor::string()
{
    const bool isString = kind() == Kind::String;
    const ByteRange range = skip();
    if (!isString || range.size() < 2)
        return std::nullopt;
    return view({range.begin + 1, range.end - 1});
}

std::optional<qint64> JsonCursor::integer()
{
    return integerOf(view(skip()));
}

bool JsonCursor::isTrue()
{
    return view(skip()) == "true";
}

bool JsonCursor::isPresent()
{
    return view(skip()) != "null";
}

} // namespace proxy
