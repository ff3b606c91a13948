// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace ui {

/// One step of the first page: a numbered title, how far it is, and what to do about it.
class Step final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Step)

public:
    enum class State { Done, Open, Problem };

    /// @p title begins with the number.
    explicit Step(const QString &title, QWidget *parent = nullptr);

    void say(State state, const QString &text);
    /// Adds a control to the row below the text. The step owns it.
    void add(QWidget *control, int stretch = 0);
    /// Ends the row of controls.
    void addStretch();
    /// Adds a row of its own.
    void addRow(QWidget *row);

private:
    QLabel *m_sign;
    QLabel *m_text;
    QHBoxLayout *m_controls;
};

} // namespace ui
