// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>

class QNetworkReply;

namespace ui {

/// Sends one small request through the proxy, as an agent does, and reports the result as a text.
class TestRequest final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TestRequest)

public:
    explicit TestRequest(QObject *parent = nullptr);

    /// Sends the request. Does nothing while the last one is under way.
    void send(const QString &baseUrl);

Q_SIGNALS:
    void sent();
    void answered(bool good, const QString &text);

private:
    void read(QNetworkReply *reply);

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
};

} // namespace ui
