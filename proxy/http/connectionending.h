// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

class QTcpSocket;

namespace proxy {

class ClientOutput;

/// How one client connection is brought to its end: what was written goes out first, then the
/// socket closes in the manner that the client will read rightly. Part of GuardedConnection.
class ConnectionEnding final
{
public:
    enum class Manner {
        Plain, ///< FIN, and nothing more is read
        Lingering, ///< FIN; what the client is still sending is thrown away for a while, or a
                   ///< reset would take our last answer from it
        Reset, ///< RST: what was sent is no whole answer
    };

    ConnectionEnding(QTcpSocket &socket, ClientOutput &output);

    void begin(Manner manner, Instant now);
    /// Bytes were read or written.
    void noteProgress(Instant now) { m_lastProgress = now; }
    /// Goes on as far as it can. The socket may emit disconnected() inside.
    void proceed();
    /// The same, and loses patience with a client that stands in the way.
    void sweep(Instant now);
    /// At once, whatever is on its way: with an RST where a FIN could be taken for the end of what
    /// was sent. The socket emits disconnected() inside. Needs no begin().
    void giveUp();

private:
    QTcpSocket &m_socket;
    ClientOutput &m_output;
    Manner m_manner = Manner::Plain;
    bool m_finSent = false;
    Instant m_began;
    Instant m_lastProgress;
};

} // namespace proxy
