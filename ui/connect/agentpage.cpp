// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/agentpage.h"

#include "proxy/core/secretmask.h"
#include "ui/connect/linediff.h"
#include "ui/host/background.h"
#include "ui/look/palette.h"
#include "ui/look/wrappedlabel.h"
#include "ui/words/enginetext.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTextBlock>
#include <QVBoxLayout>

namespace ui {

namespace {

void appendLine(QPlainTextEdit *view, const DiffLine &line)
{
    QTextCursor cursor(view->document());
    cursor.movePosition(QTextCursor::End);
    QTextCharFormat format;
    QChar sign = u' ';
    if (line.kind == DiffLine::Kind::Added) {
        sign = u'+';
        format.setForeground(goodColour());
    } else if (line.kind == DiffLine::Kind::Removed) {
        sign = u'-';
        format.setForeground(badColour());
    }
    if (!view->document()->isEmpty())
        cursor.insertBlock();
    // The file may hold keys of others.
    const QString text = line.kind == DiffLine::Kind::Added
                             ? line.text
                             : QString::fromUtf8(proxy::maskSecrets(line.text.toUtf8()).text);
    cursor.insertText(sign + QStringLiteral(" ") + text, format);
}

} // namespace

AgentPage::AgentPage(Agent agent, QWidget *parent)
    : QWidget(parent)
    , m_agent(std::move(agent))
    , m_state(wrappedLabel())
    , m_file(wrappedLabel())
    , m_diff(new QPlainTextEdit)
    , m_result(wrappedLabel())
    , m_apply(new QPushButton(tr("&Write")))
    , m_undo(new QPushButton(tr("&Undo")))
{
    QFont strong = m_state->font();
    strong.setBold(true);
    m_state->setFont(strong);
    m_diff->setReadOnly(true);
    m_diff->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_diff->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_diff->setAccessibleName(tr("What changes in %1").arg(m_agent.file));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state);
    layout->addWidget(m_file);
    layout->addWidget(m_diff, 1);
    if (!m_agent.remark.isEmpty()) {
        QLabel *remark = wrappedLabel();
        remark->setText(m_agent.remark);
        layout->addWidget(remark);
    }
    layout->addWidget(m_result);
    layout->addWidget(buildButtons());
    m_result->hide();
    look();
}

QWidget *AgentPage::buildButtons()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *copy = new QPushButton(tr("&Copy the lines instead"));
    copy->setToolTip(m_agent.lines);
    layout->addWidget(m_apply);
    layout->addWidget(m_undo);
    layout->addStretch();
    layout->addWidget(copy);
    connect(m_apply, &QPushButton::clicked, this, &AgentPage::apply);
    connect(m_undo, &QPushButton::clicked, this, &AgentPage::takeBack);
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_agent.lines);
        say(true, tr("Copied: %1").arg(m_agent.lines.section(u'\n', 0, 0)));
    });
    return row;
}

void AgentPage::look()
{
    m_apply->setEnabled(false);
    m_undo->setEnabled(false);
    inBackground(
        this, [agent = m_agent] { return planFor(agent); },
        [this](AgentPlan plan) {
            m_plan = std::move(plan);
            showPlan();
            Q_EMIT looked();
        });
}

void AgentPage::showPlan()
{
    const bool isConnected = m_plan.isConnected();
    m_state->setText(!m_plan.problem.isEmpty() ? tr("▲ Can't be changed: %1").arg(m_plan.problem)
                     : isConnected             ? tr("● %1 is connected").arg(m_agent.name)
                     : m_plan.isFound          ? tr("○ %1 is not connected yet").arg(m_agent.name)
                                      : tr("– %1 was not found on this machine").arg(m_agent.name));
    m_file->setText(m_plan.fileExists
                        ? tr("%1 (the present file is kept beside it)").arg(m_plan.file)
                        : tr("%1 (new)").arg(m_plan.file));
    m_apply->setEnabled(m_plan.problem.isEmpty() && !isConnected);
    m_undo->setEnabled(!remembered().file.isEmpty());
    showDiff();
}

void AgentPage::showDiff()
{
    m_diff->clear();
    for (const DiffLine &line : lineDiff(m_plan.before, m_plan.after))
        appendLine(m_diff, line);
    // The first change is what one wants to see.
    for (QTextBlock block = m_diff->document()->begin(); block.isValid(); block = block.next()) {
        if (block.text().startsWith(u' '))
            continue;
        m_diff->setTextCursor(QTextCursor(block));
        m_diff->centerCursor();
        break;
    }
}

void AgentPage::say(bool good, const QString &text)
{
    m_result->setText((good ? QStringLiteral("● ") : QStringLiteral("▲ ")) + text);
    m_result->show();
}

void AgentPage::apply()
{
    inBackground(
        this, [plan = m_plan] { return applyPlan(plan, QDateTime::currentDateTimeUtc()); },
        [this](const proxy::Result<AgentBackup> &written) {
            if (written) {
                remember(*written);
                say(true, written->backup.isEmpty()
                              ? tr("Written. A running agent has to be started again.")
                              : tr("Written; the former file is %1. A running agent has to be "
                                   "started again.")
                                    .arg(written->backup));
            } else {
                say(false, engineText(written.error().detail));
            }
            look();
        });
}

void AgentPage::takeBack()
{
    inBackground(
        this,
        [backup = remembered()]() -> proxy::Result<AgentBackup> {
            const proxy::Result<void> undone = undo(backup);
            return undone ? proxy::Result<AgentBackup>(AgentBackup())
                          : tl::make_unexpected(undone.error());
        },
        [this](const proxy::Result<AgentBackup> &undone) {
            if (undone)
                remember({});
            say(undone.has_value(),
                undone ? tr("The former file is back.") : engineText(undone.error().detail));
            look();
        });
}

void AgentPage::remember(const AgentBackup &backup) const
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("agents/") + m_agent.id);
    settings.setValue(QStringLiteral("file"), backup.file);
    settings.setValue(QStringLiteral("backup"), backup.backup);
    settings.setValue(QStringLiteral("written"), backup.writtenHash);
}

AgentBackup AgentPage::remembered() const
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("agents/") + m_agent.id);
    return {.file = settings.value(QStringLiteral("file")).toString(),
            .backup = settings.value(QStringLiteral("backup")).toString(),
            .writtenHash = settings.value(QStringLiteral("written")).toByteArray()};
}

} // namespace ui
