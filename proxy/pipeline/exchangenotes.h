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

/// How and when an exchange ended.
struct NotedEnd
{
    ExchangeEnd end = ExchangeEnd::Open;
    std::optional<Error> error;
    Instant at;
};

/// Collects the record of one exchange while it runs: the Exchange itself, the heads of request and
/// answer, and the token usage in the answer. Lives on the worker thread.
class ExchangeNotes final : private PayloadTap
{
public:
    /// @p steps and @p head must outlive this.
    ExchangeNotes(Steps &steps, const RequestHead &head);
    Q_DISABLE_COPY_MOVE(ExchangeNotes)

    /// The record so far.
    [[nodiscard]] Exchange &exchange() { return m_exchange; }
    [[nodiscard]] const Exchange &exchange() const { return m_exchange; }
    /// The tap that reads the usage from the answer.
    [[nodiscard]] UsageTap &tap() { return m_tap; }
    /// The tap for the answer's payload: tap(), and what keeps the text.
    [[nodiscard]] PayloadTap &answerTap();

    /// Records the facts of the request, and with @p withText the classified text too.
    void noteFacts(const RequestFacts &facts, bool withText);
    /// Keeps the request's head and @p answer, the fields that the client gets; empty: not known
    /// yet.
    void keepHeads(const HeaderList &answer);
    /// Keeps the request's body, if the user wants texts to be kept. @p isReadable: it has no
    /// content coding.
    void keepText(const QByteArray &request, bool isReadable);
    /// The answer with this head, in @p dialect, is about to be passed on.
    void keepAnswer(Dialect dialect, const ResponseHead &head);
    /// Keeps an answer of the proxy itself.
    void keepReply(const QByteArray &body);
    /// Tells the watchers that the record has changed.
    void tellProgress();
    /// Tells the watchers, if there are any, how far the answer is. The record stays as it is.
    void tellProgress(const Relay &relay, qint64 bytesOut);
    /// Whether they were told of this exchange since the last tellProgress() of an answer.
    [[nodiscard]] bool wasJustTold() const { return m_wasJustTold; }
    /// Records the end. @p relay is null when nothing was forwarded.
    void noteEnd(const NotedEnd &end, const Relay *relay);
    /// A complete answer that tells of an error, or has no end, is a failure in the record. A
    /// client that left after the last event of a stream had all of it.
    void judgeEnd();

private:
    void payload(QByteArrayView bytes) override;

    static constexpr qsizetype kMaxText = 64 * 1024;

    Steps &m_steps;
    const RequestHead &m_head;
    Exchange m_exchange;
    std::shared_ptr<KeptHeads> m_heads; ///< null: not kept yet
    std::shared_ptr<KeptTexts> m_texts; ///< null: not kept
    UsageTap m_tap;
    bool m_wasJustTold = false;
};

} // namespace proxy
