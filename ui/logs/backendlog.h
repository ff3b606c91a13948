// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/logs/logline.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

class QNetworkReply;

namespace ui {

/// Reads CLIProxyAPI's own log over its management route. It needs the management password.
class BackendLog final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BackendLog)

public:
    explicit BackendLog(QObject *parent = nullptr);

    /// Polls the log until pause(). Begins anew with another backend.
    void follow(const QUrl &backend, const QByteArray &password);
    void pause();

Q_SIGNALS:
    void linesArrived(const std::vector<ui::LogLine> &lines);
    /// Reading failed, for this reason. Polling goes on.
    void failed(const QString &reason);

private:
    void ask();
    void read(QNetworkReply &reply);

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QTimer m_timer;
    QUrl m_backend;
    QByteArray m_password;
    qint64 m_after = 0; ///< Unix time in seconds of the newest line read
};

} // namespace ui
