// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/exchangerun.h"

#include "proxy/local/accesschecks.h"
#include "proxy/local/errorreply.h"
#include "proxy/message/hops.h"
#include "proxy/message/pathclass.h"
#include "proxy/models/modelname.h"
#include "proxy/pipeline/exchangefacts.h"
#include "proxy/pipeline/modelaccess.h"
#include "proxy/pipeline/pipeline.h"

#include <QDateTime>

#include <new>
#include <utility>

namespace proxy {

ExchangeRun::ExchangeRun(Steps &steps, Pipeline &pipeline, std::unique_ptr<Client> client,
                         Upstream &upstream)
    : m_steps(steps)
    , m_pipeline(pipeline)
    , m_config(steps.config)
    , m_client(std::move(client))
    , m_presented(steps.clients ? steps.clients->find(m_client->head()) : PresentedClient())
    , m_upstream(upstream)
    , m_notes(steps, m_client->head())
    , m_reading(steps.reading, m_client->head(),
                [this](const RequestFacts &facts) {
                    return m_steps.accounting.knownTools(m_notes.exchange(), facts);
                })
    , m_routing(steps.decider, steps.clock)
    , m_way(*m_client, *m_config, steps.socketMessages,
            [this](std::unique_ptr<Client> message, Upstream &socket) {
                m_pipeline.accept(std::move(message), socket);
            })
    , m_conversion(m_config->upstream.dialect, m_client->head(), m_way.sink(), steps.pool,
                   steps.worker)
{
    m_notes.exchange().routable = mayBeRouted(m_client->head(), *m_config);
    if (named())
        m_notes.exchange().clientName = named()->name;
}

bool ExchangeRun::isNamed() const
{
    return mayNameAuto(m_client->head(), *m_config)
           || (hasLimitedModels(named()) && mayNameModel(m_client->head()));
}

bool ExchangeRun::isBuffered() const
{
    return isRoutable() || isNamed() || m_conversion.isNeeded();
}

std::optional<Error> ExchangeRun::refusal() const
{
    const RequestHead &head = m_client->head();
    if (auto refused =
            accessRefusal(head, classifyPath(head.normalisedPath), m_config->server, m_presented))
        return refused;
    if (!isRoutable() && !isNamed()) {
        if (auto refused = unreadRefusal(named(), head))
            return refused;
    }
    if (auto refused = m_conversion.refusal())
        return refused;
    if (!isLoop(hopsIn(head.headers), m_steps.hopId))
        return stopUnread();
    const Error loop {
        .code = ErrorCode::LoopDetected,
        .source = ErrorSource::Client,
        .detail = Text::english("this request has come through this proxy before: UPSTREAM_URL "
                                "(%1) leads back to it",
                                {m_config->upstream.url.toString(QUrl::RemoveUserInfo)})};
    m_steps.loopFound(loop);
    return loop;
}

/// What is not read is stopped by what the head tells: a websocket, other paths to models.
std::optional<Error> ExchangeRun::stopUnread() const
{
    const RequestHead &head = m_client->head();
    if (!m_steps.budgets || !m_steps.budgets->mayStop() || isRoutable()
        || !mayUseTokens(head, classifyPath(head.normalisedPath)))
        return std::nullopt;
    const LimitsInForce limits = m_steps.budgets->limitsWithoutSession(
        {.project = head.project,
         .clientKey = credentialFingerprint(presentedCredential(head)),
         .session = {},
         .clientName = m_notes.exchange().clientName},
        QDateTime::currentMSecsSinceEpoch());
    const LimitInForce *limit = strictest(limits);
    if (!limit || limit->restraint != Restraint::Stop)
        return std::nullopt;
    return stoppedBy(*limit);
}

/// Another llm-proxy that sent this request learns by it that it has one behind it.
void ExchangeRun::markAnswer(HeaderList &headers) const
{
    if (!hopsIn(m_client->head().headers).isEmpty())
        headers.set(kHopField.toByteArray(), m_steps.hopId);
}

void ExchangeRun::collectBody(Client::BodyCallback done)
{
    m_client->collectBody(m_config->server.maxBodyBytes, std::move(done));
}

void ExchangeRun::keepBody(QByteArray body)
{
    m_notes.exchange().bytesIn = body.size();
    m_notes.keepText(body, !isCoded());
    m_body = RequestBody(std::move(body));
}

bool ExchangeRun::isCoded() const
{
    const auto coding = m_client->head().headers.first("content-encoding");
    return coding && !equalsIgnoringCase(*coding, "identity");
}

void ExchangeRun::startReading(QByteArray body, const RequestReading::Done &done)
{
    m_stage = Stage::Inspecting;
    m_notes.exchange().bytesIn = body.size();
    const bool isOff = !m_steps.decider.needsFacts() && !hasLimitedModels(named());
    const bool isOnPool =
        RequestReading::isForPool(m_client->head(), body.size(), !isOff || m_conversion.isNeeded());
    // With routing off no fact changes what is sent: the upstream works already while INSPECT
    // reads, for the record alone.
    if (isOff && !isOnPool) {
        m_reading.postpone(m_notes.exchange().dialect);
        return done({.asItCame = std::move(body)});
    }
    if (isOnPool)
        m_client->setSinkObserver(this);
    m_reading.start(
        RequestReading::BeforeDeciding {.body = std::move(body),
                                        .isOnPool = isOnPool,
                                        .limits = {.maxBytes = m_config->server.maxBodyBytes}},
        done);
}

bool ExchangeRun::takeReading(RequestReading::ReadBody body)
{
    m_notes.exchange().timing.inspect = body.took;
    if (body.isOutOfMemory) {
        answerError(outOfMemory());
        return false;
    }
    if (body.isBomb) {
        answerError({.code = ErrorCode::BodyTooLarge,
                     .source = ErrorSource::Client,
                     .detail = Text::english("the body grows too large when its "
                                             "Content-Encoding is removed")});
        return false;
    }
    if (m_steps.texts.keepsAny())
        m_notes.keepText(body.plain.isNull() ? body.asItCame : body.plain,
                         !body.plain.isNull() || !isCoded());
    m_body = RequestBody(std::move(body.asItCame));
    if (!body.plain.isNull()
        && !m_body.addPlain(std::move(body.plain), m_steps.plainCopies,
                            m_config->server.maxBufferedBytes)) {
        // It would be sent with its name in it.
        if (m_config->router.autoModel && isAutoModel(m_reading.facts().model)) {
            answerError(outOfMemory());
            return false;
        }
        m_reading.discardFacts(RouteReason::Encoded);
    }
    if (const auto refused = askedRefusal(named(), m_reading.facts(), m_config->router.autoModel)) {
        // Nothing is decided, but the row says what was asked for.
        m_notes.exchange().decision.requestedModel = m_reading.facts().model;
        answerError(*refused);
        return false;
    }
    return true;
}

void ExchangeRun::recall(const std::function<void()> &done)
{
    if (!m_steps.shared)
        return done();
    m_stage = Stage::Deciding;
    if (isReadLater())
        return done();
    findSession();
    const Instant began = m_steps.clock();
    m_recall = m_steps.shared->recall(
        {m_reading.facts(), m_session.context(), m_session.key()}, [this, done, began] {
            const auto recalled = std::move(m_recall);
            m_recallTook = std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began);
            findSession();
            m_steps.decider.adoptSession(m_reading.facts(), m_session.context());
            done();
        });
    if (!m_recall)
        return done();
    m_client->setSinkObserver(this);
}

/// Else takeLateFacts() finds the session, when there is more to find it by than the head.
bool ExchangeRun::isReadLater() const
{
    return m_reading.state() == RequestReading::State::Unread && m_notes.exchange().bytesIn > 0;
}

void ExchangeRun::startDeciding(RoutingLink::Decided done)
{
    m_stage = Stage::Deciding;
    // With other instances the session was found already.
    if (!m_steps.shared && !isReadLater())
        findSession();
    m_client->setSinkObserver(this);
    m_routing.decide(m_reading.facts(), m_session.context(), std::move(done));
}

RouteDecision ExchangeRun::namedModel()
{
    const HeaderList &headers = m_client->head().headers;
    return m_steps.decider.named(
        m_reading.facts(), {.path = m_client->head().normalisedPath,
                            .named = m_presented.client,
                            .betas = headers.first("anthropic-beta").value_or("").toByteArray(),
                            .bodyBytes = m_notes.exchange().bytesIn});
}

void ExchangeRun::findSession()
{
    const bool namesClientKeys = m_steps.budgets && m_steps.budgets->namesClientKeys();
    m_session.read(
        {*m_steps.tables, m_steps.profiles, m_steps.sessions, namesClientKeys, m_presented.client},
        m_client->head(), m_reading.facts(), m_notes.exchange());
}

/// Whatever was decided, and whoever decided it.
std::optional<Error> ExchangeRun::sentModelRefusal() const
{
    if (!hasLimitedModels(named()) || !(isRoutable() || isNamed()))
        return std::nullopt;
    const QByteArray &selected = m_notes.exchange().decision.selectedModel;
    return sentRefusal(named(), selected.isEmpty() ? m_reading.facts().model : selected);
}

/// A named client's keys are this proxy's: no backend sees them.
UpstreamAccess ExchangeRun::access() const
{
    UpstreamAccess access = m_steps.access();
    access.proxyKeys += m_presented.keys;
    return access;
}

/// The bytes to send; nullopt: there is not enough memory for them.
std::optional<RequestBody::Outgoing> ExchangeRun::outgoing(const RouteDecision &decision)
{
    try {
        return m_body.outgoing(editOf(decision, m_reading.facts()), m_conversion.isNeeded());
    } catch (const std::bad_alloc &) {
        return std::nullopt;
    }
}

Result<UpstreamRequest> ExchangeRun::rewritten(RouteDecision decision)
{
    const Instant began = m_steps.clock();
    Exchange &exchange = m_notes.exchange();
    std::optional<RequestBody::Outgoing> made = outgoing(decision);
    if (!made)
        return tl::make_unexpected(outOfMemory());
    RequestBody::Outgoing &sent = *made;
    exchange.changedBegin = sent.changed.begin;
    exchange.changedEnd = sent.changed.end;
    exchange.decision = std::move(decision);
    if (m_routing.isDecided()) {
        m_notes.noteFacts(m_reading.facts(), m_config->record.recordText);
        exchange.timing.decide = m_recallTook + m_routing.took();
        m_reading.start(RequestReading::Behind {.plain = std::move(sent.plain),
                                                .from = sent.changed.end - sent.growth,
                                                .growth = sent.growth},
                        [this](Timing::Micros took) { takeLateFacts(took); });
    }
    if (exchange.decision.outcome == RoutingOutcome::Stopped)
        return tl::make_unexpected(stoppedBy(exchange.decision));
    if (const auto refused = sentModelRefusal())
        return tl::make_unexpected(*refused);
    OutgoingBody outgoing {.bufferedBytes = std::nullopt, .isDecoded = sent.isDecoded};
    if (isBuffered())
        outgoing.bufferedBytes = sent.bytes.size();
    UpstreamRequest request = m_presented.keys.isEmpty()
                                  ? rewriteHead(m_client->head(), m_steps.access(), outgoing)
                                  : rewriteHead(m_client->head(), access(), outgoing);
    request.body = std::move(sent.bytes);
    exchange.timing.rewrite = std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began);
    return request;
}

void ExchangeRun::takeLateFacts(Timing::Micros took)
{
    Exchange &exchange = m_notes.exchange();
    findSession();
    exchange.timing.inspect = took;
    exchange.decision.requestedModel = m_reading.facts().model;
    exchange.decision.selectedModel = m_reading.facts().model;
    m_notes.noteFacts(m_reading.facts(), m_config->record.recordText);
    m_notes.tellProgress();
}

void ExchangeRun::convert(UpstreamRequest request, RequestConversion::Done done)
{
    if (!m_conversion.isNeeded())
        return done(std::move(request));
    m_stage = Stage::Converting;
    if (RequestConversion::isForPool(request.body.size()))
        m_client->setSinkObserver(this);
    m_conversion.convert(
        std::move(request),
        {.basePath = m_steps.access().basePath,
         .answerId = m_notes.exchange().id,
         .nowSeconds = m_notes.exchange().startedAtMs / 1000,
         .models = m_config->modelTable(),
         .isVolatileSystemText =
             [tables = m_steps.tables](QByteArrayView text) {
                 // A prompt of several lines that begins so is more than that.
                 return !text.contains("\\n") && tables->envelopes.isVolatileSystemText(text);
             },
         .answers = &m_steps.answersConverted,
         .passesReasoning = m_steps.refusesReasoning != m_config->upstream.url.toEncoded()},
        std::move(done));
}

void ExchangeRun::send(UpstreamRequest request)
{
    m_stage = Stage::Relaying;
    if (!isBuffered())
        request.source = &m_way.source();
    if (!m_relay)
        m_relay.emplace(m_conversion.sink(), static_cast<RelayObserver &>(*this), m_steps.clock);
    // Many a server closes after an error, and says so too late.
    request.wantsNewConnection = m_routing.isReverted();
    m_notes.keepHeads({});
    m_notes.tellProgress();
    m_relay->start(m_upstream, std::move(request));
}

void ExchangeRun::completeAnswer(ResponseHead &head)
{
    m_notes.exchange().status = head.status;
    m_body.release();
    m_reading.readFactsNow();
    if (isRoutable() || m_notes.exchange().decision.changesName())
        addRoutingHeaders(head.headers, m_notes.exchange().decision,
                          m_config->router.exposeHeaders);
    removeServersModel(head.headers, m_notes.exchange().decision);
    markAnswer(head.headers);
    m_notes.tap().start(m_conversion.answerDialect(m_notes.exchange().dialect), head);
    m_notes.keepAnswer(m_conversion.answerDialect(m_notes.exchange().dialect), head);
    m_relay->setTap(&m_notes.answerTap());
    m_notes.keepHeads(head.headers);
    // Who was told a moment ago that it is sent learns of the first byte with the next round.
    if (!m_notes.wasJustTold())
        tellProgress();
}

/// Nothing but the reading behind the forwarding is waited for any more.
void ExchangeRun::end(ExchangeEnd end, const std::optional<Error> &error,
                      RequestReading::Finished finished)
{
    m_stage = Stage::Ending;
    m_end = {.end = end, .error = error, .at = m_steps.clock()};
    m_recall.reset();
    m_routing.forget();
    m_conversion.forget();
    m_client->setSinkObserver(nullptr);
    m_way.finish();
    m_reading.finish(std::move(finished));
}

Exchange &&ExchangeRun::takeRecord()
{
    m_stage = Stage::Ended;
    Exchange &exchange = m_notes.exchange();
    m_notes.noteEnd(m_end, m_relay ? &*m_relay : nullptr);
    m_routing.noteResponse(m_notes.tap().responseId(), m_session.context(), exchange.decision);
    m_conversion.noteEnd(exchange);
    m_notes.judgeEnd();
    const bool isReported = exchange.error && exchange.error->code == ErrorCode::UpstreamReported;
    // A backend may tell a model's failure by closing the websocket alone.
    const bool isClosed = m_client->head().isWebSocketMessage && m_relay && exchange.error
                          && exchange.error->code == ErrorCode::UpstreamCut;
    const bool hasBegun = m_relay && m_relay->hasForwarded();
    if (isReported || exchange.stopReason.startsWith("error:") || (isClosed && hasBegun))
        m_routing.noteBrokenAnswer(m_session.context(), exchange.decision);
    else if (isClosed)
        m_routing.noteUnanswered(m_session.context(), exchange.decision);
    // What ended before it was decided has no decision to tell, to price or to count.
    exchange.routable = exchange.routable && m_routing.isDecided();
    if (!exchange.routable)
        exchange.bytesIn = m_client->bytesIn();
    exchange.bytesOut = m_client->bytesOut();
    if (m_routing.isDecided())
        m_steps.accounting.settle(exchange, m_reading.facts(), m_reading.takeFingerprint());
    m_session.note(m_steps.sessions, m_reading.facts(), exchange);
    if (m_steps.shared)
        m_steps.shared->publish(m_session.key(), m_reading.facts(),
                                m_session.context().view.userOverride);
    return std::move(exchange);
}

void ExchangeRun::answerError(const Error &error)
{
    if (error.code == ErrorCode::ClientGone || m_client->isClientGone())
        return m_pipeline.record(*this, ExchangeEnd::ClientGone, std::nullopt);
    Exchange &exchange = m_notes.exchange();
    Reply reply = errorReply(error, m_conversion.clientDialect(exchange.dialect));
    if (m_routing.isDecided())
        addRoutingHeaders(reply.headers, exchange.decision, m_config->router.exposeHeaders);
    markAnswer(reply.headers);
    m_notes.keepHeads(reply.headers);
    exchange.status = reply.status;
    m_notes.keepReply(reply.body);
    m_client->sendReply(reply);
    m_pipeline.record(*this, ExchangeEnd::Failed, error);
}

void ExchangeRun::cut()
{
    if (m_stage == Stage::Ending)
        return m_reading.finishHere();
    if (m_relay)
        m_relay->abort();
    else
        m_client->cut();
    m_reading.finishHere();
    m_pipeline.record(*this, ExchangeEnd::Cut,
                      Error {.code = ErrorCode::ShuttingDown,
                             .detail = Text::english("cut at the end of the drain")});
}

bool ExchangeRun::isIdleTunnel() const
{
    constexpr int kSwitchingProtocols = 101;
    // Longer than the pauses of an answer that thinks aloud.
    constexpr std::chrono::seconds kIdleTunnel {10};
    if (!m_relay || m_relay->facts().status != kSwitchingProtocols || m_way.isBusy())
        return false;
    return m_way.isRead() || m_relay->silence() >= kIdleTunnel;
}

void ExchangeRun::tellProgress()
{
    if (m_relay && m_stage == Stage::Relaying)
        m_notes.tellProgress(*m_relay, m_client->bytesOut());
}

const Exchange *ExchangeRun::forwarded() const
{
    return m_relay ? &m_notes.exchange() : nullptr;
}

RelayObserver::Verdict ExchangeRun::answerArrived(const ResponseHead &head)
{
    if (m_relay->facts().carriesUpstreamKey)
        m_steps.keyAnswered(head.status);
    m_notes.exchange().plan = m_steps.answerTold(head.headers);
    const Verdict verdict =
        m_routing.judgeHead(m_notes.exchange().decision, m_session.context(), head);
    return m_conversion.mayLearnFrom(head.status) ? Verdict::Hold : verdict;
}

bool ExchangeRun::swallowsHeld(const ResponseHead &head, QByteArrayView payload)
{
    return m_conversion.learnsFrom(payload) || m_routing.judgeHeld(head, payload);
}

void ExchangeRun::completeHead(ResponseHead &head)
{
    m_pipeline.relay(*this, head);
}

void ExchangeRun::relaySwallowed()
{
    if (std::optional<UpstreamRequest> again = m_conversion.takeAgain()) {
        m_steps.refusesReasoning = m_config->upstream.url.toEncoded();
        return m_pipeline.convert(*this, *std::move(again));
    }
    m_body.restoreOriginal();
    m_pipeline.rewrite(*this, m_routing.revert(m_reading.facts(), m_session.context(),
                                               m_notes.exchange().decision));
}

void ExchangeRun::relayEnded(RelayEnd end, const std::optional<Error> &error)
{
    if (end == RelayEnd::Failed)
        return answerError(*error);
    m_pipeline.record(*this, toExchangeEnd(end), error);
}

void ExchangeRun::clientGone()
{
    m_pipeline.record(*this, ExchangeEnd::ClientGone, std::nullopt);
}

} // namespace proxy
