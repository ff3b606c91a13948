// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/core/error.h"
#include "proxy/http/framedbody.h"
#include "proxy/message/bodysource.h"
#include "proxy/message/request.h"

#include <functional>
#include <optional>
#include <span>

namespace proxy {

/// The memory budget, in bytes, that all collected bodies of one Listener share.
struct BufferBudget
{
    qint64 limit = 0;
    qint64 used = 0;
};

/// Receives one request's body from the connection for the exchange, which collects it or takes it
/// piece by piece. It enforces limits and back-pressure and calls the observer or the callback.
/// Part of ClientStream.
class BodyIntake final
{
public:
    /// Gets the whole body without framing, or the error that prevents it.
    using Callback = std::function<void(Result<QByteArray>)>;

    static constexpr qint64 kWindow = 256 * 1024; ///< bytes that may wait for take()
    static constexpr qint64 kLowWindow = 64 * 1024; ///< reading resumes below this

    explicit BodyIntake(const RequestHead &head);

    // The connection's side
    [[nodiscard]] bool wantsMore() const;
    [[nodiscard]] bool isRead() const { return m_body.isComplete(); }
    /// The memory to read a body of known length into; empty when feed() must be used.
    [[nodiscard]] std::span<char> room();
    void noteRead(qsizetype count);
    /// Takes bytes from the connection. Returns how many of @p wire belong to the body.
    qsizetype feed(QByteArrayView wire);
    /// Calls the observer or the callback if there is news. The call may destroy the stream.
    void tell();
    /// Whether the client sends the body too slowly.
    [[nodiscard]] bool isOverdue(Instant now, Instant lastInput,
                                 std::chrono::milliseconds limit) const;
    void fail(Error error);
    void becomeTunnel();
    /// The connection closed; @p rest are the last bytes of a tunnel. Call tell() afterwards.
    void noteGone(QByteArrayView rest);

    // The exchange's side
    /// The exchange waits for the body from now on. Returns true the first time.
    bool want(Instant now);
    void collect(qint64 limit, BufferBudget &budget, Callback done);
    void stopCollecting() { m_collected = nullptr; }
    [[nodiscard]] bool isCollecting() const { return static_cast<bool>(m_collected); }
    /// Returns the memory of a collected body to the budget.
    void giveBack();
    /// Forgets observer and callback.
    void abandon();
    [[nodiscard]] QByteArray take(qint64 max);
    [[nodiscard]] bool atEnd() const { return m_body.isComplete() && m_body.waiting() == 0; }
    /// Sets the observer. Returns true when there is news for it already.
    bool setObserver(BodySourceObserver *observer);
    /// Whether a byte of the body or its framing has arrived.
    [[nodiscard]] bool hasBegun() const { return m_hasBegun; }
    [[nodiscard]] qint64 bytesDecoded() const { return m_body.bytesDecoded(); }

private:
    void judge();
    void charge();
    void settle();

    FramedBody m_body;
    qint64 m_declared; // Content-Length, or 0
    bool m_isTunnel = false;
    bool m_isWanted = false;
    bool m_isWindowFull = false;
    bool m_hasNews = false;
    bool m_hasBegun = false;
    qint64 m_limit = 0; // of the collected body
    qint64 m_charged = 0;
    Instant m_wantedAt;
    std::optional<Error> m_error;
    BufferBudget *m_budget = nullptr; // while collecting or charged
    BodySourceObserver *m_observer = nullptr;
    Callback m_collected;
};

} // namespace proxy
