// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/secretvalues.h"

#include "proxy/core/secretshapes.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cmath>

namespace proxy {

namespace {

/// Bits of entropy a character.
double entropyOf(QByteArrayView text)
{
    std::array<int, 256> counts {};
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int count : counts) {
        if (count > 0) {
            const double share = double(count) / double(text.size());
            bits -= share * std::log2(share);
        }
    }
    return bits;
}

} // namespace

int countIf(QByteArrayView text, bool (*isCounted)(char))
{
    return int(std::count_if(text.begin(), text.end(), isCounted));
}

bool isMadeOfWords(QByteArrayView value)
{
    constexpr qsizetype kShortNumber = 4;
    qsizetype letters = 0;
    qsizetype digits = 0;
    for (const char c : value) {
        if (isLetter(c)) {
            if (digits > 0)
                return false;
            ++letters;
        } else if (isDigit(c)) {
            if (++digits > (letters > 0 ? 2 : kShortNumber))
                return false;
        } else if (QByteArrayView("-_./:@").contains(c)) {
            letters = digits = 0;
        } else {
            return false;
        }
    }
    return true;
}

/// "$NAME", "${NAME", "$(command": code that fetches a value.
bool namesVariable(QByteArrayView value)
{
    if (value.contains("${") || value.contains("$("))
        return true;
    return value.startsWith('$') && std::all_of(value.begin() + 1, value.end(), isWord)
           && isMadeOfWords(value.sliced(1).toByteArray().replace('_', '-'));
}

bool looksRandom(QByteArrayView value)
{
    constexpr qsizetype kLeast = 8;
    constexpr double kLeastEntropy = 2.75;
    if (value.size() < kLeast || countIf(value, isLetter) == 0 || countIf(value, isDigit) == 0)
        return false;
    for (const char c : value) {
        if (QByteArrayView(" ()[]{}<>`\"'\\").contains(c))
            return false;
    }
    return !namesVariable(value) && !value.contains("::") && !value.contains("->")
           && !isMadeOfWords(value) && entropyOf(value) >= kLeastEntropy;
}

bool isLongAndRandom(QByteArrayView value)
{
    constexpr qsizetype kLong = 24;
    constexpr double kLeastEntropy = 3.8;
    return value.size() >= kLong && countIf(value, isDigit) > 1 && countIf(value, isLetter) > 1
           && !value.contains("${") && !value.contains("{{") && !isMadeOfWords(value)
           && entropyOf(value) >= kLeastEntropy;
}

} // namespace proxy
