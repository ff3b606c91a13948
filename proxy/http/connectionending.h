// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

namespace proxy {

class ClientOutput;
class ClientSocket;

/// Ends one client connection: sends what was written and then closes the socket in the manner that
/// tells the client whether its answer is complete. Part of GuardedConnection.
class ConnectionEnding final
{
public:
    enum class Manner {
        Plain, ///< FIN, and nothing more is read
        /// FIN; input is discarded for a while. Otherwise a reset could destroy the last answer.
        Lingering,
        Reset, ///< RST: the answer is not complete
    };

    ConnectionEnding(ClientSocket &socket, ClientOutput &output);

    void begin(Manner manner, Instant now);
    /// Bytes were read or written.
    void noteProgress(Instant now) { m_lastProgress = now; }
    /// Continues as far as possible. The socket may be closed within this call.
    void proceed();
    /// Continues, and ends the connection when the client has made no progress for too long.
    void sweep(Instant now);
    /// Closes at once: with an RST when a FIN could be taken for the end of the answer. begin()
    /// is not needed before.
    void giveUp();

private:
    ClientSocket &m_socket;
    ClientOutput &m_output;
    Manner m_manner = Manner::Plain;
    Instant m_began;
    Instant m_lastProgress;
};

} // namespace proxy
