// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/humanformat.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace ui {

namespace {

const QString kUnknown = QStringLiteral("–");

QString number(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

QString money(double dollars, int decimals)
{
    // The "C" locale has no place for the sign.
    if (QLocale().language() == QLocale::C)
        return u'$' + number(dollars, decimals);
    return QLocale().toCurrencyString(dollars, QStringLiteral("$"), decimals);
}

} // namespace

QString humanDuration(std::chrono::microseconds time)
{
    const double ms = static_cast<double>(time.count()) / 1000.0;
    if (time.count() == 0)
        return QStringLiteral("0 ms");
    if (ms < 10)
        return QStringLiteral("%1 ms").arg(number(ms, 1));
    if (ms < 1000)
        return QStringLiteral("%1 ms").arg(number(ms, 0));
    if (ms < 60000)
        return QStringLiteral("%1 s").arg(number(ms / 1000, ms < 10000 ? 2 : 1));
    const auto seconds = static_cast<qint64>(ms / 1000);
    if (seconds >= 3600)
        return QCoreApplication::translate("HumanFormat", "%1 h %2 min")
            .arg(seconds / 3600)
            .arg(seconds % 3600 / 60);
    return QCoreApplication::translate("HumanFormat", "%1 min %2 s")
        .arg(seconds / 60)
        .arg(seconds % 60);
}

QString clockText(std::chrono::seconds time)
{
    const qint64 all = time.count();
    const QString tail = QStringLiteral("%1:%2")
                             .arg(all / 60 % 60, all >= 3600 ? 2 : 1, 10, QChar(u'0'))
                             .arg(all % 60, 2, 10, QChar(u'0'));
    return all >= 3600 ? QString::number(all / 3600) + u':' + tail : tail;
}

QString humanDurationOrDash(const std::optional<std::chrono::microseconds> &time)
{
    return time ? humanDuration(*time) : kUnknown;
}

QString humanCount(qint64 count)
{
    if (count < 0)
        return kUnknown;
    const auto value = static_cast<double>(count);
    if (count < 1000)
        return QLocale().toString(count);
    if (count < 1000000)
        return number(value / 1000, count < 100000 ? 1 : 0) + u'k';
    return number(value / 1000000, 1) + u'M';
}

QString humanSize(qint64 bytes)
{
    return bytes < 0 ? kUnknown : QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString humanMoney(double dollars)
{
    const double size = std::abs(dollars);
    if (size > 0 && size < 0.00005)
        return QStringLiteral("< ") + money(0.0001, 4);
    const int decimals = size >= 0.995 || size == 0 ? 2 : size >= 0.00995 ? 3 : 4;
    const QString text = money(size, decimals);
    return dollars < 0 ? QStringLiteral("−") + text : text;
}

double inDollars(proxy::PicoDollars amount)
{
    return static_cast<double>(amount) / static_cast<double>(proxy::kPicoPerDollar);
}

QString humanShare(quint64 part, quint64 whole)
{
    if (whole == 0)
        return kUnknown;
    return humanShare(static_cast<double>(part) / static_cast<double>(whole));
}

QString humanShare(double share)
{
    return QStringLiteral("%1 %").arg(number(100.0 * share, 0));
}

} // namespace ui
