// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMessageBox>

namespace ui {

/// What becomes of the requests under way when the program is asked to quit: wait for them, cut
/// them, or stay. Answers itself when the last of them has ended.
class QuitQuestion final : public QMessageBox
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QuitQuestion)

public:
    /// @p isDraining: no new requests are taken any more, so there is no staying.
    QuitQuestion(int open, bool isDraining, QWidget *parent = nullptr);

    /// How many there are by now.
    void setOpen(int open);

Q_SIGNALS:
    /// Quit; @p cut: at once. Not sent when one stays.
    void answered(bool cut);

private:
    QPushButton *m_wait;
    QPushButton *m_cut;
};

} // namespace ui
