// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/connect/agentsetup.h"
#include "ui/connect/testrequest.h"
#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace ui {

class AgentPage;
class StepsPage;

/// The dialog that connects agents with the proxy: first the checks, then for each agent the exact
/// change of its file, which it writes and undoes, or lines to copy, and a test request.
class ConnectDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConnectDialog)

public:
    ConnectDialog(DesktopHost &host, ProxySource &source, const AgentPlaces &places,
                  QWidget *parent = nullptr);

Q_SIGNALS:
    /// The user wants to change the setting @p key.
    void settingsRequested(const QString &key);
    /// The test request arrives in the table of requests now.
    void testSent();

private:
    void addAgent(const Agent &agent, StepsPage &steps);
    void addOthers(const QString &baseUrl);
    void addPage(const QString &title, QWidget *page);
    QWidget *buildFooter(const ProxySource &source);
    void mark(int row, const AgentPage &page);

    QListWidget *m_list;
    QStackedWidget *m_pages;
    TestRequest m_test;
    QLabel *m_result;
};

} // namespace ui
