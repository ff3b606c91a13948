// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/jsonwriter.h"

#include <QString>

#include <algorithm>
#include <array>
#include <charconv>

namespace proxy {

namespace {

bool needsEscape(char byte)
{
    return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

/// Most strings by far: one copy, nothing to check twice.
bool isPlainAscii(QByteArrayView text)
{
    bool isPlain = true;
    for (const char byte : text)
        isPlain &= byte >= 0x20 && byte != '"' && byte != '\\';
    return isPlain;
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
    return put("\"", key, "\":");
}

JsonWriter &JsonWriter::string(QByteArrayView utf8)
{
    if (isPlainAscii(utf8))
        return quoted(utf8);
    separate();
    m_out.append('"');
    appendJsonEscaped(m_out, utf8);
    m_out.append('"');
    return *this;
}

JsonWriter &JsonWriter::number(qint64 value)
{
    std::array<char, 24> text {};
    const auto written = std::to_chars(text.begin(), text.end(), value);
    return raw({text.data(), written.ptr});
}

JsonWriter &JsonWriter::real(double value, int decimals)
{
    std::array<char, 64> text {};
    const auto written =
        std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, decimals);
    if (written.ec != std::errc())
        return raw(QByteArray::number(value, 'f', decimals));
    return raw({text.data(), written.ptr});
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
    return put({}, json, {});
}

JsonWriter &JsonWriter::quoted(QByteArrayView escaped)
{
    return put("\"", escaped, "\"");
}

/// One growth of the buffer, not one for each part.
JsonWriter &JsonWriter::put(QByteArrayView before, QByteArrayView text, QByteArrayView after)
{
    const qsizetype end = m_out.size();
    const qsizetype comma = needsComma() ? 1 : 0;
    m_out.resize(end + comma + before.size() + text.size() + after.size());
    char *to = m_out.data() + end;
    if (comma > 0)
        *to++ = ',';
    for (const QByteArrayView part : {before, text, after})
        to = std::copy(part.begin(), part.end(), to);
    return *this;
}

JsonWriter &JsonWriter::optionalField(QByteArrayView name, QByteArrayView utf8)
{
    return utf8.isEmpty() ? *this : field(name, utf8);
}

bool JsonWriter::needsComma() const
{
    if (m_out.isEmpty())
        return false;
    const char last = m_out.back();
    return last != '{' && last != '[' && last != ':' && last != '\n';
}

void JsonWriter::separate()
{
    if (needsComma())
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
