// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/exchangerun.h"

#include "proxy/inspect/clientidentity.h"
#include "proxy/local/doors.h"
#include "proxy/local/errorreply.h"
#include "proxy/pipeline/exchangefacts.h"
#include "proxy/rewrite/credentials.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

bool isRoutable(const RequestHead &head, PathClass pathClass, const ProxyConfig &config)
{
    if (pathClass != PathClass::Routable || head.method != "POST")
        return false;
    return head.dialect() != Dialect::OpenAiResponses || config.router.routeResponses;
}

ExchangeEnd toExchangeEnd(RelayEnd end)
{
    switch (end) {
    case RelayEnd::Complete:
        return ExchangeEnd::Complete;
    case RelayEnd::Cut:
        return ExchangeEnd::Cut;
    case RelayEnd::ClientGone:
        return ExchangeEnd::ClientGone;
    case RelayEnd::Failed:
        break;
    }
    return ExchangeEnd::Failed;
}

} // namespace

ExchangeRun::ExchangeRun(Steps &steps, std::unique_ptr<ClientStream> stream, Ended ended)
    : m_steps(steps)
    , m_config(steps.config)
    , m_stream(std::move(stream))
    , m_ended(std::move(ended))
    , m_class(classifyPath(m_stream->head().normalisedPath))
    , m_exchange(newExchange(m_stream->head(), steps.recorder.nextId()))
{
    m_exchange.routable = isRoutable(m_stream->head(), m_class, *m_config);
    m_converter = Converter::select(m_config->upstream.dialect, m_stream->head());
}

ExchangeRun::~ExchangeRun()
{
    setReadBehind(false);
}

void ExchangeRun::cut()
{
    setReadBehind(false); // what is needed of it is read here
    if (m_end)
        return record(m_end->end, m_end->error);
    if (m_relay)
        m_relay->abort();
    else
        m_stream->cut();
    record(ExchangeEnd::Cut, Error {.code = ErrorCode::ShuttingDown,
                                    .detail = QStringLiteral("cut at the end of the drain")});
}

/// Who is turned away sends no body for nothing, and who is not no more than is needed.
void ExchangeRun::readLocally()
{
    const RequestHead &head = m_stream->head();
    const LocalAdmission admission = m_steps.localRoutes.admit(
        head, isForeignOrigin(head.headers, m_config->server.allowedOrigins));
    if (admission.refusal) {
        m_stream->sendReply(*admission.refusal);
        return record(ExchangeEnd::Failed, std::nullopt);
    }
    m_stream->collectBody(admission.maxBody, [this](Result<QByteArray> body) {
        if (!body)
            return answerError(body.error());
        answerLocally(std::move(*body));
    });
}

void ExchangeRun::watchEvents()
{
    const QByteArray lastSeen =
        m_stream->head().headers.first("last-event-id").value_or("").toByteArray();
    std::unique_ptr<ClientSink> sink = std::move(m_stream);
    if (m_steps.events.subscribe(sink, lastSeen))
        return;
    m_stream.reset(static_cast<ClientStream *>(sink.release()));
    m_stream->sendReply(
        errorReply({.code = ErrorCode::Overloaded,
                    .detail = QStringLiteral("too many readers of the event stream")},
                   Dialect::OpenAiChat));
}

void ExchangeRun::answerError(const Error &error)
{
    if (error.code == ErrorCode::ClientGone || m_stream->isClientGone())
        return record(ExchangeEnd::ClientGone, std::nullopt);
    Reply reply = errorReply(error, clientDialect());
    if (m_decided)
        addRoutingHeaders(reply.headers, m_exchange.decision, m_config->router.exposeHeaders);
    keepHeads(reply.headers);
    m_exchange.status = reply.status;
    m_stream->sendReply(reply);
    record(ExchangeEnd::Failed, error);
}

Dialect ExchangeRun::clientDialect() const
{
    return m_converter ? m_converter->clientDialect() : m_exchange.dialect;
}

Dialect ExchangeRun::answerDialect() const
{
    if (!m_converter)
        return m_exchange.dialect;
    return clientDialect() == Dialect::Anthropic ? Dialect::OpenAiChat : Dialect::Anthropic;
}

RelayObserver::Verdict ExchangeRun::answerArrived(const ResponseHead &head)
{
    if (head.status == 401 && m_keyInjected)
        m_steps.keyRefused();
    if (m_refusal && m_refusal->isSharedBy(head.status))
        m_steps.decider.withdraw(m_session.context(), m_refusalNumber);
    const bool isOurEdit = m_exchange.decision.modelChanged() && !m_refusal;
    return isOurEdit && mayRefuse(head.status) ? Verdict::Hold : Verdict::Forward;
}

bool ExchangeRun::swallowsHeld(const ResponseHead &head, QByteArrayView payload)
{
    m_refusal = modelRefusal(head, payload, QDateTime::currentDateTimeUtc());
    return m_refusal.has_value();
}

void ExchangeRun::relaySwallowed()
{
    Reversion reversion =
        m_steps.decider.revert(m_facts, m_session.context(), m_exchange.decision, *m_refusal);
    m_refusalNumber = reversion.refusal;
    m_exchange.changedBegin = m_exchange.changedEnd = -1;
    m_body = restoreBody(std::exchange(m_spliced, {}));
    rewrite(std::move(reversion.decision));
}

void ExchangeRun::completeHead(ResponseHead &head)
{
    m_exchange.status = head.status;
    relay(head);
    keepHeads(head.headers);
}

void ExchangeRun::relayEnded(RelayEnd end, const std::optional<Error> &error)
{
    if (end == RelayEnd::Failed)
        return answerError(*error);
    record(toExchangeEnd(end), error);
}

void ExchangeRun::clientGone()
{
    record(ExchangeEnd::ClientGone, std::nullopt);
}

void ExchangeRun::noteDecision(const RouteDecision &decision)
{
    m_decided = true;
    noteFacts();
    m_exchange.timing.decide =
        std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - m_decideBegan);
    m_exchange.decision = decision;
}

void ExchangeRun::noteFacts()
{
    m_exchange.streaming = m_facts.streaming;
    if (m_config->record.recordText)
        m_exchange.classifiedText = m_facts.userText.left(kMaxRecordedText);
}

void ExchangeRun::noteChange()
{
    m_exchange.changedBegin = m_spliced.range.begin;
    m_exchange.changedEnd = m_spliced.range.end;
}

void ExchangeRun::keepHeads(const HeaderList &answer)
{
    if (!m_heads)
        m_heads = m_steps.heads.keep(m_exchange.id, m_stream->head().headers);
    ExchangeHeads::setAnswer(*m_heads, answer);
}

void ExchangeRun::tellStall()
{
    const auto silence = m_relay ? m_relay->silence() : std::chrono::microseconds(0);
    if (m_stallTold || m_exchange.webSocket || silence < m_config->record.stalledAfter)
        return;
    m_stallTold = true;
    fillRelayFacts(m_exchange, m_relay->facts(), m_relay->callFacts(), m_stream->head().arrivedAt);
    m_exchange.timing.longestGap = std::max(m_exchange.timing.longestGap, silence);
    m_steps.recorder.progressed(m_exchange);
}

void ExchangeRun::noteEnd(ExchangeEnd end, const std::optional<Error> &error)
{
    m_exchange.end = end;
    m_exchange.error = error;
    const Instant arrived = m_stream->head().arrivedAt;
    if (m_relay) {
        fillRelayFacts(m_exchange, m_relay->facts(), m_relay->callFacts(), arrived);
        m_tap.finish(m_exchange);
        if (m_decided && !m_tap.responseId().isEmpty())
            m_steps.decider.noteResponse(m_tap.responseId(), m_session.context(),
                                         m_exchange.decision);
    }
    if (m_converting) {
        m_exchange.converted = m_converting->losses();
        m_exchange.status = m_converting->status();
    }
    // What ended before it was decided has no decision to tell, to price or to count.
    m_exchange.routable = m_exchange.routable && m_decided;
    if (!m_exchange.routable)
        m_exchange.bytesIn = m_stream->bytesIn();
    m_exchange.bytesOut = m_stream->bytesOut();
    m_exchange.timing.finished =
        std::chrono::duration_cast<Timing::Micros>((m_end ? m_end->at : m_steps.clock()) - arrived);
    printHere();
    if (m_decided)
        m_steps.books.settle(m_exchange, m_facts, std::move(m_print));
}

} // namespace proxy
