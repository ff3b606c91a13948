// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFrame>
#include <QUrl>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui {

/// A bar above the pages with one message, at most one button, and a link into the manual.
class MessageBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageBar)

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows a message until it is closed, its button is clicked or clear() is called. @p action is
    /// the text of the button; empty: no button. @p topic is where the manual explains it.
    void say(const QString &text, const QString &action = {}, const QUrl &topic = {});
    void clear();

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_text;
    QPushButton *m_action;
    QLabel *m_topic;
};

} // namespace ui
