// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/happened/happenings.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace ui {

/// The page with what the user was told, for who wasn't there: the newest first, what was not
/// acknowledged in bold.
class HappenedPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HappenedPage)

public:
    /// @p happenings must outlive this.
    explicit HappenedPage(Happenings &happenings, QWidget *parent = nullptr);

Q_SIGNALS:
    void healthRequested();

private:
    void fill();
    void enableButtons();

    Happenings &m_happenings;
    QTreeWidget *m_table;
    QLabel *m_empty;
    QPushButton *m_acknowledge;
    QPushButton *m_all;
    QPushButton *m_clear;
};

} // namespace ui
