// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/connect/keytest.h"
#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ui {

class AgentPage;
class Step;

/// The first page: three steps from nothing to a routed agent, each with its state and what to do.
/// It also offers the demo, which needs none of them.
class StepsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StepsPage)

public:
    StepsPage(DesktopHost &host, ProxySource &source, QWidget *parent = nullptr);

    /// Adds an agent to the third step. @p page must outlive this page.
    void addAgent(const QString &id, const QString &name, const AgentPage *page);

Q_SIGNALS:
    /// The user wants to change the setting @p key.
    void settingsRequested(const QString &key);
    /// The user wants to see the page of an agent.
    void agentRequested(const QWidget *page);

private:
    struct AgentRow
    {
        QString name;
        const AgentPage *page = nullptr;
        QLabel *text = nullptr;
        QPushButton *button = nullptr;
        qint64 firstRequestMs = 0; ///< since this page is open
    };

    void buildBackend();
    void buildKey();
    void buildDemo();
    void show(const proxy::ServiceStatus &status);
    void showBackend(const proxy::ServiceStatus &status);
    void showRouting(const proxy::ServiceStatus &status);
    void showAgents();
    void showDemo();
    void showFakeServers(const proxy::ServiceStatus &status);
    void note(const std::vector<proxy::Exchange> &exchanges);
    void saveKey();
    void testKey();
    void routeHere();
    /// Saves settings, or says in the second step why they can't be saved.
    bool save(const QHash<QString, QString> &changes);

    DesktopHost &m_host;
    ProxySource &m_source;
    KeyTest m_keyTest;
    QLabel *m_proxy;
    Step *m_backend;
    Step *m_routing;
    Step *m_agents;
    QLineEdit *m_key = nullptr;
    QPushButton *m_saveKey = nullptr;
    QPushButton *m_testKey = nullptr;
    QPushButton *m_routeHere = nullptr; ///< shown when there is no key for Morph
    QLabel *m_keyResult = nullptr;
    QLabel *m_demoText = nullptr;
    QPushButton *m_demo = nullptr;
    QHash<QByteArray, AgentRow> m_rows; ///< by the name that the record gives the client
};

} // namespace ui
