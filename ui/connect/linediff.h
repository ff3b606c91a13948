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

/// Returns the difference of two texts: the fewest removed and added lines. A changed part of more
/// than 2,000 lines is returned as removed and added as a whole. Pure.
[[nodiscard]] std::vector<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after);

} // namespace ui
