// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

/// One line above the pages for what the user should know now, with at most one way to act on it.
class MessageBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageBar)

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// @p action: a button's text; empty: none. Shown until closed, acted on or cleared.
    void say(const QString &text, const QString &action = {});
    void clear();

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace ui
