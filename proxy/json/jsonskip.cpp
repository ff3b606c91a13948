// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonskip.h"

#include "proxy/json/jsonnumber.h"

#include <array>

namespace proxy {

namespace {

/// The brackets that are open while a value is skipped: a bit each.
class Nesting
{
public:
    [[nodiscard]] bool push(char bracket)
    {
        if (m_depth == kMaxJsonDepth)
            return false;
        const quint64 bit = quint64(1) << (m_depth % 64);
        quint64 &word = m_isArray[static_cast<size_t>(m_depth / 64)];
        word = bracket == '[' ? word | bit : word & ~bit;
        ++m_depth;
        return true;
    }
    void pop() { --m_depth; }
    [[nodiscard]] bool isEmpty() const { return m_depth == 0; }
    [[nodiscard]] bool isArray() const
    {
        const int top = m_depth - 1;
        return m_isArray[static_cast<size_t>(top / 64)] >> (top % 64) & 1;
    }
    [[nodiscard]] char close() const { return isArray() ? ']' : '}'; }

private:
    std::array<quint64, kMaxJsonDepth / 64> m_isArray {};
    int m_depth = 0;
};

bool isWhiteSpace(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// A literal or a number.
bool isScalar(const IndexedJson &json, size_t token)
{
    if (token >= json.starts.size())
        return false;
    const qsizetype begin = json.starts[token];
    const QByteArrayView text = json.text.sliced(begin, json.endOf(token) - begin);
    switch (text.front()) {
    case 't':
        return text == "true";
    case 'f':
        return text == "false";
    case 'n':
        return text == "null";
    default:
        return isJsonNumber(text);
    }
}

/// Walks one value. Made and used inside one function, so that its members live in registers:
/// through the cursor's own members the same walk takes twice as long.
class Skipper
{
public:
    Skipper(const IndexedJson &json, size_t token)
        : m_json(json)
        , m_at(token)
    { }

    [[nodiscard]] bool skip()
    {
        do {
            const char byte = m_json.byteAt(m_at);
            if (byte == '{' || byte == '[') {
                if (!m_nesting.push(byte))
                    return false;
                ++m_at;
                const bool isEmpty = m_json.byteAt(m_at) == m_nesting.close();
                if (!isEmpty && byte == '{' && !skipKey())
                    return false;
                if (!isEmpty)
                    continue;
            } else if (byte != '"' && !isScalar(m_json, m_at)) {
                return false;
            } else {
                ++m_at;
            }
            if (!goOnBehindValue())
                return false;
        } while (!m_nesting.isEmpty());
        return true;
    }
    [[nodiscard]] size_t token() const { return m_at; }

private:
    [[nodiscard]] bool skipKey()
    {
        if (m_json.byteAt(m_at) != '"' || m_json.byteAt(m_at + 1) != ':')
            return false;
        m_at += 2;
        return true;
    }
    /// Closes what ends here and steps to the next value, if there is one.
    [[nodiscard]] bool goOnBehindValue()
    {
        while (!m_nesting.isEmpty() && m_json.byteAt(m_at) == m_nesting.close()) {
            ++m_at;
            m_nesting.pop();
        }
        if (m_nesting.isEmpty())
            return true;
        if (m_json.byteAt(m_at) != ',')
            return false;
        ++m_at;
        return m_nesting.isArray() || skipKey();
    }

    const IndexedJson m_json;
    size_t m_at;
    Nesting m_nesting;
};

} // namespace

qsizetype IndexedJson::endOf(size_t token) const
{
    const qsizetype begin = starts[token];
    qsizetype end = token + 1 < starts.size() ? starts[token + 1] : text.size();
    while (end > begin + 1 && isWhiteSpace(text[end - 1]))
        --end;
    return end;
}

std::optional<size_t> skipJsonValue(const IndexedJson &json, size_t token)
{
    Skipper skipper(json, token);
    if (!skipper.skip())
        return std::nullopt;
    return skipper.token();
}

} // namespace proxy
