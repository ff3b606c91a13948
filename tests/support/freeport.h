// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QCoreApplication>
#include <QHostAddress>
#include <QTcpServer>

#include <atomic>

namespace support {

/// Returns a loopback port for a program that is started next. It is below those that the system
/// gives to connections: one of these could be given away before the program binds it. Each test
/// process begins at another port.
inline quint16 freePort()
{
    constexpr qint64 kFirst = 10000;
    constexpr qint64 kCount = 22000;
    constexpr qint64 kApart = 131; // of processes that were started one after the other
    static std::atomic<qint64> next = QCoreApplication::applicationPid() * kApart;
    for (qint64 tried = 0; tried < kCount; ++tried) {
        const auto port = static_cast<quint16>(kFirst + next++ % kCount);
        QTcpServer four;
        QTcpServer six;
        const bool isFree = four.listen(QHostAddress::LocalHost, port)
                            && (six.listen(QHostAddress::LocalHostIPv6, port)
                                || six.serverError() != QAbstractSocket::AddressInUseError);
        if (isFree)
            return port;
    }
    return 0;
}

} // namespace support
