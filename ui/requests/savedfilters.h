// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QToolButton>

namespace ui {

/// The filters one keeps: a menu to choose, save and forget them. Remembered.
class SavedFilters final : public QToolButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SavedFilters)

public:
    explicit SavedFilters(QWidget *parent = nullptr);

    /// The text of the filter now: what "save" and "forget" mean.
    void setPresent(const QString &filter) { m_present = filter.trimmed(); }
    [[nodiscard]] static QStringList all();

Q_SIGNALS:
    void chosen(const QString &filter);

private:
    void fill();

    QString m_present;
};

} // namespace ui
