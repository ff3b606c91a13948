// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonstring.h"

#include "proxy/core/hexdigit.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace proxy {

namespace {

constexpr int kBad = -1;
constexpr qsizetype kUnitSize = 6; ///< of \uXXXX

/// The UTF-16 unit of a "\uXXXX" at @p at, kBad if there is none.
int unitAt(QByteArrayView raw, qsizetype at)
{
    if (at + kUnitSize > raw.size() || raw[at] != '\\' || raw[at + 1] != 'u')
        return kBad;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + kUnitSize; ++i) {
        const int digit = hexDigit(raw[i]);
        if (digit == kBad)
            return kBad;
        unit = unit << 4 | digit;
    }
    return unit;
}

/// What a letter behind a backslash stands for; NUL: nothing.
constexpr std::array<char, 256> kShortEscapes = [] {
    std::array<char, 256> meant {};
    for (const char letter : {'"', '\\', '/'})
        meant[static_cast<unsigned char>(letter)] = letter;
    meant['b'] = '\b';
    meant['f'] = '\f';
    meant['n'] = '\n';
    meant['r'] = '\r';
    meant['t'] = '\t';
    return meant;
}();

char shortEscape(char letter)
{
    return kShortEscapes[static_cast<unsigned char>(letter)];
}

bool isHigh(int unit)
{
    return unit != kBad && (unit & 0xFC00) == 0xD800;
}

bool isLow(int unit)
{
    return unit != kBad && (unit & 0xFC00) == 0xDC00;
}

/// Where the next backslash stands, the size of @p raw without one. In code one stands every few
/// bytes: a call of memchr for each takes longer than the words between. In prose there is none.
inline qsizetype nextBackslash(QByteArrayView raw, qsizetype from)
{
    constexpr quint64 kOnes = 0x0101010101010101ULL;
    constexpr qsizetype kNear = 32;
    const qsizetype far = from + kNear;
    for (; from + qsizetype(sizeof kOnes) <= raw.size(); from += sizeof kOnes) {
        if (from == far) {
            const void *found =
                std::memchr(raw.data() + from, '\\', static_cast<size_t>(raw.size() - from));
            return found ? static_cast<const char *>(found) - raw.data() : raw.size();
        }
        const quint64 word = qFromLittleEndian<quint64>(raw.data() + from) ^ (kOnes * '\\');
        if (const quint64 zero = (word - kOnes) & ~word & (kOnes << 7))
            return from + std::countr_zero(zero) / 8;
    }
    while (from < raw.size() && raw[from] != '\\')
        ++from;
    return from;
}

char *writeUtf8(char *out, int character)
{
    const auto put = [&out](int byte) { *out++ = static_cast<char>(byte); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | character >> 6);
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | character >> 12);
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | character >> 18);
        put(0x80 | (character >> 12 & 0x3F));
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    }
    return out;
}

} // namespace

qsizetype badEscape(QByteArrayView text)
{
    qsizetype at = nextBackslash(text, 0);
    while (at < text.size()) {
        const bool isShort = at + 1 < text.size() && shortEscape(text[at + 1]) != '\0';
        if (!isShort && unitAt(text, at) == kBad)
            return at;
        at = nextBackslash(text, at + (isShort ? 2 : kUnitSize));
    }
    return -1;
}

QByteArray unescaped(QByteArrayView raw)
{
    if (raw.isEmpty())
        return QByteArray("", 0);
    // No escape is shorter than the UTF-8 it stands for.
    QByteArray text(raw.size(), Qt::Uninitialized);
    char *out = text.data();
    const auto copy = [&](qsizetype from, qsizetype end) {
        std::memcpy(out, raw.data() + from, static_cast<size_t>(end - from));
        out += end - from;
        return end;
    };
    qsizetype from = 0;
    for (;;) {
        from = copy(from, nextBackslash(raw, from));
        if (from == raw.size())
            break;
        const int unit = unitAt(raw, from);
        const int low = isHigh(unit) ? unitAt(raw, from + kUnitSize) : kBad;
        if (isLow(low)) {
            out = writeUtf8(out, 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)));
            from += 2 * kUnitSize;
        } else if (isHigh(unit) || isLow(unit)) {
            from = copy(from, from + kUnitSize);
        } else if (unit != kBad) {
            out = writeUtf8(out, unit);
            from += kUnitSize;
        } else {
            // Of an escape that JSON does not know the letter stays.
            const char letter = from + 1 < raw.size() ? raw[from + 1] : '\\';
            const char meant = shortEscape(letter);
            *out++ = meant != '\0' ? meant : letter;
            from = std::min(from + 2, raw.size());
        }
    }
    text.truncate(out - text.constData());
    return text;
}

char firstVisibleByte(QByteArrayView raw)
{
    for (qsizetype at = 0; at < raw.size(); ++at) {
        if (raw[at] == ' ')
            continue;
        if (raw[at] != '\\')
            return raw[at];
        if (++at == raw.size())
            return '\\';
        if (raw[at] != 'n' && raw[at] != 't' && raw[at] != 'r' && raw[at] != 'f')
            return '\\';
    }
    return '\0';
}

} // namespace proxy
