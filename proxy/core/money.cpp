// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/money.h"

#include <charconv>
#include <cmath>

namespace proxy {

QByteArray dollarsText(PicoDollars amount)
{
    DollarsRoom room;
    return dollarsText(amount, room).toByteArray();
}

QByteArrayView dollarsText(PicoDollars amount, DollarsRoom &text)
{
    constexpr int kDecimals = 12;
    // The magnitude as unsigned: the smallest qint64 has no positive counterpart.
    const quint64 magnitude =
        amount < 0 ? 0 - static_cast<quint64>(amount) : static_cast<quint64>(amount);
    const quint64 unit = kPicoPerDollar;
    char *end = text.data();
    if (amount < 0)
        *end++ = '-';
    end = std::to_chars(end, text.data() + text.size(), magnitude / unit).ptr;
    quint64 fraction = magnitude % unit;
    if (fraction > 0) {
        *end = '.';
        for (int place = kDecimals; place > 0; --place, fraction /= 10)
            end[place] = static_cast<char>('0' + fraction % 10);
        for (end += kDecimals; *end == '0'; --end) { }
        ++end;
    }
    return {text.data(), end - text.data()};
}

QByteArray readableDollars(PicoDollars amount)
{
    const double dollars = std::abs(static_cast<double>(amount) / kPicoPerDollar);
    const int decimals = dollars > 0 && dollars < 1 ? 4 : 2;
    return (amount < 0 ? "-$" : "$") + QByteArray::number(dollars, 'f', decimals);
}

} // namespace proxy
