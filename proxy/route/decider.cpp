// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decider.h"

#include "proxy/config/setting.h"
#include "proxy/core/boundednumber.h"
#include "proxy/core/calendar.h"
#include "proxy/models/modelname.h"
#include "proxy/route/automodel.h"
#include "proxy/route/effortchoice.h"
#include "proxy/route/localdecision.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace proxy {

namespace {

std::chrono::microseconds elapsed(Instant began, Instant now)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(now - began);
}

/// A label of the router, fit for a trace.
QByteArray shortened(const QByteArray &label)
{
    constexpr qsizetype kMaxLabel = 64;
    return label.left(kMaxLabel);
}

TraceStep traceOf(const Result<RouterAnswer> &answer, int attempts)
{
    TraceStep step {.step = "classify", .result = {}, .detail = {}};
    if (!answer) {
        step.result = name(answer.error().code);
        step.detail = answer.error().detail;
    } else {
        step.result = shortened(answer->model.isEmpty() ? answer->label : answer->model);
        step.detail = Text::english("%1 requests", {attempts});
    }
    return step;
}

/// A decision of this turn that no earlier request of it made.
bool isNews(const RouteDecision &decision)
{
    return !decision.ruleId.isEmpty() || decision.reason == RouteReason::SubAgent
           || decision.reason == RouteReason::Unsafe || decision.reason == RouteReason::CacheWarm
           || decision.reason == RouteReason::RecentUpSwitch
           || decision.reason == RouteReason::NotWorthAsking
           || decision.reason == RouteReason::NotCheaper || decision.reason == RouteReason::Barred
           || decision.reason == RouteReason::TargetsEnded
           || decision.reason == RouteReason::NotAllowed || !decision.limit.isEmpty();
}

/// A model that the table does not know yet is judged by its class: the person is told so.
void noteNewer(const QByteArray &model, const ModelTable &models, std::vector<TraceStep> &trace)
{
    const auto facts = models.findOrAssume(model);
    if (facts && !facts->likeModel.isEmpty())
        trace.push_back({.step = "target",
                         .result = "assumed",
                         .detail = Text::english("%1: %2", {model, newerThanTable(*facts)})});
}

/// What the router is not shown of the text.
void noteMasked(const RouterQuestion &question, std::vector<TraceStep> &trace)
{
    if (question.maskedSecrets > 0)
        trace.push_back(
            {.step = "secrets",
             .result = "masked",
             .detail = Text::english("%1 in the text for the router", {question.maskedSecrets})});
}

/// Says under which limit a decision was made.
void noteLimit(RouteDecision &decision, const LimitsInForce &limits)
{
    const LimitInForce *limit = strictest(limits);
    if (!limit)
        return;
    decision.limit = limitLabel(*limit);
    decision.limitUntilMs = limit->untilMs;
}

bool leavesEasyOnly(const LimitsInForce &limits)
{
    const LimitInForce *limit = strictest(limits);
    return limit && limit->restraint == Restraint::EasyOnly;
}

constexpr quint64 kRestraints = 4;
/// The generation of a decision that other settings made.
constexpr quint64 kOfOtherSettings = std::numeric_limits<quint64>::max();
/// So long after a pause its loops may still go on.
constexpr std::chrono::hours kLongestTurn {2};

/// How long a model is kept from every request of a client.
constexpr std::chrono::seconds kLongestOfAll = std::chrono::minutes(10);

/// The size from which a body is too long: in the share that the refusal's figures have.
qint64 refusedBytes(qint64 bytes, const ModelRefusal &refusal)
{
    if (refusal.most <= 0 || refusal.asked <= refusal.most)
        return bytes;
    return std::min(bytes,
                    boundedWhole(double(bytes) * double(refusal.most) / double(refusal.asked)) + 1);
}

} // namespace

/// A request that waits for the router.
class Decider::Question final : public Decider::Pending
{
public:
    DecisionInput input;
    Instant began;
    std::vector<TraceStep> trace;
    std::vector<TraceStep> localTrace; ///< for the case that Morph fails
    Callback done;
    std::unique_ptr<TurnSharing::Claim> claim;
    std::unique_ptr<Router::Call> call;
};

Decider::Decider(Router &router, ModelMap map, ListProvider modelList, Clock clock, KeyedHash hash)
    : m_router(router)
    , m_map(std::move(map))
    , m_modelList(std::move(modelList))
    , m_clock(std::move(clock))
    , m_store(DecisionStore::kTurns, hash)
{ }

Decider::~Decider() = default;

void Decider::apply(const RouterSettings &settings, quint64 generation)
{
    if (!settings.enabled)
        forgetTurns();
    m_settings = settings;
    m_generation = generation;
    // Checked when the settings were loaded.
    m_rules = parseUserRules(settings.rules).value_or(std::vector<UserRule> {});
    m_router.setBudget(settings.budget);
    if (m_sharing)
        m_settingsPrint = m_store.hash()(routingText(m_settings));
}

void Decider::setSharing(TurnSharing *sharing)
{
    m_sharing = sharing;
    m_settingsPrint = sharing ? m_store.hash()(routingText(m_settings)) : 0;
}

void Decider::forgetTurns()
{
    m_store.forgetTurns();
    m_forgotAt = m_clock();
}

void Decider::setLimits(LimitsProvider limits, bool mayStop)
{
    m_limits = std::move(limits);
    m_mayStop = mayStop;
}

void Decider::setPaused(bool paused)
{
    m_paused = paused;
    // A turn that went on at the model it asks for stays there.
    forgetTurns();
}

std::unique_ptr<Decider::Pending> Decider::decide(const RequestFacts &facts,
                                                  const DecisionContext &context, Callback done)
{
    LimitsInForce limits = limitsFor(facts, context);
    if (auto stopped = decideStopped(facts, limits)) {
        done(*std::move(stopped));
        return nullptr;
    }
    // With routing off nothing else that a decision depends on is looked up.
    const bool isPaused = m_paused || context.isNeverRouted();
    if (auto off = decideSwitchedOff(facts, m_settings, isPaused, m_store.turns() > 0)) {
        done(withoutRouting(facts, context, *std::move(off)));
        return nullptr;
    }
    auto question = std::make_unique<Question>();
    question->began = m_clock();
    question->input = inputFor(facts, context, std::move(limits));
    if (auto decision = decideNow(question->input, question->trace)) {
        if (isNews(*decision))
            remember(facts, context, *decision, question->input.generation,
                     question->input.turn ? TurnSharing::Publish::Instead
                                          : TurnSharing::Publish::IfFirst);
        decision->trace = std::move(question->trace);
        done(*std::move(decision));
        return nullptr;
    }
    LocalOpinion local = judgedHere(question->input);
    question->input.local = local.verdict;
    if (auto decision = decideHere(question->input, tables(), local.trace, question->trace)) {
        finish(*question, *decision);
        done(*std::move(decision));
        return nullptr;
    }
    question->localTrace = std::move(local.trace);
    question->done = std::move(done);
    // A turn that is known here is decided anew: for this request alone, or under other settings.
    if (m_sharing && !question->input.turn)
        question->claim = m_sharing->claim(
            turnKey(facts, context),
            [this, waiting = question.get()](const auto &made) { claimed(*waiting, made); });
    if (!question->claim)
        askRouter(*question);
    return question;
}

void Decider::askRouter(Question &question)
{
    const RouterQuestion asked = questionFor(question.input);
    noteMasked(asked, question.trace);
    question.call = m_router.classify(
        asked, [this, waiting = &question](const Result<RouterAnswer> &answer, int attempts) {
            answered(*waiting, answer, attempts);
        });
}

/// Another instance decided this turn meanwhile, or it is left to this one.
void Decider::claimed(Question &question, const std::optional<SharedDecision> &made)
{
    if (!made)
        return askRouter(question);
    RequestFacts facts = question.input.facts;
    if (!question.input.alias.isEmpty())
        facts.model = question.input.alias;
    adopt(facts, question.input.context, *made);
    question.input.turn = m_store.ofTurn(facts, question.input.context);
    auto decision = decideNow(question.input, question.trace);
    if (!decision)
        return askRouter(question);
    decision->trace = std::move(question.trace);
    // The callback may end the question.
    const Callback done = std::move(question.done);
    done(*std::move(decision));
}

bool Decider::lacksTurn(const RequestFacts &facts, const DecisionContext &context)
{
    if (!m_sharing || isOff() || m_store.ofTurn(facts, context))
        return false;
    // A loop that went on while routing was paused has left the decision it began with.
    const bool mayHaveLeft = m_forgotAt && m_clock() - *m_forgotAt < kLongestTurn;
    return !mayHaveLeft || !facts.isContinuation || context.view.model.isEmpty();
}

TurnKey Decider::turnKey(const RequestFacts &facts, const DecisionContext &context) const
{
    return {.session = m_store.sessionKey(facts, context), .turn = m_store.turnKey(facts, context)};
}

void Decider::adopt(const RequestFacts &facts, const DecisionContext &context,
                    const SharedDecision &decision)
{
    const quint64 present = generationUnder(limitsFor(facts, context));
    StoredDecision adopted = decision.decision;
    adopted.isElsewheres = true;
    adopted.generation = decision.settings == sharedSettings(present) ? present : kOfOtherSettings;
    m_store.adopt(facts, context, std::move(adopted));
}

void Decider::adoptSession(const RequestFacts &facts, const DecisionContext &context)
{
    const SessionView &view = context.view;
    if (view.model.isEmpty())
        return;
    m_store.adoptSession(facts, context,
                         {.requestedModel = facts.model,
                          .selectedModel = view.model,
                          .difficulty = view.difficulty,
                          .effort = view.effort,
                          .label = "reused",
                          .generation = kOfOtherSettings,
                          .isElsewheres = true});
}

void Decider::remember(const RequestFacts &facts, const DecisionContext &context,
                       const RouteDecision &decision, quint64 generation, TurnSharing::Publish how)
{
    m_store.remember(facts, context, decision, generation);
    if (m_sharing)
        m_sharing->publish(turnKey(facts, context),
                           {.decision = storedDecision(decision, generation),
                            .settings = sharedSettings(generation)},
                           how);
}

/// The generation counts what happened in this process; others know the settings themselves.
quint64 Decider::sharedSettings(quint64 generation) const
{
    return m_store.hash().combine(m_settingsPrint, generation % kRestraints);
}

/// A body in which the name can't be replaced for sure passes as it came.
bool Decider::mayAskForAuto(const RequestFacts &facts) const
{
    const bool isRead = facts.skip == RouteReason::None || facts.skip == RouteReason::NoUserText;
    return m_settings.autoModel && isRead && isAutoModel(facts.model);
}

/// What runs in a loop stays at its model; the rest goes to the one that stands for `auto`.
RouteDecision Decider::withoutRouting(const RequestFacts &facts, const DecisionContext &context,
                                      RouteDecision off)
{
    if (!mayAskForAuto(facts))
        return off;
    const DecisionInput input = inputFor(facts, context, limitsFor(facts, context));
    if (input.alias.isEmpty())
        return off;
    off.requestedModel = input.facts.model;
    const bool staysElsewhere = facts.isContinuation && !context.view.model.isEmpty();
    off.selectedModel = staysElsewhere ? context.view.model : input.facts.model;
    off.trace.insert(off.trace.begin(), autoStep(input));
    tellAuto(input, off);
    return off;
}

RouteDecision Decider::named(const RequestFacts &facts, const DecisionContext &context)
{
    RouteDecision kept;
    kept.requestedModel = facts.model;
    kept.selectedModel = facts.model;
    return withoutRouting(facts, context, std::move(kept));
}

LocalOpinion Decider::judgedHere(const DecisionInput &input) const
{
    if (input.context.loggedVerdict)
        return {.verdict = *input.context.loggedVerdict, .trace = {}};
    const LocalQuestion question {.text = input.facts.userText,
                                  .signs = input.facts.signs,
                                  .before = input.context.view.difficulty,
                                  .isAggressive = input.settings.mode == RouterMode::Aggressive};
    // With Morph alone its verdict is only written down, to be compared.
    if (input.settings.classifier == RouterClassifier::Morph)
        return {.verdict = m_classifier.verdict(question), .trace = {}};
    return m_classifier.answer(question);
}

std::optional<RouteDecision> Decider::decideNow(DecisionInput &input,
                                                std::vector<TraceStep> &trace) const
{
    if (!input.alias.isEmpty())
        trace.push_back(autoStep(input));
    auto decision = decideWithoutRouter(input, trace);
    if (decision) {
        decision = checkedReuse(input, tables(), *std::move(decision), trace);
    } else {
        input.listed = m_modelList();
        noteNewer(input.facts.model, m_models, trace);
        // What a person says of this request counts more than a limit that saves.
        if (input.userOverride.decides()) {
            decision = decideByOverride(input, tables(), trace);
        } else {
            applyLimits(input, trace);
            decision = leavesEasyOnly(input.limits) ? decideEasyOnly(input, tables(), trace)
                                                    : decideUnasked(input, tables(), trace);
            if (decision)
                noteLimit(*decision, input.limits);
        }
    }
    if (decision)
        decision = unlessRefused(input, *std::move(decision), trace);
    if (decision)
        tellAuto(input, *decision);
    return decision;
}

DecisionPreview Decider::preview(const RequestFacts &facts, const DecisionContext &context)
{
    LimitsInForce limits = limitsFor(facts, context);
    DecisionPreview preview;
    preview.decision = decideStopped(facts, limits);
    if (preview.decision)
        return preview;
    DecisionInput input = inputFor(facts, context, std::move(limits));
    std::vector<TraceStep> trace;
    const auto finish = [&](RouteDecision decision, std::vector<TraceStep> steps) {
        decision.trace = std::move(steps);
        return decision;
    };
    if (auto decision = decideNow(input, trace)) {
        preview.decision = finish(*std::move(decision), std::move(trace));
        return preview;
    }
    preview.local = judgedHere(input);
    input.local = preview.local->verdict;
    if (auto decision = decideHere(input, tables(), preview.local->trace, trace)) {
        tellAuto(input, *decision);
        preview.decision = finish(*std::move(decision), std::move(trace));
        return preview;
    }
    RouterQuestion asked = questionFor(input);
    noteMasked(asked, trace);
    preview.routerText = std::move(asked.text);
    for (const Difficulty difficulty :
         {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard, Difficulty::NeedsInfo}) {
        std::vector<TraceStep> steps = trace;
        RouteDecision decision = decideFromAnswer(
            input, tables(), RouterAnswer {difficulty, name(difficulty), {}}, steps);
        noteLimit(decision, input.limits);
        tellAuto(input, decision);
        preview.answers.push_back(finish(std::move(decision), std::move(steps)));
    }
    return preview;
}

RefusedShape Decider::refusalOf(const RequestFacts &facts, const DecisionContext &context,
                                const QByteArray &model, const ModelRefusal &refusal)
{
    RefusedShape refused {.model = parseModelName(model).base};
    if (refusal.cause != RefusalCause::Shape)
        return refused;
    if (refusal.limit == RefusedLimit::PromptLength) {
        refused.bodyBytes = refusedBytes(context.bodyBytes, refusal);
        return refused;
    }
    if (refusal.limit == RefusedLimit::OutputTokens && facts.maxTokens >= 0) {
        const bool isTold = refusal.most >= 0 && refusal.most < facts.maxTokens;
        refused.maxTokens = isTold ? refusal.most + 1 : facts.maxTokens;
        return refused;
    }
    const auto target = m_models.findOrAssume(model);
    const RequestShape shape = shapeOf(facts, context.betas);
    refused.facts = suspectsOf(shape, target.get());
    // The table knows of nothing that this model could refuse but thinking of another account.
    const bool isAccountBound = target && target->accountBoundThinking
                                && facts.features.hasSignedThinking && refused.facts == shape;
    if (isAccountBound)
        refused.facts.clear();
    // Nothing that is known was refused. What one session alone is kept from all of them are for a
    // while, once a second one met it too.
    const bool isKnownElsewhere =
        !isAccountBound && m_store.hasRefusedASession(context, refused.model, m_clock());
    if (refused.facts.isEmpty() && !isKnownElsewhere)
        refused.session = m_store.sessionKey(facts, context);
    return refused;
}

Reversion Decider::revert(const RequestFacts &facts, const DecisionContext &context,
                          const RouteDecision &refused, const ModelRefusal &refusal)
{
    RouteDecision decision = refused;
    decision.requestedModel = originalOf(facts, context, refused);
    decision.selectedModel = decision.requestedModel;
    decision.outcome = RoutingOutcome::Reverted;
    decision.reason = RouteReason::None;
    decision.revertedStatus = refusal.status;
    decision.trace.push_back(
        {.step = "revert",
         .result = routingLabel(decision),
         .detail = Text::words(refused.effort.isEmpty() ? refused.selectedModel : refused.effort)});
    decision.effort.clear();
    // The model itself is what was asked for: it is its effort that is left alone from now on.
    RefusedShape shape = refused.effort.isEmpty()
                             ? refusalOf(facts, context, refused.selectedModel, refusal)
                             : RefusedShape {.model = effortRefusal(refused.selectedModel)};
    const auto life = shape.isOfAll() ? std::min(refusal.life(), kLongestOfAll) : refusal.life();
    const quint64 number = m_store.noteRefusal(context, std::move(shape), m_clock(), life);
    remember(facts, context, decision, generationUnder(limitsFor(facts, context)),
             TurnSharing::Publish::Instead);
    return {.decision = std::move(decision), .refusal = number};
}

/// What is sent when a routed model refused: never the name that asks for a choice.
QByteArray Decider::originalOf(const RequestFacts &facts, const DecisionContext &context,
                               const RouteDecision &refused)
{
    if (refused.alias.isEmpty())
        return refused.requestedModel;
    const DecisionInput input = inputFor(facts, context, limitsFor(facts, context));
    const bool isOther = !input.fallback.isEmpty() && input.fallback != refused.selectedModel;
    return isOther ? input.fallback : refused.requestedModel;
}

void Decider::noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision)
{
    if (decision.modelChanged())
        (void)m_store.noteRefusal(context, {.model = parseModelName(decision.selectedModel).base},
                                  m_clock(), ModelRefusal {.cause = RefusalCause::Trouble}.life());
}

void Decider::noteResponse(const QByteArray &responseId, const DecisionContext &context,
                           const RouteDecision &decision)
{
    if (!responseId.isEmpty())
        m_store.rememberResponse(responseId, context, decision);
}

LimitsInForce Decider::limitsFor(const RequestFacts &facts, const DecisionContext &context) const
{
    if (!m_limits)
        return {};
    return m_limits(facts, context, m_map.familyOf(parseModelName(facts.model).base));
}

quint64 Decider::generationUnder(const LimitsInForce &limits) const
{
    const LimitInForce *limit = strictest(limits);
    return m_generation * kRestraints + (limit ? quint64(limit->restraint) : 0);
}

DecisionInput Decider::inputFor(const RequestFacts &facts, const DecisionContext &context,
                                LimitsInForce limits)
{
    DecisionInput input;
    input.facts = facts;
    input.context = context;
    input.settings = m_settings;
    input.generation = generationUnder(limits);
    input.limits = std::move(limits);
    input.paused = m_paused || context.isNeverRouted();
    if (context.named && context.named->policy)
        input.settings.policy = *context.named->policy;
    input.takesSuffixes = m_takesSuffixes;
    input.day = today();
    input.refused = m_store.refusedTo(context, m_clock());
    if (!input.refused.empty())
        input.measures = {.shape = shapeOf(facts, context.betas),
                          .bodyBytes = context.bodyBytes,
                          .maxTokens = facts.maxTokens,
                          .session = m_store.sessionKey(facts, context)};
    input.userOverride = userOverrideOf(facts, context, m_rules);
    // `auto` is no model that could be sent: who names it asks for a decision.
    if (m_settings.autoModel && isAutoModel(input.userOverride.wish.model))
        input.userOverride.wish = {};
    completeFamilies(input, m_map);
    if (mayAskForAuto(facts)) {
        input.listed = m_modelList();
        if (asksForAuto(facts.model, input.listed.get()))
            standInForAuto(input, tables());
    }
    input.turn = m_store.ofTurn(facts, context);
    if (!facts.previousResponseId.isEmpty())
        input.previous = m_store.ofPreviousResponse(facts, context);
    // Nothing that a model wrote goes on from a warm-up.
    if (input.previous && input.previous->isWarmUp) {
        input.previous.reset();
        input.facts.previousResponseId.clear();
    }
    return input;
}

void Decider::finish(Question &question, RouteDecision &decision)
{
    tellAuto(question.input, decision);
    decision.local = question.input.local;
    noteLimit(decision, question.input.limits);
    decision.trace = std::move(question.trace);
    decision.trace.push_back({.step = "select",
                              .result = routingLabel(decision),
                              .detail = Text::words(decision.selectedModel)});
    decision.routingTime = elapsed(question.began, m_clock());
    // The turn is known by the name in the request.
    question.input.facts.model = decision.askedModel();
    remember(question.input.facts, question.input.context, decision, question.input.generation,
             question.input.turn ? TurnSharing::Publish::Instead : TurnSharing::Publish::IfFirst);
}

void Decider::answered(Question &question, const Result<RouterAnswer> &answer, int attempts)
{
    question.input.listed = m_modelList();
    question.trace.push_back(traceOf(answer, attempts));
    RouteDecision decision =
        answer ? decideFromAnswer(question.input, tables(), answer, question.trace)
               : decideInTrouble(question.input, tables(), answer.error(), question.localTrace,
                                 question.trace);
    if (answer)
        decision.classifier = "morph";
    decision.routerAttempts = attempts;
    finish(question, decision);
    // The callback may end the question.
    const Callback done = std::move(question.done);
    done(std::move(decision));
}

} // namespace proxy
