// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/connect/agentsetup.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ui {

/// The page of one agent: shows the change of the agent's file, writes it, undoes it, or offers the
/// lines to copy.
class AgentPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AgentPage)

public:
    explicit AgentPage(Agent agent, QWidget *parent = nullptr);

    [[nodiscard]] const AgentPlan &plan() const { return m_plan; }
    /// Reads the agent's file again and shows the new plan.
    void look();

Q_SIGNALS:
    /// A plan was made, or made again.
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
