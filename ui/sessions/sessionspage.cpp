// SPDX-License-Identifier: LicenseRef-Private
#include "ui/sessions/sessionspage.h"

#include "ui/look/humanformat.h"
#include "ui/words/enginetext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ui {

namespace {

enum Column { Client, Session, Model, Turns, LastTurn, Cache, Override };

QString overrideText(const SessionLine &session)
{
    QStringList parts;
    if (session.isOff)
        parts << SessionsPage::tr("not routed");
    if (!session.heldModel.isEmpty())
        parts << SessionsPage::tr("held on %1").arg(session.heldModel);
    if (session.boostsNext)
        parts << SessionsPage::tr("next turn boosted");
    return parts.isEmpty() ? QStringLiteral("–") : parts.join(QStringLiteral(" · "));
}

/// Nobody counts the seconds of an hour ago.
QString agoText(std::chrono::seconds time)
{
    if (time.count() < 60)
        return SessionsPage::tr("%1 s ago").arg(time.count());
    if (time.count() < 3600)
        return SessionsPage::tr("%1 min ago").arg(time.count() / 60);
    return SessionsPage::tr("%1 h ago").arg(time.count() / 3600);
}

QString cacheText(const SessionLine &session)
{
    if (session.warmTokens <= 0 || session.warmFor.count() <= 0)
        return SessionsPage::tr("cold");
    const qint64 seconds = session.warmFor.count();
    return SessionsPage::tr("%1 tokens, warm for %2:%3")
        .arg(humanCount(session.warmTokens))
        .arg(seconds / 60)
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

SessionsPage::SessionsPage(const ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_list(source)
    , m_note(new QLabel)
    , m_table(new QTreeWidget)
    , m_model(new QComboBox)
{
    auto *intro = new QLabel(tr("Conversations of your agents, the latest used first. What you "
                                "choose counts for one of them, until you release it."));
    intro->setWordWrap(true);
    auto *bar = new QHBoxLayout;
    buildBar(bar);
    buildTable();
    m_note->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(intro);
    layout->addLayout(bar);
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);
    connect(&m_list, &SessionList::changed, this, &SessionsPage::show);
    connect(&m_list, &SessionList::refused, this, [this](const proxy::Text &reason) {
        m_refusal = tr("Not done: %1").arg(engineText(reason));
    });
    connect(&m_list, &SessionList::failed, this, [this](const proxy::Text &reason) {
        show({});
        showNote(tr("The proxy does not tell its sessions: %1").arg(engineText(reason)));
    });
    show({});
}

void SessionsPage::buildBar(QHBoxLayout *bar)
{
    m_boost = addAction(bar, tr("&Boost next turn"), SessionAction::Boost);
    m_boost->setToolTip(tr("Its next turn counts as hard, whatever Morph would say"));
    m_off = addAction(bar, tr("&Don't route"), SessionAction::Off);
    m_off->setToolTip(tr("It keeps the models it asks for"));
    bar->addSpacing(12);
    m_model->setEditable(true);
    m_model->setMinimumContentsLength(24);
    m_model->setAccessibleName(tr("Model to hold"));
    m_model->lineEdit()->setAccessibleName(m_model->accessibleName());
    bar->addWidget(m_model);
    m_hold = addAction(bar, tr("&Hold this model"), SessionAction::Hold);
    m_hold->setToolTip(tr("All its turns go to this model"));
    bar->addSpacing(12);
    m_release = addAction(bar, tr("&Release"), SessionAction::Release);
    m_release->setToolTip(tr("Removes the override: the session is routed like all others"));
    bar->addStretch();
    m_requests = new QPushButton(tr("Show its re&quests"));
    bar->addWidget(m_requests);
    connect(m_requests, &QPushButton::clicked, this, [this] {
        const SessionLine *session = chosen();
        if (session == nullptr)
            return;
        const QString filter = QStringLiteral("session:") + session->id;
        Q_EMIT requestsWanted(session->clientName.isEmpty()
                                  ? filter
                                  : filter + QStringLiteral(" name:") + session->clientName);
    });
}

QPushButton *SessionsPage::addAction(QHBoxLayout *bar, const QString &text, SessionAction action)
{
    auto *button = new QPushButton(text);
    bar->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, action] {
        const SessionLine *session = chosen();
        if (session == nullptr)
            return;
        m_refusal.clear();
        const bool holds = action == SessionAction::Hold;
        m_list.control(session->name(), action,
                       holds ? m_model->currentText().trimmed() : QString());
    });
    return button;
}

void SessionsPage::buildTable()
{
    m_table->setHeaderLabels({tr("Client"), tr("Session"), tr("Model"), tr("Turns"),
                              tr("Last turn"), tr("Prompt cache"), tr("Override")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setAccessibleName(tr("Sessions"));
    m_table->headerItem()->setTextAlignment(Turns, Qt::AlignRight | Qt::AlignVCenter);
    m_table->headerItem()->setTextAlignment(LastTurn, Qt::AlignRight | Qt::AlignVCenter);
    constexpr std::array kWidths {100, 200, 200, 56, 90, 190};
    for (int column = 0; column < static_cast<int>(kWidths.size()); ++column)
        m_table->setColumnWidth(column, kWidths.at(static_cast<size_t>(column)));
    connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
        offerModels();
        enableActions();
    });
    connect(m_table, &QTreeWidget::itemActivated, m_requests, &QPushButton::click);
}

void SessionsPage::show(const std::vector<SessionLine> &sessions)
{
    const SessionLine *before = chosen();
    const SessionName kept = before != nullptr ? before->name() : SessionName();
    const auto isMeant = [this, &kept](const SessionLine &session) {
        return m_wanted.isEmpty() ? session.name() == kept : session.id == m_wanted;
    };
    m_sessions = sessions;
    // Items are filled anew where they stand: selection and scroll position stay.
    const QSignalBlocker quiet(m_table);
    while (m_table->topLevelItemCount() > static_cast<int>(sessions.size()))
        delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
    while (m_table->topLevelItemCount() < static_cast<int>(sessions.size())) {
        auto *item = new QTreeWidgetItem;
        // As the rows of the requests.
        item->setSizeHint(Client, {0, fontMetrics().height() + 6});
        m_table->addTopLevelItem(item);
    }
    QTreeWidgetItem *current = nullptr;
    for (int row = 0; row < m_table->topLevelItemCount(); ++row) {
        const SessionLine &session = sessions[static_cast<size_t>(row)];
        fill(*m_table->topLevelItem(row), session);
        if (isMeant(session))
            current = m_table->topLevelItem(row);
    }
    m_table->setCurrentItem(current);
    if (current != nullptr && !m_wanted.isEmpty()) {
        m_wanted.clear();
        offerModels();
    }
    showNote(sessions.empty() ? tr("No conversation yet. The first turn of an agent shows here.")
                              : m_refusal);
    enableActions();
}

void SessionsPage::select(const QString &id)
{
    m_wanted = id;
    show(std::vector<SessionLine>(m_sessions));
    m_list.refresh();
}

void SessionsPage::showNote(const QString &text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void SessionsPage::fill(QTreeWidgetItem &item, const SessionLine &session) const
{
    const QString client = session.client.isEmpty() ? tr("unknown") : session.client;
    item.setText(Client, session.clientName.isEmpty()
                             ? client
                             : client + QStringLiteral(" · ") + session.clientName);
    item.setToolTip(Client, item.text(Client));
    item.setText(Session, session.id);
    item.setToolTip(Session, session.id);
    item.setText(Model, session.model);
    item.setToolTip(Model, session.model);
    item.setText(Turns, QString::number(session.turns));
    item.setText(LastTurn, session.idle.count() < 2 ? tr("now") : agoText(session.idle));
    item.setText(Cache, cacheText(session));
    item.setToolTip(Cache, item.text(Cache));
    item.setText(Override, overrideText(session));
    item.setTextAlignment(Turns, Qt::AlignRight | Qt::AlignVCenter);
    item.setTextAlignment(LastTurn, Qt::AlignRight | Qt::AlignVCenter);
}

void SessionsPage::offerModels()
{
    QStringList models;
    for (const SessionLine &session : m_sessions)
        models << session.model << session.heldModel;
    models.removeAll(QString());
    models.removeDuplicates();
    models.sort();
    m_model->clear();
    m_model->addItems(models);
    if (const SessionLine *session = chosen())
        m_model->setCurrentText(session->heldModel.isEmpty() ? session->model : session->heldModel);
}

void SessionsPage::enableActions()
{
    const SessionLine *session = chosen();
    for (QWidget *widget :
         std::initializer_list<QWidget *> {m_boost, m_hold, m_off, m_requests, m_model})
        widget->setEnabled(session != nullptr);
    m_release->setEnabled(session != nullptr && session->hasHand());
}

const SessionLine *SessionsPage::chosen() const
{
    const int row = m_table->indexOfTopLevelItem(m_table->currentItem());
    return row < 0 || row >= static_cast<int>(m_sessions.size())
               ? nullptr
               : &m_sessions[static_cast<size_t>(row)];
}

void SessionsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_list.follow(true);
}

void SessionsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_list.follow(false);
}

} // namespace ui
