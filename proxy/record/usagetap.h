// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/exchange.h"
#include "proxy/message/payloadtap.h"
#include "proxy/message/response.h"
#include "proxy/message/sseparser.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Reads tokens, answering model and stop reason out of an answer that passes by, streamed or
/// plain, in all three dialects. Sees copies of the payload only and never holds one back; what
/// it can't read (another coding, too large, broken) stays unknown.
class UsageTap final : public PayloadTap
{
public:
    /// A plain answer larger than this is not read.
    static constexpr qsizetype kMaxPlainAnswer = 4 * 1024 * 1024;

    /// @p budget: what the taps of all exchanges may hold together; must outlive this. Null: each
    /// for itself. An event or answer that does not fit is not read.
    explicit UsageTap(MemoryBudget *budget = nullptr);
    ~UsageTap() override;
    Q_DISABLE_COPY_MOVE(UsageTap)

    /// Decides from the head whether there is anything to read. @p dialect is the one the answer
    /// is written in. Whether it is a stream is told by its first bytes: types lie.
    void start(Dialect dialect, const ResponseHead &head);
    void payload(QByteArrayView bytes) override;
    /// Reads what a plain answer held and fills usage, responseModel and stopReason.
    void finish(Exchange &exchange);
    /// What a good status hid, after finish(): an error that the answer tells of
    /// (UpstreamReported), or a stream without a reason to stop (UpstreamCut). nullopt: nothing, or
    /// not all of the answer could be read.
    [[nodiscard]] std::optional<Error> failure() const;

    /// Usage so far, for a window that watches an open stream.
    [[nodiscard]] const Usage &usage() const { return m_usage; }
    /// The id of a Responses API answer, which a later request may name; else empty.
    [[nodiscard]] const QByteArray &responseId() const { return m_responseId; }

private:
    enum class Form { Ignored, Untold, Stream, Plain };
    class Reader;

    void readEvent(const SseEvent &event);
    void tellForm();
    void giveUp();

    Form m_form = Form::Ignored;
    Dialect m_dialect = Dialect::Other;
    bool m_isGood = false; ///< the status says so
    bool m_sawEvent = false;
    bool m_missedEvent = false; ///< one was too large to read
    bool m_hasError = false;
    QByteArray m_errorWords;
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
    MemoryBudget *m_budget;
    BudgetShare m_share; ///< of m_plain
    QByteArray m_plain;
    std::unique_ptr<SseParser> m_sse;
};

} // namespace proxy
