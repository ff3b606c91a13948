// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/connectionending.h"

#include "proxy/http/clientoutput.h"
#include "proxy/http/clientsocket.h"

namespace proxy {

namespace {

using std::chrono::seconds;

constexpr seconds kLingerSilence {2};
constexpr seconds kLongestLinger {30};
/// A client that takes none of the last bytes for this long will not take them at all.
constexpr seconds kWriteStall {600};
constexpr seconds kResetWait {5};

} // namespace

ConnectionEnding::ConnectionEnding(ClientSocket &socket, ClientOutput &output)
    : m_socket(socket)
    , m_output(output)
{ }

void ConnectionEnding::begin(Manner manner, Instant now)
{
    m_manner = manner;
    m_began = m_lastProgress = now;
    m_output.flush();
    proceed();
}

void ConnectionEnding::proceed()
{
    if (m_output.isBroken()) {
        m_socket.close();
        return;
    }
    if (m_output.unsentBytes() > 0)
        return;
    switch (m_manner) {
    case Manner::Plain:
        m_socket.close();
        return;
    case Manner::Lingering:
        m_socket.shutdownSending();
        return;
    case Manner::Reset:
        // An abortive close throws away what the kernel has not delivered.
        if (m_socket.unacknowledgedBytes() > 0)
            return;
        m_socket.makeCloseAbortive();
        m_socket.close();
        return;
    }
}

void ConnectionEnding::sweep(Instant now)
{
    const auto silence = now - m_lastProgress;
    const bool isStuck = m_output.unsentBytes() > 0 ? silence > kWriteStall
                         : m_manner == Manner::Reset
                             ? now - m_began > kResetWait
                             : silence > kLingerSilence || now - m_began > kLongestLinger;
    if (!isStuck) {
        proceed();
        return;
    }
    giveUp();
}

void ConnectionEnding::giveUp()
{
    if (m_manner == Manner::Reset || m_output.unsentBytes() > 0)
        m_socket.makeCloseAbortive();
    m_socket.close();
}

} // namespace proxy
