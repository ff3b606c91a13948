// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonstring.h"

#include "proxy/core/hexdigit.h"

#include <algorithm>
#include <cstring>

namespace proxy {

namespace {

constexpr int kBad = -1;

/// The UTF-16 unit of a "\uXXXX" at @p at, kBad if there is none.
int unitAt(QByteArrayView raw, qsizetype at)
{
    if (at + 6 > raw.size() || raw[at] != '\\' || raw[at + 1] != 'u')
        return kBad;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(raw[i]);
        if (digit == kBad)
            return kBad;
        unit = unit << 4 | digit;
    }
    return unit;
}

struct Escape
{
    int character = kBad; ///< code point
    qsizetype size = 0; ///< bytes in the raw text
};

Escape unicodeEscapeAt(QByteArrayView raw, qsizetype at)
{
    const int unit = unitAt(raw, at);
    if (unit == kBad || (unit & 0xFC00) == 0xDC00)
        return {};
    if ((unit & 0xFC00) != 0xD800)
        return {unit, 6};
    const int low = unitAt(raw, at + 6);
    if (low == kBad || (low & 0xFC00) != 0xDC00)
        return {};
    return {0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)), 12};
}

/// What the backslash at @p at begins.
Escape escapeAt(QByteArrayView raw, qsizetype at)
{
    if (at + 1 >= raw.size())
        return {};
    switch (raw[at + 1]) {
    case '"':
    case '\\':
    case '/':
        return {raw[at + 1], 2};
    case 'b':
        return {'\b', 2};
    case 'f':
        return {'\f', 2};
    case 'n':
        return {'\n', 2};
    case 'r':
        return {'\r', 2};
    case 't':
        return {'\t', 2};
    case 'u':
        return unicodeEscapeAt(raw, at);
    default:
        return {};
    }
}

/// Where the next backslash stands, the size of @p raw without one.
qsizetype nextBackslash(QByteArrayView raw, qsizetype from)
{
    const qsizetype found = raw.indexOf('\\', from);
    return found < 0 ? raw.size() : found;
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

bool canUnescape(QByteArrayView raw)
{
    qsizetype at = nextBackslash(raw, 0);
    while (at < raw.size()) {
        const Escape escape = escapeAt(raw, at);
        if (escape.character == kBad)
            return false;
        at = nextBackslash(raw, at + escape.size);
    }
    return true;
}

bool isWellEscaped(QByteArrayView raw)
{
    constexpr qsizetype kUnitSize = 6;
    qsizetype at = nextBackslash(raw, 0);
    while (at < raw.size()) {
        const Escape escape = escapeAt(raw, at);
        const bool isHalf = escape.character == kBad && unitAt(raw, at) != kBad;
        if (escape.character == kBad && !isHalf)
            return false;
        at = nextBackslash(raw, at + (isHalf ? kUnitSize : escape.size));
    }
    return true;
}

QByteArray unescaped(QByteArrayView raw)
{
    // No escape is shorter than the UTF-8 it stands for.
    QByteArray text(raw.size(), Qt::Uninitialized);
    char *out = text.data();
    qsizetype from = 0;
    while (from < raw.size()) {
        const qsizetype backslash = nextBackslash(raw, from);
        const auto plain = static_cast<size_t>(backslash - from);
        std::memcpy(out, raw.data() + from, plain);
        out += plain;
        if (backslash == raw.size())
            break;
        const Escape escape = escapeAt(raw, backslash);
        if (escape.character == kBad) {
            // A lone half stays whole; of an escape that JSON does not know the letter stays.
            const bool isHalf = unitAt(raw, backslash) != kBad;
            const qsizetype kept = isHalf ? backslash : backslash + 1;
            const qsizetype end = std::min(isHalf ? backslash + 6 : backslash + 2, raw.size());
            std::memcpy(out, raw.data() + kept, static_cast<size_t>(end - kept));
            out += end - kept;
            from = end;
            continue;
        }
        out = writeUtf8(out, escape.character);
        from = backslash + escape.size;
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
