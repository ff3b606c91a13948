// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/connect/agentsetup.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ui {

/// One agent: what would change in which file, write it, undo it, or lines to copy.
class AgentPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AgentPage)

public:
    explicit AgentPage(Agent agent, QWidget *parent = nullptr);

    [[nodiscard]] const AgentPlan &plan() const { return m_plan; }
    /// Reads the agent's file again.
    void look();

Q_SIGNALS:
    /// The plan is there, or another one.
    void looked();

private:
    QWidget *buildButtons();
    void showPlan();
    void showDiff();
    void say(bool good, const QString &text);
    void apply();
    void takeBack();
    void remember(const AgentBackup &backup) const;
    [[nodiscard]] AgentBackup remembered() const;

    Agent m_agent;
    AgentPlan m_plan;
    QLabel *m_state;
    QLabel *m_file;
    QPlainTextEdit *m_diff;
    QLabel *m_result;
    QPushButton *m_apply;
    QPushButton *m_undo;
};

} // namespace ui
