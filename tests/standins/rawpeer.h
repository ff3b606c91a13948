// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/fakeclock.h"

#include <QByteArray>
#include <QObject>
#include <QString>

namespace standins {

/// What a RawPeer may do with its connection.
class PeerLink
{
public:
    virtual ~PeerLink() = default;
    virtual void send(const QByteArray &bytes) = 0; ///< one write
    virtual void finish() = 0; ///< FIN
    virtual void cut() = 0; ///< RST
    virtual void recordFrame(const QByteArray &payload) = 0;
    virtual void recordNote(const QString &text) = 0;
    virtual FakeClock &clock() = 0;
    virtual QObject *lifetime() = 0; ///< as long as it lives the link may be used
};

/// Speaks on a connection after a 101.
class RawPeer
{
public:
    virtual ~RawPeer() = default;
    virtual void begin(PeerLink &link) = 0;
    virtual void arrived(QByteArrayView bytes) = 0;
};

} // namespace standins
