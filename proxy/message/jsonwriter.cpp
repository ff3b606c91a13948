// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/jsonwriter.h"

#include <QString>

namespace proxy {

namespace {

bool needsEscape(char byte)
{
    return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

void appendEscape(QByteArray &out, char byte)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    switch (byte) {
    case '"':
        out.append("\\\"", 2);
        return;
    case '\\':
        out.append("\\\\", 2);
        return;
    case '\n':
        out.append("\\n", 2);
        return;
    case '\r':
        out.append("\\r", 2);
        return;
    case '\t':
        out.append("\\t", 2);
        return;
    case '\b':
        out.append("\\b", 2);
        return;
    case '\f':
        out.append("\\f", 2);
        return;
    default:
        out.append("\\u00", 4);
        out.append(kDigits[(byte >> 4) & 0xf]);
        out.append(kDigits[byte & 0xf]);
    }
}

void appendEscapedValid(QByteArray &out, QByteArrayView utf8)
{
    qsizetype start = 0;
    for (qsizetype at = 0; at < utf8.size(); ++at) {
        if (!needsEscape(utf8[at]))
            continue;
        out.append(utf8.sliced(start, at - start));
        appendEscape(out, utf8[at]);
        start = at + 1;
    }
    out.append(utf8.sliced(start));
}

} // namespace

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out.append('{');
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out.append('}');
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out.append('[');
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out.append(']');
    return *this;
}

JsonWriter &JsonWriter::key(QByteArrayView key)
{
    separate();
    m_out.append('"').append(key).append("\":", 2);
    return *this;
}

JsonWriter &JsonWriter::string(QByteArrayView utf8)
{
    separate();
    m_out.append('"');
    appendJsonEscaped(m_out, utf8);
    m_out.append('"');
    return *this;
}

JsonWriter &JsonWriter::number(qint64 value)
{
    return raw(QByteArray::number(value));
}

JsonWriter &JsonWriter::real(double value, int decimals)
{
    return raw(QByteArray::number(value, 'f', decimals));
}

JsonWriter &JsonWriter::boolean(bool value)
{
    return raw(value ? "true" : "false");
}

JsonWriter &JsonWriter::null()
{
    return raw("null");
}

JsonWriter &JsonWriter::raw(QByteArrayView json)
{
    separate();
    m_out.append(json);
    return *this;
}

JsonWriter &JsonWriter::quoted(QByteArrayView escaped)
{
    separate();
    m_out.append('"').append(escaped).append('"');
    return *this;
}

JsonWriter &JsonWriter::optionalField(QByteArrayView name, QByteArrayView utf8)
{
    return utf8.isEmpty() ? *this : field(name, utf8);
}

void JsonWriter::separate()
{
    if (m_out.isEmpty())
        return;
    const char last = m_out.back();
    if (last != '{' && last != '[' && last != ':' && last != '\n')
        m_out.append(',');
}

void appendJsonEscaped(QByteArray &out, QByteArrayView utf8)
{
    if (utf8.isValidUtf8())
        appendEscapedValid(out, utf8);
    else
        appendEscapedValid(out, QString::fromUtf8(utf8).toUtf8());
}

} // namespace proxy
