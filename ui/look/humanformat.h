// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"

#include <QString>

#include <chrono>
#include <optional>

namespace ui {

// Numbers as people read them, in the application's locale. Pure.

/// "0.4 ms", "208 ms", "3.2 s", "2 min 10 s".
[[nodiscard]] QString humanDuration(std::chrono::microseconds time);
/// The same, or an en dash for what is not known.
[[nodiscard]] QString humanDurationOrDash(const std::optional<std::chrono::microseconds> &time);
/// "312", "2.1k", "1.4M"; en dash for negative (unknown).
[[nodiscard]] QString humanCount(qint64 count);
/// "88 KB", "1.2 MB".
[[nodiscard]] QString humanSize(qint64 bytes);
/// "$3.18", "$0.0038": two figures at least, whatever the size.
[[nodiscard]] QString humanMoney(double dollars);
[[nodiscard]] double inDollars(proxy::PicoDollars amount);
/// "63 %"; en dash when there is nothing to divide.
[[nodiscard]] QString humanShare(quint64 part, quint64 whole);

} // namespace ui
