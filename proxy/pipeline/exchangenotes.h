// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/message/request.h"
#include "proxy/pipeline/steps.h"
#include "proxy/record/usagetap.h"
#include "proxy/upstream/relay.h"

#include <memory>
#include <optional>

namespace proxy {

/// How and when an exchange came to its end.
struct NotedEnd
{
    ExchangeEnd end = ExchangeEnd::Open;
    std::optional<Error> error;
    Instant at;
};

/// What is noted of one exchange while it goes on: its record, the heads for whoever looks closer,
/// the usage that its answer tells. Belongs to the worker thread.
class ExchangeNotes final
{
public:
    /// @p steps and @p head must outlive this.
    ExchangeNotes(Steps &steps, const RequestHead &head);
    Q_DISABLE_COPY_MOVE(ExchangeNotes)

    /// The record so far.
    [[nodiscard]] Exchange &exchange() { return m_exchange; }
    [[nodiscard]] const Exchange &exchange() const { return m_exchange; }
    /// Reads the usage out of the answer that passes by.
    [[nodiscard]] UsageTap &tap() { return m_tap; }

    /// @p withText: the text that was classified too.
    void noteFacts(const RequestFacts &facts, bool withText);
    /// Keeps the request's head, and @p answer as the client gets it; empty: not known yet.
    void keepHeads(const HeaderList &answer);
    /// Tells those who watch that the exchange goes on.
    void tellProgress() { m_steps.recorder.progressed(m_exchange); }
    /// Tells those who watch, once, when the answer has stood still for @p limit.
    void tellStall(const Relay &relay, std::chrono::microseconds limit);
    /// @p relay: null when nothing was forwarded.
    void noteEnd(const NotedEnd &end, const Relay *relay);
    /// A complete answer that tells of an error, or has no end, is a failure in the record.
    void judgeEnd();

private:
    static constexpr qsizetype kMaxText = 64 * 1024;

    Steps &m_steps;
    const RequestHead &m_head;
    Exchange m_exchange;
    std::shared_ptr<KeptHeads> m_heads; ///< null: not kept yet
    UsageTap m_tap;
    bool m_isStallTold = false;
};

} // namespace proxy
