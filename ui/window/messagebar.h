// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

/// A bar above the pages with one message and at most one button.
class MessageBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageBar)

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows a message until it is closed, its button is clicked or clear() is called. @p action is
    /// the text of the button; empty: no button.
    void say(const QString &text, const QString &action = {});
    void clear();

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace ui
