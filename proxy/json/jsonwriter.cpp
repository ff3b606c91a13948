// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonwriter.h"

#include <QString>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace proxy {

namespace {

bool needsEscape(char byte)
{
    return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

/// Not 0: @p word, eight bytes of a string, holds one that JSON escapes or that is not ASCII.
quint64 specialIn(quint64 word)
{
    constexpr quint64 kOnes = 0x0101010101010101;
    constexpr quint64 kHighs = 0x8080808080808080;
    // In ASCII only what is smaller than the subtrahend borrows a high bit.
    return (word | (word - kOnes * 0x20) | ((word ^ (kOnes * '"')) - kOnes)
            | ((word ^ (kOnes * '\\')) - kOnes))
           & kHighs;
}

/// Copies @p text to @p to. Not 0: it holds a byte that JSON escapes or that is not ASCII, which
/// few strings do, so that one pass is enough for most.
quint64 copyPlain(char *to, QByteArrayView text)
{
    constexpr size_t kWord = sizeof(quint64);
    const auto size = static_cast<size_t>(text.size());
    quint64 special = 0;
    const auto copyWord = [&](size_t at) {
        quint64 word = 0;
        std::memcpy(&word, text.data() + at, kWord);
        std::memcpy(to + at, &word, kWord);
        special |= specialIn(word);
    };
    size_t at = 0;
    for (; at + kWord <= size; at += kWord)
        copyWord(at);
    if (at < size && size >= kWord)
        copyWord(size - kWord);
    for (; at < size && size < kWord; ++at) {
        to[at] = text[static_cast<qsizetype>(at)];
        special |= needsEscape(to[at]) || to[at] < 0 ? 1 : 0;
    }
    return special;
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
constexpr qsizetype kLongestNumber = 24;

char *copied(QByteArrayView text, char *to)
{
    // memcpy() takes no null view, however short.
    return std::copy(text.begin(), text.end(), to);
}

char *quotedTo(char *to, QByteArrayView escaped)
{
    *to++ = '"';
    to = copied(escaped, to);
    *to++ = '"';
    return to;
}

char *keyTo(char *to, QByteArrayView key)
{
    *to++ = '"';
    to = copied(key, to);
    *to++ = '"';
    *to++ = ':';
    return to;
}

char *numberTo(char *to, qint64 value)
{
    return std::to_chars(to, to + kLongestNumber, value).ptr;
}

} // namespace

JsonWriter::JsonWriter(QByteArray &out, Buffer buffer)
    : m_out(out)
    , m_isShared(buffer == Buffer::Shared)
{ }

JsonWriter::~JsonWriter()
{
    if (m_end != nullptr)
        giveBack();
}

JsonWriter &JsonWriter::beginObject()
{
    char *to = begin(1);
    *to++ = '{';
    return end(to, false);
}

JsonWriter &JsonWriter::endObject()
{
    char *to = more(1);
    *to++ = '}';
    return end(to);
}

JsonWriter &JsonWriter::beginArray()
{
    char *to = begin(1);
    *to++ = '[';
    return end(to, false);
}

JsonWriter &JsonWriter::endArray()
{
    char *to = more(1);
    *to++ = ']';
    return end(to);
}

JsonWriter &JsonWriter::key(QByteArrayView key)
{
    return end(keyTo(begin(key.size() + 3), key), false);
}

JsonWriter &JsonWriter::string(QByteArrayView utf8)
{
    char *to = begin(utf8.size() + 2);
    *to++ = '"';
    if (copyPlain(to, utf8) == 0) {
        to += utf8.size();
        *to++ = '"';
        return end(to);
    }
    QByteArray escaped;
    appendJsonEscaped(escaped, utf8);
    return quoted(escaped);
}

JsonWriter &JsonWriter::field(QByteArrayView name, QByteArrayView utf8)
{
    char *to = keyTo(begin(name.size() + utf8.size() + 5), name);
    *to++ = '"';
    if (copyPlain(to, utf8) != 0)
        return key(name).string(utf8);
    to += utf8.size();
    *to++ = '"';
    return end(to);
}

JsonWriter &JsonWriter::field(QByteArrayView name, qint64 value)
{
    return end(numberTo(keyTo(begin(name.size() + 3 + kLongestNumber), name), value));
}

JsonWriter &JsonWriter::key(const JsonKey &key)
{
    return end(begin(key, 0), false);
}

JsonWriter &JsonWriter::field(const JsonKey &key, QByteArrayView utf8)
{
    char *to = begin(key, utf8.size() + 2);
    *to++ = '"';
    if (copyPlain(to, utf8) != 0)
        return this->key(key).string(utf8);
    to += utf8.size();
    *to++ = '"';
    return end(to);
}

JsonWriter &JsonWriter::field(const JsonKey &key, qint64 value)
{
    return end(numberTo(begin(key, kLongestNumber), value));
}

JsonWriter &JsonWriter::number(qint64 value)
{
    return end(numberTo(begin(kLongestNumber), value));
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
    // The magnitude as unsigned: the smallest qint64 has no positive counterpart.
    const quint64 magnitude =
        value < 0 ? 0 - static_cast<quint64>(value) : static_cast<quint64>(value);
    char *to = begin(kLongestNumber + 2);
    if (value < 0)
        *to++ = '-';
    to = std::to_chars(to, to + kLongestNumber, magnitude / kUnit).ptr;
    const quint64 rest = magnitude % kUnit;
    *to++ = '.';
    *to++ = static_cast<char>('0' + rest / 100);
    *to++ = static_cast<char>('0' + rest / 10 % 10);
    *to++ = static_cast<char>('0' + rest % 10);
    return end(to);
}

JsonWriter &JsonWriter::boolean(bool value)
{
    return raw(value ? QByteArrayView("true") : QByteArrayView("false"));
}

JsonWriter &JsonWriter::null()
{
    return raw("null");
}

JsonWriter &JsonWriter::raw(QByteArrayView json)
{
    return end(copied(json, begin(json.size())));
}

JsonWriter &JsonWriter::quoted(QByteArrayView escaped)
{
    return end(quotedTo(begin(escaped.size() + 2), escaped));
}

void JsonWriter::grow(qsizetype room)
{
    if (m_end == nullptr) {
        const char last = m_out.isEmpty() ? '\n' : m_out.back();
        m_needsComma = last != '{' && last != '[' && last != ':' && last != '\n';
    }
    constexpr qsizetype kAtOnce = 2048;
    const qsizetype used = m_end != nullptr ? m_end - m_begin : m_out.size();
    const qsizetype reserved = m_out.capacity() - used;
    m_out.resize(used + std::max({room, m_isShared ? 0 : kAtOnce, reserved}));
    m_begin = m_out.data();
    m_end = m_begin + used;
    m_limit = m_begin + m_out.size();
}

/// Leaves the buffer with what was written.
void JsonWriter::giveBack()
{
    m_out.resize(m_end - m_begin);
    m_begin = m_end = m_limit = nullptr;
}

void appendJsonEscaped(QByteArray &out, QByteArrayView utf8)
{
    if (utf8.isValidUtf8())
        appendEscapedValid(out, utf8);
    else
        appendEscapedValid(out, QString::fromUtf8(utf8).toUtf8());
}

} // namespace proxy
