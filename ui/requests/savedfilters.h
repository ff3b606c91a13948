// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QToolButton>

namespace ui {

/// A menu of saved filters: the user chooses, saves and deletes them. They are stored in the
/// settings.
class SavedFilters final : public QToolButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SavedFilters)

public:
    explicit SavedFilters(QWidget *parent = nullptr);

    /// Sets the present text of the filter, which the menu saves or deletes.
    void setPresent(const QString &filter) { m_present = filter.trimmed(); }
    [[nodiscard]] static QStringList all();

Q_SIGNALS:
    void chosen(const QString &filter);

private:
    void fill();

    QString m_present;
};

} // namespace ui
