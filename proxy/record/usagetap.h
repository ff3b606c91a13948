// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/message/payloadtap.h"
#include "proxy/message/response.h"
#include "proxy/message/sseparser.h"

#include <QByteArray>

#include <memory>
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

    UsageTap();
    ~UsageTap() override;
    UsageTap(const UsageTap &) = delete;
    UsageTap &operator=(const UsageTap &) = delete;

    /// Takes the head and decides whether to read the answer. @p dialect is the answer's dialect.
    void start(Dialect dialect, const ResponseHead &head);
    void payload(QByteArrayView bytes) override;
    /// Ends the answer: reads a plain answer and fills usage, responseModel and stopReason.
    void finish(Exchange &exchange);

    /// The usage so far, for the view of an open stream.
    [[nodiscard]] const Usage &usage() const { return m_usage; }
    /// The id of an answer of the Responses API, which a later request may name; else empty.
    [[nodiscard]] const QByteArray &responseId() const { return m_responseId; }

private:
    enum class Form { Ignored, Stream, Plain };
    class Reader;

    void readEvent(const SseEvent &event);

    Form m_form = Form::Ignored;
    Dialect m_dialect = Dialect::Other;
    bool m_sawEvent = false;
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
    QByteArray m_plain;
    std::unique_ptr<SseParser> m_sse;
};

} // namespace proxy
