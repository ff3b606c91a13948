// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/fieldsyntax.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace proxy {

namespace {

constexpr std::array<bool, 256> tokenTable()
{
    std::array<bool, 256> table {};
    for (unsigned char c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c)
        table[c] = table[c - 'a' + 'A'] = true;
    for (const char c :
         {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

/// RFC 9110 5.6.2.
constexpr std::array<bool, 256> kTokenBytes = tokenTable();

bool isControlByte(char byte)
{
    return (static_cast<unsigned char>(byte) < 0x20 && byte != '\t') || byte == 0x7f;
}

} // namespace

qsizetype tokenSize(QByteArrayView text)
{
    const auto *end = std::find_if_not(text.begin(), text.end(), [](char byte) {
        return kTokenBytes[static_cast<unsigned char>(byte)];
    });
    return end - text.begin();
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && tokenSize(text) == text.size();
}

/// Eight bytes at a time; a tab is looked at again.
bool hasControlByte(QByteArrayView text)
{
    constexpr qsizetype kWord = sizeof(quint64);
    constexpr quint64 kOnes = 0x0101010101010101;
    constexpr quint64 kHighs = 0x8080808080808080;
    quint64 found = 0;
    const auto look = [&](qsizetype at) {
        quint64 word = 0;
        std::memcpy(&word, text.data() + at, kWord);
        const quint64 other = word ^ (kOnes * 0x7f);
        found |= (((word - kOnes * 0x20) & ~word) | ((other - kOnes) & ~other)) & kHighs;
    };
    for (qsizetype at = 0; at + kWord <= text.size(); at += kWord)
        look(at);
    if (text.size() >= kWord)
        look(text.size() - kWord);
    return (found != 0 || text.size() < kWord)
           && std::any_of(text.begin(), text.end(), isControlByte);
}

} // namespace proxy
