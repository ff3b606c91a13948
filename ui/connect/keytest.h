// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QUrl>

class QNetworkReply;

namespace ui {

/// Asks Morph one question with a key, and tells whether Morph takes the key. Main thread.
class KeyTest final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(KeyTest)

public:
    explicit KeyTest(QObject *parent = nullptr);

    /// Asks the Morph at @p base. Does nothing while the last question is under way.
    void ask(const QUrl &base, const QByteArray &key);

Q_SIGNALS:
    void answered(bool good, const QString &text);

private:
    void read(QNetworkReply *reply);

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
};

} // namespace ui
