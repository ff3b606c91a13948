// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMessageBox>

namespace ui {

/// Asks what to do with open requests when the program is to quit: wait for them, cut them, or
/// stay. It closes by itself when the last request has ended.
class QuitQuestion final : public QMessageBox
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QuitQuestion)

public:
    /// @p isDraining says that the proxy takes no new requests any more, so staying is not offered.
    QuitQuestion(int open, bool isDraining, QWidget *parent = nullptr);

    /// Sets the number of open requests.
    void setOpen(int open);

Q_SIGNALS:
    /// The user chose to quit; with @p cut at once. Not emitted when the user stays.
    void answered(bool cut);

private:
    QPushButton *m_wait;
    QPushButton *m_cut;
};

} // namespace ui
