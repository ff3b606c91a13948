// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QProcess>

namespace support {

/// An X11 display of our own, shown nowhere; made before the application.
class PrivateDisplay final
{
public:
    PrivateDisplay()
    {
        m_server.start(QStringLiteral("Xvfb"),
                       {QStringLiteral("-displayfd"), QStringLiteral("1"),
                        QStringLiteral("-screen"), QStringLiteral("0"),
                        QStringLiteral("1200x800x24"), QStringLiteral("-nolisten"),
                        QStringLiteral("tcp")});
        if (!m_server.waitForStarted() || !m_server.waitForReadyRead())
            return;
        m_name = ':' + m_server.readLine().trimmed();
        qputenv("DISPLAY", m_name);
        qputenv("QT_QPA_PLATFORM", "xcb");
    }
    ~PrivateDisplay()
    {
        m_server.terminate();
        m_server.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(PrivateDisplay)

    /// False where there is no Xvfb.
    [[nodiscard]] bool runs() const { return !m_name.isEmpty(); }

private:
    QProcess m_server;
    QByteArray m_name;
};

} // namespace support
