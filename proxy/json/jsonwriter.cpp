// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonwriter.h"

#include <QString>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

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

/// Beyond these a double can't count thousandths.
constexpr double kLargestReal = 1e12;

} // namespace

JsonWriter::JsonWriter(QByteArray &out, Buffer buffer)
    : m_out(out)
{
    if (buffer == Buffer::Exclusive)
        m_end = m_limit = m_out.data() + m_out.size();
}

JsonWriter::~JsonWriter()
{
    if (m_end != nullptr)
        m_out.resize(m_end - m_out.constData());
}

JsonWriter &JsonWriter::beginObject()
{
    return open('{');
}

JsonWriter &JsonWriter::endObject()
{
    return close('}');
}

JsonWriter &JsonWriter::beginArray()
{
    return open('[');
}

JsonWriter &JsonWriter::endArray()
{
    return close(']');
}

JsonWriter &JsonWriter::key(QByteArrayView key)
{
    return put("\"", key, "\":");
}

JsonWriter &JsonWriter::string(QByteArrayView utf8)
{
    if (isPlainAscii(utf8))
        return quoted(utf8);
    QByteArray escaped;
    appendJsonEscaped(escaped, utf8);
    return quoted(escaped);
}

JsonWriter &JsonWriter::number(qint64 value)
{
    std::array<char, 24> text {};
    const auto written = std::to_chars(text.begin(), text.end(), value);
    return raw({text.data(), written.ptr});
}

JsonWriter &JsonWriter::real(double value, int decimals)
{
    // The exact conversion takes longer than the rest of the row.
    if (decimals == 3 && std::abs(value) < kLargestReal)
        return thousandths(std::llround(value * 1000));
    std::array<char, 64> text {};
    const auto written =
        std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, decimals);
    if (written.ec != std::errc())
        return raw(QByteArray::number(value, 'f', decimals));
    return raw({text.data(), written.ptr});
}

JsonWriter &JsonWriter::thousandths(qint64 value)
{
    constexpr quint64 kUnit = 1000;
    std::array<char, 32> text {};
    // The magnitude as unsigned: the smallest qint64 has no positive counterpart.
    const quint64 magnitude =
        value < 0 ? 0 - static_cast<quint64>(value) : static_cast<quint64>(value);
    char *at = text.data();
    if (value < 0)
        *at++ = '-';
    at = std::to_chars(at, text.data() + text.size(), magnitude / kUnit).ptr;
    *at++ = '.';
    for (quint64 digit = kUnit / 10, rest = magnitude % kUnit; digit > 0; digit /= 10)
        *at++ = static_cast<char>('0' + rest / digit % 10);
    return raw({text.data(), at});
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
    const qsizetype comma = needsComma() ? 1 : 0;
    char *to = room(comma + before.size() + text.size() + after.size());
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

JsonWriter &JsonWriter::open(char bracket)
{
    return put({}, {&bracket, 1}, {});
}

JsonWriter &JsonWriter::close(char bracket)
{
    *room(1) = bracket;
    return *this;
}

bool JsonWriter::needsComma() const
{
    const char *end = m_end != nullptr ? m_end : m_out.constData() + m_out.size();
    if (end == m_out.constData())
        return false;
    const char last = end[-1];
    return last != '{' && last != '[' && last != ':' && last != '\n';
}

char *JsonWriter::room(qsizetype bytes)
{
    if (m_end == nullptr) {
        const qsizetype end = m_out.size();
        m_out.resize(end + bytes);
        return m_out.data() + end;
    }
    if (m_limit - m_end < bytes)
        grow(bytes);
    return std::exchange(m_end, m_end + bytes);
}

void JsonWriter::grow(qsizetype bytes)
{
    constexpr qsizetype kAtOnce = 2048;
    const qsizetype used = m_end - m_out.constData();
    m_out.resize(used + std::max(bytes, kAtOnce));
    m_end = m_out.data() + used;
    m_limit = m_out.data() + m_out.size();
}

void appendJsonEscaped(QByteArray &out, QByteArrayView utf8)
{
    if (utf8.isValidUtf8())
        appendEscapedValid(out, utf8);
    else
        appendEscapedValid(out, QString::fromUtf8(utf8).toUtf8());
}

} // namespace proxy
