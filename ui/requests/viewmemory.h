// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>
#include <Qt>

namespace ui {

/// How the page of requests was left, for the next start. Plain value.
struct ViewMemory
{
    QString filter;
    bool follows = true;
    int sortColumn = 0;
    Qt::SortOrder sortOrder = Qt::AscendingOrder;
    bool isBeside = false; ///< the details stand beside the table

    /// Reads it from the settings; what is missing keeps its default.
    [[nodiscard]] static ViewMemory load();
    void save() const;

    /// Below and beside, the details have a size of their own each.
    [[nodiscard]] static QByteArray splitter(Qt::Orientation orientation);
    static void saveSplitter(Qt::Orientation orientation, const QByteArray &state);
};

} // namespace ui
