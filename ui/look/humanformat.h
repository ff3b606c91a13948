// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"

#include <QString>

#include <chrono>
#include <optional>

namespace ui {

// Numbers as people read them, in the application's locale. Pure.

/// Returns a duration: "0.4 ms", "208 ms", "3.2 s", "2 min 10 s".
[[nodiscard]] QString humanDuration(std::chrono::microseconds time);
/// Returns a running time as a clock shows it: "0:07", "12:30", "1:02:03".
[[nodiscard]] QString clockText(std::chrono::seconds time);
/// Returns a duration, or an en dash when it is not known.
[[nodiscard]] QString humanDurationOrDash(const std::optional<std::chrono::microseconds> &time);
/// Returns a count: "312", "2.1k", "1.4M"; an en dash for a negative one, which means "not known".
[[nodiscard]] QString humanCount(qint64 count);
/// Returns a size: "88 KB", "1.2 MB".
[[nodiscard]] QString humanSize(qint64 bytes);
/// Returns an amount with at least two significant digits: "$3.18", "$0.0038".
[[nodiscard]] QString humanMoney(double dollars);
[[nodiscard]] double inDollars(proxy::PicoDollars amount);
/// Returns a share: "63 %"; an en dash when the whole is 0.
[[nodiscard]] QString humanShare(quint64 part, quint64 whole);
/// The same of a share from 0; 1 is the whole.
[[nodiscard]] QString humanShare(double share);

} // namespace ui
