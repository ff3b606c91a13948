// SPDX-License-Identifier: LicenseRef-Private
// The part of GuardedConnection that sends an answer and ends it.
#include "proxy/http/clientstream.h"
#include "proxy/http/connectionregistry.h"
#include "proxy/http/guardedconnection.h"

#include <utility>

namespace proxy {

void GuardedConnection::finishAnswer(bool closes, bool isRead, bool isWatched)
{
    m_isRead = isRead;
    endExchange(closes);
    if (!isWatched)
        m_stream = nullptr;
    if (m_registry.holdsBack(m_id))
        return;
    m_output.flush();
    finishSending();
}

void GuardedConnection::finishSending()
{
    const bool isSent = m_output.unsentBytes() == 0;
    if (m_output.isBroken() || (isSent && m_stream))
        scheduleTurn(); // for clientFinished()
    else if (isSent)
        afterAnswer();
}

void GuardedConnection::send()
{
    if (m_registry.holdsBack(m_id))
        return;
    m_output.flush();
    noteSent();
}

void GuardedConnection::noteSent()
{
    if (m_phase == Phase::Flushing)
        finishSending();
    else if (m_phase == Phase::Exchange)
        m_stream->noteOutput();
}

void GuardedConnection::cutAnswer(bool asReset)
{
    m_stream = nullptr;
    endExchange(true);
    close(asReset ? ConnectionEnding::Manner::Reset : ConnectionEnding::Manner::Plain);
}

void GuardedConnection::endExchange(bool closes)
{
    m_phase = Phase::Flushing;
    m_closes = closes;
    m_servedOne = true;
    m_lastActive = std::chrono::steady_clock::now();
    --m_registry.counters().openExchanges;
}

/// The answer is in the kernel's hands: on to the next request, or the end.
void GuardedConnection::afterAnswer()
{
    if (m_closes || m_registry.isStopping()) {
        const bool lingers = !m_isRead || !m_in.isEmpty();
        close(lingers ? ConnectionEnding::Manner::Lingering : ConnectionEnding::Manner::Plain);
        return;
    }
    m_phase = Phase::Head;
    if (!m_in.isEmpty())
        scheduleTurn();
}

void GuardedConnection::close(ConnectionEnding::Manner manner)
{
    m_phase = Phase::Closing;
    m_in.resume();
    m_ending.begin(manner, std::chrono::steady_clock::now());
}

} // namespace proxy
