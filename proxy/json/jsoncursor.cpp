// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsoncursor.h"

#include "proxy/json/jsonnumber.h"
#include "proxy/json/jsonstring.h"

#include <utility>

namespace proxy {

JsonCursor::JsonCursor(QByteArrayView text, std::span<const quint32> starts)
    : m_json {text, starts}
    , m_failed(starts.empty())
{ }

qsizetype JsonCursor::nextBegin() const
{
    return m_json.beginOf(m_at);
}

qsizetype JsonCursor::previousEnd() const
{
    return m_at == 0 ? 0 : m_json.endOf(m_at - 1);
}

QByteArrayView JsonCursor::view(ByteRange range) const
{
    return m_json.text.sliced(range.begin, range.size());
}

void JsonCursor::fail()
{
    m_failed = true;
    m_at = m_json.starts.size();
}

JsonCursor::Kind JsonCursor::kind() const
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

std::optional<QByteArrayView> JsonCursor::nextKey()
{
    if (!takeSeparator('}'))
        return std::nullopt;
    const size_t token = m_at;
    if (!skipKey()) {
        fail();
        return std::nullopt;
    }
    const QByteArrayView raw = view({qsizetype(m_json.starts[token]) + 1, m_json.endOf(token) - 1});
    if (!raw.contains('\\'))
        return raw;
    if (!isWellEscaped(raw)) {
        fail();
        return std::nullopt;
    }
    m_key = unescaped(raw);
    return QByteArrayView(m_key);
}

bool JsonCursor::nextElement()
{
    return takeSeparator(']');
}

bool JsonCursor::skipKey()
{
    if (m_json.byteAt(m_at) != '"' || m_json.byteAt(m_at + 1) != ':')
        return false;
    m_at += 2;
    return true;
}

void JsonCursor::skipValue()
{
    // By far the most values that are read one by one are strings: closed, as the index proved.
    const auto behind = kind() == Kind::String ? m_at + 1 : skipJsonValue(m_json, m_at);
    if (behind)
        m_at = *behind;
    else
        fail();
}

ByteRange JsonCursor::skip()
{
    if (m_at >= m_json.starts.size()) {
        fail();
        return {};
    }
    const qsizetype begin = m_json.starts[m_at];
    skipValue();
    if (m_failed)
        return {};
    return {begin, m_json.endOf(m_at - 1)};
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

std::optional<double> JsonCursor::number()
{
    return realOf(view(skip()));
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
