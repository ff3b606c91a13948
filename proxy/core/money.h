// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtGlobal>

#include <array>

namespace proxy {

/// An amount of money as a whole number of 10^-12 US dollars. Every list price of a token is such a
/// whole number, so sums are exact in any order.
using PicoDollars = qint64;
inline constexpr PicoDollars kPicoPerDollar = 1'000'000'000'000;

/// Returns the exact amount in dollars, without trailing zeros: "0.01305", "-2", "0".
[[nodiscard]] QByteArray dollarsText(PicoDollars amount);
using DollarsRoom = std::array<char, 40>;
/// The same in @p room, without memory of its own.
[[nodiscard]] QByteArrayView dollarsText(PicoDollars amount, DollarsRoom &room);

/// Returns a rounded amount for people: "$12.30"; below a dollar with four decimals.
[[nodiscard]] QByteArray readableDollars(PicoDollars amount);

} // namespace proxy
