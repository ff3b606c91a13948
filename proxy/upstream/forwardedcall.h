// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/upstream/callregistry.h"
#include "proxy/upstream/upstream.h"
#include "proxy/upstream/upstreamconnection.h"

namespace proxy {

/// One forwarded request: it asks the circuit breaker, gets a connection, retries within the
/// settings and enforces the time limits. The caller of UpstreamClient::send() owns it.
class ForwardedCall final : public UpstreamCall, private UpstreamConnectionObserver
{
public:
    ForwardedCall(CallRegistry &registry, UpstreamRequest request, UpstreamObserver &observer);
    ~ForwardedCall() override;
    Q_DISABLE_COPY_MOVE(ForwardedCall)

    /// Begins the call. Call it once.
    void start();

    void pause() override;
    void resume() override;
    [[nodiscard]] UpstreamCallFacts facts() const override { return m_facts; }

    // For the CallRegistry.
    void setIndex(size_t index) { m_index = index; }
    [[nodiscard]] size_t index() const { return m_index; }
    void forgetRegistry();
    /// Writes as much of the request as the upstream takes now.
    void sendNow();
    /// Checks the time limits; makes the call due when one is over.
    void checkTime(Instant now);
    [[nodiscard]] bool isDue(Instant now) const;
    /// Does what is due. The observer may destroy this call within it.
    void act();

private:
    enum class Phase {
        Refused, ///< the observer gets m_refusal next
        Connecting,
        WaitingToRetry, ///< until m_dueAt
        AwaitingHead, ///< the request is being sent, or was sent
        Receiving,
        Tunnel,
        Over,
    };

    void connectionOpened() override;
    void connectionRefused(const Text &why) override;
    void connectionSent() override;
    void connectionHead(const ResponseHead &head) override;
    void connectionBody(const BodyPiece &piece) override;
    void connectionPaused() override;
    void connectionFinished(bool isReusable) override;
    void connectionFailed(const Error &error) override;

    void connect();
    void reuseOrConnect();
    void transmit();
    void retryConnecting(Error error);
    void expire();
    void end(const Error &error);
    void leaveRegistry();
    void dropConnection();
    [[nodiscard]] bool mayResend(const Error &error) const;
    [[nodiscard]] bool hasAttemptsLeft() const;
    [[nodiscard]] std::chrono::milliseconds limit() const;

    CallRegistry *m_registry;
    size_t m_index = 0;
    UpstreamRequest m_request;
    UpstreamObserver &m_observer;
    std::unique_ptr<UpstreamConnection> m_connection;
    Phase m_phase = Phase::Connecting;
    Error m_refusal;
    Instant m_connectingSince {};
    Instant m_since {}; // of the last progress, or of the phase
    Instant m_dueAt {};
    quint64 m_writtenSeen = 0;
    bool m_hasProgressed = false;
    bool m_isExpired = false;
    bool m_isPaused = false;
    UpstreamCallFacts m_facts;
};

} // namespace proxy
