// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace ui {

struct DiffLine
{
    enum class Kind { Same, Removed, Added };

    Kind kind = Kind::Same;
    QString text;

    bool operator==(const DiffLine &) const = default;
};

/// What turns one text into another, line by line: the fewest lines removed and added. Long
/// changed stretches (over 2,000 lines) are told as removed and added whole. Pure.
[[nodiscard]] std::vector<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after);

} // namespace ui
