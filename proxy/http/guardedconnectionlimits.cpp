// SPDX-License-Identifier: LicenseRef-Private
// The part of GuardedConnection that time drives.
#include "proxy/config/proxyconfig.h"
#include "proxy/http/clientstream.h"
#include "proxy/http/connectionregistry.h"
#include "proxy/http/guardedconnection.h"
#include "proxy/http/socketcontrol.h"

#include <QLoggingCategory>
#include <QTcpSocket>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcGuard, "llmproxy.guard")

/// From when on a connection without a request keeps no buffers.
constexpr std::chrono::seconds kIdle {1};

} // namespace

void GuardedConnection::closeIfIdle()
{
    if (m_phase == Phase::Head && m_in.isEmpty())
        close(ConnectionEnding::Manner::Plain);
}

void GuardedConnection::cut()
{
    m_ending.giveUp();
}

void GuardedConnection::sweep(Instant now)
{
    // The kernel tells of a FIN that stands behind input we do not read.
    if (m_in.isPaused() && hasPeerLeft(m_socket.socketDescriptor()))
        m_socket.abort();
    else if (m_phase == Phase::Head)
        sweepHead(now);
    else if (m_phase == Phase::Exchange)
        sweepExchange(now);
    else if (m_phase == Phase::Closing)
        m_ending.sweep(now);
}

void GuardedConnection::sweepHead(Instant now)
{
    const ServerSettings &settings = m_registry.settings();
    if (!m_in.isEmpty()) {
        if (now - m_headBegan > settings.headTimeout)
            answerRefused(m_parser.takeHead(),
                          refusal(ErrorCode::RequestTimeout,
                                  QStringLiteral("The head of the request came too slowly.")));
        return;
    }
    // A connection made in advance and never used is let go without a word.
    const auto limit = m_servedOne ? settings.keepAliveTimeout : settings.headTimeout;
    if (now - m_lastActive > limit)
        close(ConnectionEnding::Manner::Plain);
    else if (now - m_lastActive > kIdle) {
        m_in.releaseBuffer();
        m_output.releaseBuffer();
    }
}

void GuardedConnection::sweepExchange(Instant now)
{
    if (m_waiting) {
        qCCritical(lcGuard, "QHttpServer did not dispatch a request that was handed to it.");
        m_socket.abort();
        return;
    }
    BodyIntake &intake = m_stream->intake();
    if (!intake.isOverdue(now, m_lastActive, m_registry.settings().bodyTimeout))
        return;
    intake.fail(
        refusal(ErrorCode::RequestTimeout, QStringLiteral("The request body came too slowly.")));
    intake.tell();
}

} // namespace proxy
