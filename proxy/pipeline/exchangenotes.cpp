// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/exchangenotes.h"

#include "proxy/core/dialect.h"
#include "proxy/core/secretmask.h"
#include "proxy/pipeline/exchangefacts.h"

#include <algorithm>

namespace proxy {

ExchangeNotes::ExchangeNotes(Steps &steps, const RequestHead &head)
    : m_steps(steps)
    , m_head(head)
    , m_exchange(newExchange(head, steps.recorder.nextId()))
    , m_tap(&steps.answersRead)
{ }

void ExchangeNotes::noteFacts(const RequestFacts &facts, bool withText)
{
    m_exchange.streaming = facts.streaming;
    if (!withText)
        return;
    // A secret that begins before the limit may end behind it.
    constexpr qsizetype kLongestSecret = 8 * 1024;
    m_exchange.classifiedText =
        maskSecrets(facts.userText.left(kMaxText + kLongestSecret)).text.left(kMaxText);
}

void ExchangeNotes::keepHeads(const HeaderList &answer)
{
    if (!m_heads)
        m_heads = m_steps.heads.keep(m_exchange.id, m_head.headers);
    ExchangeHeads::setAnswer(*m_heads, answer);
}

void ExchangeNotes::keepText(const QByteArray &request, bool isReadable)
{
    m_texts = m_steps.texts.keep(m_exchange.id, isReadable ? request : QByteArray());
    if (m_texts)
        m_texts->request.isUnread = !isReadable;
}

void ExchangeNotes::keepAnswer(Dialect dialect, const ResponseHead &head)
{
    if (!m_texts)
        return;
    m_texts->dialect = dialect;
    const QByteArrayView coding = head.headers.first("content-encoding").value_or("identity");
    const QByteArray type = head.headers.first("content-type").value_or("").toByteArray().toLower();
    const bool isText = type.isEmpty() || type.contains("json") || type.startsWith("text/");
    m_texts->answer.isUnread =
        !isText || !equalsIgnoringCase(coding, "identity") || head.framing == BodyFraming::Tunnel;
}

void ExchangeNotes::keepReply(const QByteArray &body)
{
    if (m_texts)
        m_steps.texts.append(*m_texts, body);
}

PayloadTap &ExchangeNotes::answerTap()
{
    return m_texts ? static_cast<PayloadTap &>(*this) : m_tap;
}

void ExchangeNotes::payload(QByteArrayView bytes)
{
    m_tap.payload(bytes);
    m_steps.texts.append(*m_texts, bytes);
}

void ExchangeNotes::tellProgress()
{
    m_wasJustTold = true;
    m_steps.recorder.progressed(m_exchange);
}

void ExchangeNotes::tellProgress(const Relay &relay, qint64 bytesOut)
{
    m_wasJustTold = false;
    if (!m_steps.recorder.isWatched())
        return;
    Exchange now = m_exchange;
    fillRelayFacts(now, relay.facts(), relay.callFacts(), m_head.arrivedAt);
    now.bytesOut = bytesOut;
    now.usage = m_tap.usage();
    now.progress = {.phase = bytesOut == 0        ? AnswerPhase::Waiting
                             : m_tap.isThinking() ? AnswerPhase::Thinking
                                                  : AnswerPhase::Streaming,
                    .silence = relay.silence()};
    now.timing.longestGap = std::max(now.timing.longestGap, now.progress.silence);
    m_steps.recorder.progressed(now);
}

void ExchangeNotes::noteEnd(const NotedEnd &end, const Relay *relay)
{
    if (m_texts)
        ExchangeTexts::finish(*m_texts);
    m_exchange.end = end.end;
    m_exchange.error = end.error;
    m_exchange.timing.finished =
        std::chrono::duration_cast<Timing::Micros>(end.at - m_head.arrivedAt);
    if (relay == nullptr)
        return;
    fillRelayFacts(m_exchange, relay->facts(), relay->callFacts(), m_head.arrivedAt);
    m_tap.finish(m_exchange);
}

void ExchangeNotes::judgeEnd()
{
    // Codex closes once it has read the last event, be the framing's end there or not.
    if (m_exchange.end == ExchangeEnd::ClientGone && m_tap.isOver())
        m_exchange.end = ExchangeEnd::Complete;
    if (m_exchange.end != ExchangeEnd::Complete)
        return;
    const std::optional<Error> failure = m_tap.failure();
    // Streams of sound and pictures have no reason to stop.
    const bool hasAnEnd = isRoutablePath(m_head.normalisedPath)
                          || m_head.normalisedPath == "/v1/completions" || m_exchange.webSocket;
    if (!failure || (failure->code == ErrorCode::UpstreamCut && !hasAnEnd))
        return;
    m_exchange.error = failure;
    m_exchange.end = ExchangeEnd::Failed;
}

} // namespace proxy
