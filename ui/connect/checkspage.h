// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace ui {

/// The page that checks port, Morph's key, the backend and the backend's key, and says what to do
/// about each. It also offers the demo, which needs none of them.
class ChecksPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChecksPage)

public:
    ChecksPage(DesktopHost &host, ProxySource &source, QWidget *parent = nullptr);

Q_SIGNALS:
    void settingsRequested();

private:
    struct Row
    {
        QLabel *sign = nullptr;
        QLabel *text = nullptr;
    };
    enum class Verdict { Good, Bad, Open };

    Row addRow(QGridLayout *grid, const QString &name);
    void buildDemo();
    void show(const proxy::ServiceStatus &status);
    void showDemo();
    void showFakeServers(const proxy::ServiceStatus &status);
    static void say(const Row &row, Verdict verdict, const QString &text);
    void toggleDemo();
    void showRouting(const proxy::ServiceStatus &status);
    void routeHere();

    DesktopHost &m_host;
    ProxySource &m_source;
    Row m_proxy;
    Row m_routerKey;
    Row m_upstream;
    Row m_upstreamKey;
    QLabel *m_demoText = nullptr;
    QPushButton *m_demo = nullptr;
    QPushButton *m_routeHere = nullptr; ///< shown when there is no key for Morph
};

} // namespace ui
