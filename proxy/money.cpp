// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/money.h"

#include <cmath>

namespace proxy {

QByteArray dollarsText(PicoDollars amount)
{
    constexpr int kDecimals = 12;
    // The magnitude as unsigned: the smallest qint64 has no positive counterpart.
    const quint64 magnitude =
        amount < 0 ? 0 - static_cast<quint64>(amount) : static_cast<quint64>(amount);
    const quint64 unit = kPicoPerDollar;
    QByteArray text = (amount < 0 ? "-" : "") + QByteArray::number(magnitude / unit);
    QByteArray fraction = QByteArray::number(magnitude % unit).rightJustified(kDecimals, '0');
    while (fraction.endsWith('0'))
        fraction.chop(1);
    return fraction.isEmpty() ? text : text + '.' + fraction;
}

QByteArray readableDollars(PicoDollars amount)
{
    const double dollars = std::abs(static_cast<double>(amount) / kPicoPerDollar);
    const int decimals = dollars > 0 && dollars < 1 ? 4 : 2;
    return (amount < 0 ? "-$" : "$") + QByteArray::number(dollars, 'f', decimals);
}

} // namespace proxy
