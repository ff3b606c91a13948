// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/jsonstring.h"

#include <cstring>

namespace proxy {

namespace {

constexpr uint kFirstHigh = 0xD800;
constexpr uint kFirstLow = 0xDC00;
constexpr uint kLastLow = 0xDFFF;

uint hexValue(QByteArrayView digits)
{
    uint value = 0;
    for (const char byte : digits) {
        const uint digit = byte <= '9' ? uint(byte - '0') : uint((byte | 0x20) - 'a') + 10;
        value = value * 16 + digit;
    }
    return value;
}

void appendUtf8(QByteArray &out, uint code)
{
    const auto append = [&out](uint byte) { out.append(static_cast<char>(byte)); };
    if (code < 0x80) {
        append(code);
    } else if (code < 0x800) {
        append(0xC0 | (code >> 6));
        append(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        append(0xE0 | (code >> 12));
        append(0x80 | ((code >> 6) & 0x3F));
        append(0x80 | (code & 0x3F));
    } else {
        append(0xF0 | (code >> 18));
        append(0x80 | ((code >> 12) & 0x3F));
        append(0x80 | ((code >> 6) & 0x3F));
        append(0x80 | (code & 0x3F));
    }
}

// Reads \uXXXX (and its other half) at `at`; returns the index after it.
qsizetype appendUnicodeEscape(QByteArray &out, QByteArrayView quoted, qsizetype at)
{
    const uint code = hexValue(quoted.sliced(at + 2, 4));
    if (code < kFirstHigh || code > kLastLow) {
        appendUtf8(out, code);
        return at + 6;
    }
    if (code < kFirstLow && at + 12 <= quoted.size() && quoted.sliced(at + 6, 2) == "\\u") {
        const uint low = hexValue(quoted.sliced(at + 8, 4));
        if (low >= kFirstLow && low <= kLastLow) {
            appendUtf8(out, 0x10000 + ((code - kFirstHigh) << 10) + (low - kFirstLow));
            return at + 12;
        }
    }
    out.append(quoted.sliced(at, 6));
    return at + 6;
}

char simpleEscape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

} // namespace

QByteArray unescapeJson(QByteArrayView quoted)
{
    QByteArray out;
    out.reserve(quoted.size());
    qsizetype at = 0;
    while (at < quoted.size()) {
        const void *found =
            std::memchr(quoted.data() + at, '\\', static_cast<size_t>(quoted.size() - at));
        const qsizetype slash =
            found ? static_cast<const char *>(found) - quoted.data() : quoted.size();
        out.append(quoted.sliced(at, slash - at));
        if (slash + 1 >= quoted.size())
            break;
        if (quoted.at(slash + 1) == 'u' && slash + 6 <= quoted.size()) {
            at = appendUnicodeEscape(out, quoted, slash);
        } else {
            out.append(simpleEscape(quoted.at(slash + 1)));
            at = slash + 2;
        }
    }
    return out;
}

} // namespace proxy
