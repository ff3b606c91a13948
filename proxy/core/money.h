// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace proxy {

/// Money as a whole number of 10^-12 US dollars: every list price of a token is one, so sums are
/// exact whatever their order.
using PicoDollars = qint64;
inline constexpr PicoDollars kPicoPerDollar = 1'000'000'000'000;

/// Dollars as a decimal number, exact, without trailing zeros: "0.01305", "-2", "0".
[[nodiscard]] QByteArray dollarsText(PicoDollars amount);

/// For sums and people: rounded to whole cents, or four decimals below a dollar: "$12.30".
[[nodiscard]] QByteArray readableDollars(PicoDollars amount);

} // namespace proxy
