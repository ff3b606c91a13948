// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsoncursor.h"

#include "proxy/json/jsonnumber.h"
#include "proxy/json/jsonstring.h"

namespace proxy {

JsonCursor::JsonCursor(QByteArrayView text, std::span<const quint32> starts)
    : m_json {text, starts}
    , m_failed(starts.empty())
{ }

void JsonCursor::fail()
{
    m_failed = true;
    m_at = m_json.starts.size();
}

std::optional<QByteArrayView> JsonCursor::unescapedKey(QByteArrayView raw)
{
    if (!isWellEscaped(raw)) {
        fail();
        return std::nullopt;
    }
    m_key = unescaped(raw);
    return QByteArrayView(m_key);
}

void JsonCursor::passOther()
{
    if (const auto behind = skipJsonValue(m_json, m_at))
        m_at = *behind;
    else
        fail();
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
