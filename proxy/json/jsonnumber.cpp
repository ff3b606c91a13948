// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonnumber.h"

#include <charconv>
#include <cmath>

namespace proxy {

namespace {

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/// Where the digits that begin at @p at end.
qsizetype afterDigits(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

} // namespace

bool isJsonNumber(QByteArrayView text)
{
    qsizetype at = text.startsWith('-') ? 1 : 0;
    qsizetype end = afterDigits(text, at);
    if (end == at || (text[at] == '0' && end > at + 1))
        return false;
    at = end;
    if (at < text.size() && text[at] == '.') {
        end = afterDigits(text, at + 1);
        if (end == at + 1)
            return false;
        at = end;
    }
    if (at < text.size() && (text[at] | 0x20) == 'e') {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        end = afterDigits(text, at);
        if (end == at)
            return false;
        at = end;
    }
    return at == text.size();
}

std::optional<qint64> integerOf(QByteArrayView token)
{
    constexpr double kExactLimit = 9007199254740992.0;
    qint64 value = 0;
    const auto [end, error] = std::from_chars(token.begin(), token.end(), value);
    if (error == std::errc() && end == token.end())
        return value;
    const auto real = realOf(token);
    if (!real || !(std::fabs(*real) <= kExactLimit) || *real != std::trunc(*real))
        return std::nullopt;
    return static_cast<qint64>(*real);
}

std::optional<double> realOf(QByteArrayView token)
{
    double value = 0;
    const auto [end, error] = std::from_chars(token.begin(), token.end(), value);
    if (error != std::errc() || end != token.end() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace proxy
