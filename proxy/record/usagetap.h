// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/exchange.h"
#include "proxy/message/payloadtap.h"
#include "proxy/message/response.h"
#include "proxy/message/sseparser.h"
#include "proxy/message/websocketframes.h"

#include <QByteArray>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Reads token usage, model and stop reason from an answer, streamed or plain, in all three
/// dialects. It never delays the answer. When it can't read an answer (content coding, too large,
/// broken), the values stay unknown.
class UsageTap final : public PayloadTap
{
public:
    /// The largest plain answer that is read, in bytes.
    static constexpr qsizetype kMaxPlainAnswer = 4 * 1024 * 1024;

    /// @p budget: what the taps of all exchanges may hold together; must outlive this. Null: each
    /// for itself. An event or answer that does not fit is not read.
    explicit UsageTap(MemoryBudget *budget = nullptr);
    ~UsageTap() override;
    Q_DISABLE_COPY_MOVE(UsageTap)

    /// Takes the head and decides whether to read the answer. @p dialect is the answer's dialect.
    /// The first bytes of the answer tell whether it is a stream, because types are often wrong.
    void start(Dialect dialect, const ResponseHead &head);
    void payload(QByteArrayView bytes) override;
    /// Ends the answer: reads a plain answer and fills usage, responseModel and stopReason.
    void finish(Exchange &exchange);
    /// What a good status hid, after finish(): an error that the answer tells of, or a reason to
    /// stop that means one (UpstreamReported); a stream without a reason to stop, or a websocket
    /// without a close frame (UpstreamCut).
    /// The conversion judges alike. nullopt: nothing, or not all of the answer could be read.
    [[nodiscard]] std::optional<Error> failure() const;

    /// Whether the stream said that it is over, after a reason to stop: what is missing of it then
    /// is no part of the answer.
    [[nodiscard]] bool isOver() const { return m_isOver; }
    /// Whether the stream is alive and brings no text: its latest event is a thought or a sign of
    /// life, or none has come.
    [[nodiscard]] bool isThinking() const;
    /// The usage so far, for the view of an open stream.
    [[nodiscard]] const Usage &usage() const { return m_usage; }
    /// The id of an answer of the Responses API, which a later request may name; else empty.
    [[nodiscard]] const QByteArray &responseId() const { return m_responseId; }

private:
    /// The kind of an event is told in its beginning.
    static constexpr qsizetype kLatest = 256;
    enum class Form { Ignored, Untold, Stream, Plain, Tunnel };
    class Reader;

    void readEvent(const SseEvent &event);
    [[nodiscard]] bool endsHere(const SseEvent &event) const;
    void read(QByteArrayView bytes);
    void readFirst(QByteArrayView bytes);
    void readRest();
    void giveUp();

    Form m_form = Form::Ignored;
    Dialect m_dialect = Dialect::Other;
    bool m_isGood = false; ///< the status says so
    bool m_isNamedStream = false; ///< the type says so
    bool m_sawEvent = false;
    bool m_missedEvent = false; ///< one was too large to read
    bool m_isOver = false; ///< the stream said so after a reason to stop
    bool m_hasError = false;
    QByteArray m_errorWords;
    QByteArray m_failureWord; ///< with which a choice or response ended; empty: a good one
    Usage m_usage;
    QByteArray m_responseId;
    QByteArray m_model;
    QByteArray m_stopReason;
    QByteArray m_missReason; ///< diagnostics.cache_miss_reason
    qint64 m_missedTokens = -1;
    std::vector<SideUsage> m_sideUsage;
    QByteArray m_speed;
    QByteArray m_region;
    QByteArray m_fallback;
    QByteArray m_fallbackModel;
    std::array<char, kLatest> m_latest {}; ///< the beginning of the latest event
    qsizetype m_latestSize = 0;
    MemoryBudget *m_budget;
    BudgetShare m_share; ///< of m_plain
    QByteArray m_plain;
    QByteArray m_first; ///< bytes that do not tell the form yet
    std::unique_ptr<SseParser> m_sse;
    WebSocketFrames m_frames;
};

} // namespace proxy
