// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QNetworkAccessManager>
#include <QTimer>

namespace ui {

/// Sends requests like an agent's, one every other second, while the demo is on. Their client is
/// "llm-proxy-demo". It sends a few at a time and a hundred in all.
class DemoTraffic final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DemoTraffic)

public:
    explicit DemoTraffic(QObject *parent = nullptr);

    void start(const QString &baseUrl);
    void stop();

private:
    void sendNext();

    QNetworkAccessManager m_network;
    QTimer m_timer;
    QString m_baseUrl;
    int m_sent = 0;
    int m_open = 0;
};

} // namespace ui
