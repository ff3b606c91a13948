// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/policyreplay.h"

#include "proxy/core/boundednumber.h"
#include "proxy/models/modelname.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

/// Where nothing was reported: a usual answer, and a usual density of tokens.
constexpr qint64 kUsualOutput = 500;
constexpr double kUsualBytesPerToken = 3.5;

qint64 inputTokens(const LoggedRequest &request)
{
    const Usage &usage = request.usage;
    if (!usage.isKnown())
        return boundedWhole(double(request.features.bodyBytes) / kUsualBytesPerToken);
    return usage.promptTokens();
}

bool isSideShow(TurnType turn)
{
    return turn == TurnType::SideRequest || turn == TurnType::Probe;
}

/// The facts as Sessions wants them: rows hold no head of the system texts.
RequestFacts lanedFacts(const LoggedRequest &request)
{
    RequestFacts facts = request.features.facts;
    if (facts.systemHead.isEmpty())
        facts.systemHead = QByteArray::number(facts.features.systemFingerprint, 16);
    return facts;
}

/// The limit that a row names; what stopped a request has no answer to replay.
LimitsInForce limitsFrom(const QByteArray &label)
{
    for (const LimitSource source : {LimitSource::Quota, LimitSource::Budget}) {
        for (const Restraint restraint : {Restraint::Aggressive, Restraint::EasyOnly}) {
            LimitInForce limit {.source = source, .restraint = restraint};
            if (limitLabel(limit) == label)
                return {std::move(limit)};
        }
    }
    return {};
}

} // namespace

PolicyReplay::PolicyReplay(RouterSettings settings, ModelTable table)
    : m_table(std::move(table))
    , m_sessions(m_table, [this] { return m_now; })
    , m_decider(
          m_router, ModelMap::builtIn(), [] { return nullptr; }, [this] { return m_now; })
    , m_cache(m_table)
{
    // A key is what makes it decide; nothing is sent.
    settings.apiKey = "replay";
    // Rows that asked for a choice are decided as such, whatever the settings are by now.
    settings.autoModel = true;
    m_decider.apply(settings, 1);
    m_decider.setLimits(
        [this](const RequestFacts &, const DecisionContext &, ModelFamily) { return m_limits; },
        false);
}

ReplayStep PolicyReplay::step(const LoggedRequest &request)
{
    m_now = Instant(std::chrono::milliseconds(request.atMs));
    m_limits = limitsFrom(request.limit);
    const RequestFacts facts = lanedFacts(request);
    const SessionKey key = m_sessions.identify(facts, {}, request.session, 0);
    DecisionContext context {.sessionId = key.id, .path = request.path};
    context.turn = request.features.turn;
    context.view = m_sessions.view(key, facts);
    context.client = request.client;
    context.project = request.project;
    context.betas = request.features.betas;
    context.bodyBytes = request.features.bodyBytes;
    context.loggedVerdict = request.local.value_or(LocalVerdict());

    ReplayStep step {.bytesPerToken = context.view.bytesPerToken};
    const auto pending = m_decider.decide(
        facts, context, [&step](const RouteDecision &decision) { step.decision = decision; });
    step.asked = m_router.answer(request.answer);
    step.answerUnknown = step.asked && request.answer == Difficulty::None;
    step.usage = served(request, key, step.decision.selectedModel);
    step.costUsd = listPrice(m_table, step.decision.selectedModel, step.usage);
    judge(request, key, step);
    m_sessions.note(key, facts,
                    {.turn = request.features.turn,
                     .decision = step.decision,
                     .usage = step.usage,
                     .bodyBytes = request.features.bodyBytes,
                     .answered = true});
    count(request, step);
    return step;
}

Usage PolicyReplay::served(const LoggedRequest &request, const SessionKey &key,
                           const QByteArray &model)
{
    const RequestFacts &facts = request.features.facts;
    const qint64 input = inputTokens(request);
    const double perToken =
        input > 0 ? double(request.features.bodyBytes) / double(input) : kUsualBytesPerToken;
    const qint64 shared = facts.features.systemBytes + facts.features.toolsBytes;
    return m_cache.serve(
        {.model = parseModelName(model).base,
         .conversation = isSideShow(request.features.turn) ? 0 : key.conversation,
         .prefix = facts.features.systemFingerprint ^ (facts.features.toolsFingerprint << 1U),
         .prefixTokens = boundedWhole(double(shared) / std::max(perToken, 1.0)),
         .inputTokens = input,
         .outputTokens = request.usage.output >= 0 ? request.usage.output : kUsualOutput,
         .atMs = request.atMs,
         .caches = facts.features.hasCacheControl || facts.dialect != Dialect::Anthropic});
}

void PolicyReplay::judge(const LoggedRequest &request, const SessionKey &key, ReplayStep &step)
{
    const RouteDecision &decision = step.decision;
    if (isSideShow(request.features.turn) || key.conversation == 0)
        return;
    QByteArray &latest = m_models[key.conversation];
    const QByteArray before = std::exchange(latest, parseModelName(decision.selectedModel).base);
    const bool isSwitch = !before.isEmpty() && before != latest;
    m_totals.switches += isSwitch ? 1 : 0;
    step.midLoopSwitch = isSwitch && request.features.facts.features.openToolExchange;
    if (!decision.modelChanged())
        return;
    const PreflightQuestion question {.facts = request.features.facts,
                                      .target = decision.selectedModel,
                                      .history = before,
                                      .betas = request.features.betas,
                                      .bodyBytes = request.features.bodyBytes,
                                      .bytesPerToken = step.bytesPerToken};
    step.unsafe = preflight(question, m_table).safety == Safety::Unsafe;
}

void PolicyReplay::count(const LoggedRequest &request, const ReplayStep &step)
{
    ++m_totals.requests;
    m_totals.humanAsks += request.features.turn == TurnType::HumanAsk ? 1 : 0;
    m_totals.morphCalls += step.asked ? 1 : 0;
    m_totals.judgedHere += step.decision.classifier == "local" ? 1 : 0;
    m_totals.unknownAnswers += step.answerUnknown ? 1 : 0;
    m_totals.routed += step.decision.modelChanged() ? 1 : 0;
    m_totals.lowered += step.decision.effort.isEmpty() ? 0 : 1;
    m_totals.midLoopSwitches += step.midLoopSwitch ? 1 : 0;
    m_totals.unsafeSwitches += step.unsafe ? 1 : 0;
    m_totals.otherThanThen +=
        !request.selected.isEmpty() && request.selected != step.decision.selectedModel ? 1 : 0;
    m_totals.unpriced += step.costUsd ? 0 : 1;
    m_totals.costUsd += step.costUsd.value_or(0);
    if (step.asked)
        m_totals.feesUsd += double(m_table.classifierFee().value_or(0)) / double(kPicoPerDollar);
}

} // namespace proxy
