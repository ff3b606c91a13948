// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsontree.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace proxy {

namespace {

constexpr quint64 kOnes = 0x0101010101010101ULL;
constexpr quint64 kHighs = 0x8080808080808080ULL;

constexpr quint64 hasZero(quint64 word)
{
    return (word - kOnes) & ~word & kHighs;
}

// Eight bytes at a time: is a quote, a backslash or a control byte among them?
bool hasSpecial(quint64 word)
{
    const quint64 control = (word - kOnes * 0x20) & ~word & kHighs;
    return (hasZero(word ^ (kOnes * '"')) | hasZero(word ^ (kOnes * '\\')) | control) != 0;
}

bool isSpecial(char byte)
{
    return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < 0x20;
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool isHexDigit(char byte)
{
    return isDigit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

constexpr std::array<bool, 256> kEscapeLetters = [] {
    std::array<bool, 256> letters {};
    for (const char letter : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'})
        letters.at(static_cast<unsigned char>(letter)) = true;
    return letters;
}();

// Index after a valid escape that begins at the backslash, or -1.
qsizetype afterEscape(QByteArrayView text, qsizetype at)
{
    if (at + 1 >= text.size())
        return -1;
    const char letter = text.at(at + 1);
    if (kEscapeLetters.at(static_cast<unsigned char>(letter)))
        return at + 2;
    if (letter != 'u' || at + 6 > text.size())
        return -1;
    return std::all_of(text.data() + at + 2, text.data() + at + 6, isHexDigit) ? at + 6 : -1;
}

qsizetype skipPlain(QByteArrayView text, qsizetype at)
{
    quint64 word = 0;
    while (at + qsizetype(sizeof word) <= text.size()) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if (hasSpecial(word))
            return at;
        at += qsizetype(sizeof word);
    }
    return at;
}

} // namespace

bool JsonTree::parse(QByteArrayView text)
{
    m_text = text;
    m_at = 0;
    m_nodes.clear();
    m_open.clear();
    m_error.clear();
    if (text.size() >= std::numeric_limits<qint32>::max())
        return fail("too large");
    if (!simdjson::validate_utf8(text.data(), static_cast<size_t>(text.size())))
        return fail("not valid UTF-8");
    if (readAll())
        return true;
    m_nodes.clear();
    return false;
}

JsonValue JsonTree::root() const
{
    return m_nodes.empty() ? JsonValue()
                           : JsonValue(this, 0, static_cast<quint32>(m_nodes.size()), false);
}

bool JsonTree::readAll()
{
    skipSpace();
    if (!readValue())
        return false;
    while (!m_open.empty()) {
        if (!stepContainer())
            return false;
    }
    skipSpace();
    return m_at == m_text.size() || fail("something follows the value");
}

bool JsonTree::readValue()
{
    if (m_at >= m_text.size())
        return fail("it ends too early");
    switch (m_text.at(m_at)) {
    case '{':
        return openContainer(JsonType::Object);
    case '[':
        return openContainer(JsonType::Array);
    case '"':
        return readString();
    case 't':
        return readWord("true", JsonType::True);
    case 'f':
        return readWord("false", JsonType::False);
    case 'n':
        return readWord("null", JsonType::Null);
    default:
        return readNumber();
    }
}

bool JsonTree::openContainer(JsonType type)
{
    if (m_open.size() >= kMaxDepth)
        return fail("too deep");
    if (!addNode(type, m_at, m_at))
        return false;
    m_open.push_back(static_cast<quint32>(m_nodes.size() - 1));
    ++m_at;
    return true;
}

bool JsonTree::stepContainer()
{
    const bool isObject = m_nodes[m_open.back()].type == JsonType::Object;
    const bool isFresh = m_open.back() + 1 == m_nodes.size();
    skipSpace();
    if (m_at >= m_text.size())
        return fail("it ends too early");
    if (m_text.at(m_at) == (isObject ? '}' : ']')) {
        closeContainer();
        return true;
    }
    if (!isFresh) {
        if (m_text.at(m_at) != ',')
            return fail("a comma is missing");
        ++m_at;
        skipSpace();
    }
    return (!isObject || readKey()) && readValue();
}

void JsonTree::closeContainer()
{
    Node &node = m_nodes[m_open.back()];
    m_open.pop_back();
    node.end = static_cast<quint32>(++m_at);
    node.next = static_cast<quint32>(m_nodes.size());
}

bool JsonTree::readKey()
{
    if (m_at >= m_text.size() || m_text.at(m_at) != '"')
        return fail("a member name is missing");
    if (!readString())
        return false;
    skipSpace();
    if (m_at >= m_text.size() || m_text.at(m_at) != ':')
        return fail("a colon is missing");
    ++m_at;
    skipSpace();
    return true;
}

bool JsonTree::readString()
{
    const qsizetype begin = m_at;
    const QByteArrayView text = m_text;
    qsizetype at = begin + 1;
    bool isEscaped = false;
    for (;;) {
        at = skipPlain(text, at);
        // What is special stands within the next eight bytes.
        while (at < text.size() && !isSpecial(text.at(at)))
            ++at;
        m_at = at;
        if (at >= text.size())
            return fail("a string does not end");
        if (text.at(at) == '"') {
            ++m_at;
            return addNode(JsonType::String, begin, m_at, isEscaped);
        }
        if (text.at(at) != '\\')
            return fail("a control character in a string");
        isEscaped = true;
        at = afterEscape(text, at);
        if (at < 0)
            return fail("a bad escape");
    }
}

bool JsonTree::readNumber()
{
    const qsizetype begin = m_at;
    if (m_text.at(m_at) == '-')
        ++m_at;
    const bool leadingZero = m_at < m_text.size() && m_text.at(m_at) == '0';
    const qsizetype digits = m_at;
    if (!readDigits() || (leadingZero && m_at - digits > 1))
        return fail("not a JSON value");
    if (m_at < m_text.size() && m_text.at(m_at) == '.') {
        ++m_at;
        if (!readDigits())
            return fail("a bad number");
    }
    if (m_at < m_text.size() && (m_text.at(m_at) == 'e' || m_text.at(m_at) == 'E')) {
        ++m_at;
        if (m_at < m_text.size() && (m_text.at(m_at) == '+' || m_text.at(m_at) == '-'))
            ++m_at;
        if (!readDigits())
            return fail("a bad number");
    }
    return addNode(JsonType::Number, begin, m_at);
}

bool JsonTree::readDigits()
{
    const qsizetype begin = m_at;
    while (m_at < m_text.size() && isDigit(m_text.at(m_at)))
        ++m_at;
    return m_at > begin;
}

bool JsonTree::readWord(QByteArrayView word, JsonType type)
{
    if (!m_text.sliced(m_at).startsWith(word))
        return fail("not a JSON value");
    const qsizetype begin = m_at;
    m_at += word.size();
    return addNode(type, begin, m_at);
}

bool JsonTree::addNode(JsonType type, qsizetype begin, qsizetype end, bool isEscaped)
{
    if (m_nodes.size() >= kMaxValues)
        return fail("too many values");
    m_nodes.push_back({.begin = static_cast<quint32>(begin),
                       .end = static_cast<quint32>(end),
                       .next = static_cast<quint32>(m_nodes.size() + 1),
                       .type = type,
                       .isEscaped = isEscaped});
    return true;
}

void JsonTree::skipSpace()
{
    while (m_at < m_text.size()) {
        const char byte = m_text.at(m_at);
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t')
            return;
        ++m_at;
    }
}

bool JsonTree::fail(const char *why)
{
    m_error = QStringLiteral("%1 (byte %2)").arg(QLatin1String(why)).arg(m_at);
    return false;
}

} // namespace proxy
