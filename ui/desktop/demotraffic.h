// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QNetworkAccessManager>
#include <QTimer>

namespace ui {

/// Sends requests like an agent's while the demo is on, and says what each of the first ones shows.
/// Their client is "llm-proxy-demo", and they are as large as an agent's, so that the fee is in
/// proportion. It sends a few at a time and a hundred in all.
class DemoTraffic final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DemoTraffic)

public:
    explicit DemoTraffic(QObject *parent = nullptr);

    void start(const QString &baseUrl);
    void stop();

Q_SIGNALS:
    /// A sentence about the request that is sent now.
    void told(const QString &text);

private:
    void sendNext();

    QNetworkAccessManager m_network;
    QTimer m_timer;
    QString m_baseUrl;
    int m_sent = 0;
    int m_open = 0;
};

} // namespace ui
