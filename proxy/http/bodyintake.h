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

/// The bytes that all collected bodies of one Listener may hold together.
struct BufferBudget
{
    qint64 limit = 0;
    qint64 used = 0;
};

/// The way of one request's body from the connection to the exchange, collected or in windows:
/// limits, back-pressure, and who is to be told what. Part of ClientStream.
class BodyIntake final
{
public:
    /// The whole body with the framing removed, or why there will never be one.
    using Callback = std::function<void(Result<QByteArray>)>;

    static constexpr qint64 kWindow = 256 * 1024; ///< bytes that wait for take()
    static constexpr qint64 kLowWindow = 64 * 1024; ///< reading goes on below this

    explicit BodyIntake(const RequestHead &head);

    // The connection's side
    [[nodiscard]] bool wantsMore() const;
    [[nodiscard]] bool isRead() const { return m_body.isComplete(); }
    /// Where to read a body of known length to; empty when feed() is the way.
    [[nodiscard]] std::span<char> room();
    void noteRead(qsizetype count);
    /// Returns how many bytes of @p wire belonged to the body.
    qsizetype feed(QByteArrayView wire);
    /// Calls whoever waits, when there is something to tell. May destroy the stream.
    void tell();
    /// The body is read too slowly.
    [[nodiscard]] bool isOverdue(Instant now, Instant lastInput,
                                 std::chrono::milliseconds limit) const;
    void fail(Error error);
    void becomeTunnel();
    /// The connection is gone; @p rest came before, the last bytes of a tunnel. Follow with tell().
    void noteGone(QByteArrayView rest);

    // The exchange's side
    /// True the first time: somebody waits for the body from now on.
    bool want(Instant now);
    void collect(qint64 limit, BufferBudget &budget, Callback done);
    void stopCollecting() { m_collected = nullptr; }
    [[nodiscard]] bool isCollecting() const { return static_cast<bool>(m_collected); }
    /// A collected body no longer counts against the budget.
    void giveBack();
    /// Forgets everybody who could be told.
    void abandon();
    [[nodiscard]] QByteArray take(qint64 max);
    [[nodiscard]] bool atEnd() const { return m_body.isComplete() && m_body.waiting() == 0; }
    /// True when there is something to tell the observer at once.
    bool setObserver(BodySourceObserver *observer);
    /// A byte of the body, or of its framing, came.
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
