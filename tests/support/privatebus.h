// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace support {

/// A D-Bus session of our own; made before the application, which finds it in its environment.
class PrivateBus final
{
public:
    PrivateBus()
    {
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--session"), QStringLiteral("--nofork"),
                        QStringLiteral("--print-address"),
                        QStringLiteral("--address=unix:path=%1/bus").arg(m_folder.path())});
        if (m_daemon.waitForStarted() && m_daemon.waitForReadyRead())
            m_address = m_daemon.readLine().trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address);
    }
    ~PrivateBus()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(PrivateBus)

    /// False where there is no dbus-daemon.
    [[nodiscard]] bool runs() const { return !m_address.isEmpty(); }

private:
    QTemporaryDir m_folder;
    QProcess m_daemon;
    QByteArray m_address;
};

} // namespace support
