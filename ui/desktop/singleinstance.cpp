// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/singleinstance.h"

#include "ui/look/activation.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace ui {

namespace {

constexpr int kPatienceMs = 1000;
constexpr const char *kRaise = "raise";
constexpr qsizetype kLongestWord = 512;

/// Short, since a socket's path is at most 107 bytes; in the user's own runtime folder where
/// there is one.
QString socketName(const QString &runtimeDir)
{
    const QByteArray folder = QDir(runtimeDir).absolutePath().toUtf8();
    const QByteArray hash =
        QCryptographicHash::hash(folder, QCryptographicHash::Sha256).toHex().left(16);
    const QString base = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QString name = QStringLiteral("llm-proxy-desktop-") + QString::fromLatin1(hash);
    // A name that is not UTF-8 would become another folder.
    const bool isUsable = !base.isEmpty() && !base.contains(QChar::ReplacementCharacter);
    return isUsable ? base + u'/' + name : name;
}

} // namespace

SingleInstance::SingleInstance(const QString &runtimeDir, QObject *parent)
    : QObject(parent)
    , m_name(socketName(runtimeDir))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::greet);
}

bool SingleInstance::claim(bool raisesOther)
{
    if (findOther(raisesOther))
        return false;
    if (m_server.listen(m_name))
        return true;
    // What a killed one left behind; nobody answered there.
    QLocalServer::removeServer(m_name);
    // Without a socket there is still a window; only a later start would not find it.
    (void)m_server.listen(m_name);
    return true;
}

bool SingleInstance::findOther(bool raises) const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatienceMs))
        return false;
    if (!raises)
        return true;
    socket.write(QByteArray(kRaise) + ' ' + activationTokenOfStart() + '\n');
    return socket.waitForBytesWritten(kPatienceMs);
}

void SingleInstance::greet()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine() && socket->bytesAvailable() < kLongestWord)
                return;
            const QByteArray word = socket->readLine(kLongestWord).trimmed();
            if (const qsizetype end = word.indexOf(' ');
                word.first(end < 0 ? word.size() : end) == kRaise) {
                useActivationToken(end < 0 ? QByteArray() : word.sliced(end + 1));
                Q_EMIT raiseRequested();
            }
            socket->disconnectFromServer();
        });
    }
}

} // namespace ui
