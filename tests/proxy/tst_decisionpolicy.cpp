// SPDX-License-Identifier: LicenseRef-Private
// What Decider makes of sessions, policies and the person's wishes.
#include "proxy/route/decider.h"
#include "tests/support/fakerouter.h"

#include <QJsonDocument>
#include <QTest>

using namespace std::chrono_literals;
using proxy::Decider;
using proxy::DecisionContext;
using proxy::Difficulty;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::RoutePolicy;
using proxy::RouterSettings;
using proxy::routingLabel;
using proxy::TurnType;

namespace {

const QByteArray kCheapHaiku = "claude-haiku-4-5-20251001";
const QByteArray kAskedSonnet = "claude-sonnet-4-5-20250929";
const QByteArray kOpus = "claude-opus-4-8";

RequestFacts asked(quint64 turn, const QByteArray &model = kOpus)
{
    RequestFacts facts;
    facts.dialect = proxy::Dialect::Anthropic;
    facts.model = model;
    facts.userText = "text " + QByteArray::number(turn);
    facts.userTextHash = turn;
    facts.firstTextHash = 77;
    facts.userTextOrdinal = int(turn);
    return facts;
}

RequestFacts loopOf(quint64 turn, const QByteArray &model = kOpus)
{
    RequestFacts facts = asked(turn, model);
    facts.isContinuation = true;
    facts.features.openToolExchange = true;
    return facts;
}

DecisionContext contextOf(TurnType turn = TurnType::HumanAsk)
{
    DecisionContext context {.clientKeyHash = 1, .sessionId = "s", .path = "/v1/messages"};
    context.turn = turn;
    context.bodyBytes = 270'000;
    return context;
}

/// A session whose cache at @p model is warm and worth keeping.
DecisionContext warmContext(const QByteArray &model = kOpus)
{
    DecisionContext context = contextOf();
    context.view.model = context.view.history = model;
    context.view.warm.push_back({model, 88'000, 300});
    context.view.means.requestsPerTurn = 1;
    return context;
}

QByteArray traceResult(const RouteDecision &decision, const QByteArray &step)
{
    for (const proxy::TraceStep &entry : decision.trace) {
        if (entry.step == step)
            return entry.result;
    }
    return {};
}

} // namespace

Q_DECLARE_METATYPE(DecisionContext)

class TestDecisionPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onlyAPersonsAskIsClassified_data();
    void onlyAPersonsAskIsClassified();
    void aSubAgentsLoopKeepsItsModel();
    void aSubAgentIsClassifiedOnceAndStays();
    void anAgentThatInheritsAConversationKeepsItsModel();
    void agentsWithoutAnIdAreToldApartByTheirTask();
    void aSummaryStaysWhereTheConversationIsCached();
    void morphIsNotAskedWhereNoAnswerWouldMatter();
    void morphIsNotAskedWhereTheMapChangesNothing();
    void aHeldSwitchStaysAtTheSessionsModel();
    void hardWorkGoesUpFromAWarmCache();
    void theHumanTurnPolicyIgnoresCaches();
    void everyRequestAsksEachTimeAndLeavesALoopAlone();
    void anUnsafeTargetKeepsTheRequestedModel();
    void aSuffixMakesATargetSafe();
    void aLoopThatOutgrewItsModelGoesBackOnce();
    void aLoopThatAsksForWhatItsModelRefusesGoesBack();
    void theHeaderDecides_data();
    void theHeaderDecides();
    void aHeaderThatIsNotUnderstoodKeepsTheModel();
    void theSessionsOverrideDecides();
    void aRefusedModelIsNotTriedAgain_data();
    void aRefusedModelIsNotTriedAgain();
    void rulesDecideInOrder();
    void keepRules_data();
    void keepRules();
    void aWishDoesNotBreakALoop();
    void aPlanThatIsNearlyUsedUpAsksMorphMoreBoldly();
    void easyModelsAloneAskNobody();
    void easyModelsAloneLeaveAWarmCache();
    void easyModelsAloneDoNotBreakALoop();
    void aWishCountsMoreThanALimit();
    void anAskIsDecidedAnewWhenALimitComesIntoForce();
    void aLimitThatIsUsedUpStopsEverything();
    void aPreviewTellsOfLimits();

private:
    RouteDecision decided(const RequestFacts &facts, const DecisionContext &context,
                          Difficulty answer = Difficulty::Easy)
    {
        std::optional<RouteDecision> decision;
        const size_t before = m_router->count();
        const auto pending =
            m_decider->decide(facts, context, [&](const RouteDecision &made) { decision = made; });
        if (m_router->count() > before)
            m_router->answer(before, answer);
        return *decision;
    }
    void apply(RoutePolicy policy, proxy::SubAgentPolicy subAgents)
    {
        RouterSettings settings;
        settings.apiKey = "key";
        settings.policy = policy;
        settings.subAgents = subAgents;
        m_decider->apply(settings, ++m_generation);
    }
    void apply(RoutePolicy policy, const char *rules = "[]")
    {
        RouterSettings settings;
        settings.apiKey = "key";
        settings.budget = 5min;
        settings.policy = policy;
        settings.rules = QJsonDocument::fromJson(rules).array();
        m_decider->apply(settings, ++m_generation);
    }

    void limit(proxy::LimitSource source, proxy::Restraint restraint)
    {
        const proxy::LimitInForce limit {.source = source,
                                         .restraint = restraint,
                                         .name = "5h",
                                         .why = proxy::Text::words(QByteArray("because"))};
        m_decider->setLimits([limit](const RequestFacts &, const DecisionContext &,
                                     proxy::ModelFamily) { return proxy::LimitsInForce {limit}; },
                             restraint == proxy::Restraint::Stop);
    }

    quint64 m_generation = 0;
    std::unique_ptr<FakeRouter> m_router;
    std::unique_ptr<Decider> m_decider;
};

void TestDecisionPolicy::init()
{
    m_decider.reset();
    m_router = std::make_unique<FakeRouter>();
    m_decider = std::make_unique<Decider>(
        *m_router, proxy::ModelMap::builtIn(),
        [] {
            return std::make_shared<proxy::ModelList>(
                proxy::ModelList {kCheapHaiku, kAskedSonnet, kOpus});
        },
        [] { return proxy::Instant() + 1h; });
    apply(RoutePolicy::CacheAware);
}

void TestDecisionPolicy::onlyAPersonsAskIsClassified_data()
{
    QTest::addColumn<int>("turn");
    QTest::addColumn<QByteArray>("label");
    QTest::newRow("ask") << int(TurnType::HumanAsk) << QByteArray("routed");
    QTest::newRow("side request") << int(TurnType::SideRequest)
                                  << QByteArray("skipped:side-request");
    QTest::newRow("probe") << int(TurnType::Probe) << QByteArray("skipped:probe");
    QTest::newRow("sub-agent") << int(TurnType::SubAgentStart) << QByteArray("kept:sub-agent");
    QTest::newRow("summary") << int(TurnType::Compaction) << QByteArray("kept:compaction");
}

void TestDecisionPolicy::onlyAPersonsAskIsClassified()
{
    QFETCH(int, turn);
    QFETCH(QByteArray, label);
    const RouteDecision decision = decided(asked(1), contextOf(TurnType(turn)));
    QCOMPARE(routingLabel(decision), label);
    QCOMPARE(m_router->count(), size_t(label == "routed" ? 1 : 0));
    QCOMPARE(decision.modelChanged(), label == "routed");
}

void TestDecisionPolicy::aSubAgentsLoopKeepsItsModel()
{
    QCOMPARE(decided(asked(1), contextOf(TurnType::SubAgentStart)).selectedModel, kOpus);
    const RouteDecision loop = decided(loopOf(1), contextOf(TurnType::ToolContinuation));
    QCOMPARE(routingLabel(loop), QByteArray("reused"));
    QCOMPARE(loop.selectedModel, kOpus);
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::aSubAgentIsClassifiedOnceAndStays()
{
    apply(RoutePolicy::CacheAware, proxy::SubAgentPolicy::Classify);
    DecisionContext context = contextOf(TurnType::SubAgentStart);
    const RouteDecision start = decided(asked(1), context);
    QCOMPARE(routingLabel(start), QByteArray("routed"));
    QCOMPARE(start.selectedModel, kCheapHaiku);
    QCOMPARE(decided(loopOf(1), contextOf(TurnType::ToolContinuation)).selectedModel, kCheapHaiku);
    // Its parent writes to it once more, after a summary too.
    context.view.model = kCheapHaiku;
    context.view.difficulty = Difficulty::Easy;
    context.view.isNamedAgent = true;
    for (const bool rewritten : {false, true}) {
        context.view.rewritten = rewritten;
        const RouteDecision again = decided(asked(rewritten ? 3 : 2), context);
        QCOMPARE(routingLabel(again), QByteArray("reused"));
        QCOMPARE(again.selectedModel, kCheapHaiku);
        QCOMPARE(again.difficulty, Difficulty::Easy);
    }
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecisionPolicy::anAgentThatInheritsAConversationKeepsItsModel()
{
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    DecisionContext context = contextOf(TurnType::ToolContinuation);
    QCOMPARE(decided(loopOf(1), context).selectedModel, kCheapHaiku);
    context.agent = "child";
    const RouteDecision inherited = decided(loopOf(1), context);
    QCOMPARE(routingLabel(inherited), QByteArray("kept:continuation-unknown"));
    QCOMPARE(inherited.selectedModel, kOpus);
}

void TestDecisionPolicy::agentsWithoutAnIdAreToldApartByTheirTask()
{
    apply(RoutePolicy::CacheAware, proxy::SubAgentPolicy::Classify);
    DecisionContext context = contextOf(TurnType::SubAgentStart);
    context.view.model = kOpus;
    QCOMPARE(routingLabel(decided(asked(1), context)), QByteArray("reused"));
    context.view.rewritten = true;
    QCOMPARE(routingLabel(decided(asked(2), context)), QByteArray("routed"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecisionPolicy::aSummaryStaysWhereTheConversationIsCached()
{
    DecisionContext context = contextOf(TurnType::Compaction);
    context.view.model = context.view.history = kCheapHaiku;
    const RouteDecision decision = decided(asked(4), context);
    QCOMPARE(routingLabel(decision), QByteArray("reused"));
    QCOMPARE(decision.selectedModel, kCheapHaiku);
}

void TestDecisionPolicy::morphIsNotAskedWhereNoAnswerWouldMatter()
{
    // Both targets, haiku and sonnet, would cost more than they save.
    DecisionContext context = warmContext();
    context.bodyBytes = 1'200'000;
    context.view.warm[0].tokens = 390'000;
    const RouteDecision unsafe = decided(asked(1), context);
    QCOMPARE(routingLabel(unsafe), QByteArray("kept:unsafe"));
    QCOMPARE(traceResult(unsafe, "ask"), QByteArray("not-worth-asking"));
    QCOMPARE(traceResult(unsafe, "preflight"), QByteArray("unsafe:context"));
    context = warmContext();
    context.view.turnsSinceUpgrade = 1;
    QCOMPARE(routingLabel(decided(asked(2), context)), QByteArray("kept:recent-up-switch"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::morphIsNotAskedWhereTheMapChangesNothing()
{
    RouterSettings settings;
    settings.apiKey = "key";
    settings.modelMap.easy = settings.modelMap.hard = QStringList {QString::fromLatin1(kOpus)};
    m_decider->apply(settings, 9);
    QCOMPARE(routingLabel(decided(asked(1), contextOf())), QByteArray("kept:not-worth-asking"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::aHeldSwitchStaysAtTheSessionsModel()
{
    DecisionContext context = warmContext(kAskedSonnet);
    context.view.turnsSinceUpgrade = 0;
    // Asked for: haiku. The session went up to sonnet a turn ago.
    const RouteDecision decision = decided(asked(1, kCheapHaiku), context);
    QCOMPARE(routingLabel(decision), QByteArray("kept:recent-up-switch"));
    QCOMPARE(decision.selectedModel, kAskedSonnet);
}

void TestDecisionPolicy::hardWorkGoesUpFromAWarmCache()
{
    DecisionContext context = warmContext(kCheapHaiku);
    context.bodyBytes = 270'000;
    const RouteDecision decision = decided(asked(1, kCheapHaiku), context, Difficulty::Hard);
    QCOMPARE(routingLabel(decision), QByteArray("routed"));
    QCOMPARE(decision.selectedModel, kAskedSonnet);
    QCOMPARE(traceResult(decision, "policy"), QByteArray("up"));
}

void TestDecisionPolicy::theHumanTurnPolicyIgnoresCaches()
{
    apply(RoutePolicy::HumanTurn);
    DecisionContext context = warmContext();
    context.view.turnsSinceUpgrade = 1;
    QCOMPARE(decided(asked(1), context).selectedModel, kCheapHaiku);
    QCOMPARE(routingLabel(decided(loopOf(1), contextOf(TurnType::ToolContinuation))),
             QByteArray("reused"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecisionPolicy::everyRequestAsksEachTimeAndLeavesALoopAlone()
{
    apply(RoutePolicy::EveryRequest);
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    DecisionContext loop = contextOf(TurnType::ToolContinuation);
    loop.view.model = loop.view.history = kCheapHaiku;
    const RouteDecision second = decided(loopOf(1), loop, Difficulty::Hard);
    QCOMPARE(second.selectedModel, kCheapHaiku);
    QCOMPARE(routingLabel(second), QByteArray("kept:unsafe"));
    QCOMPARE(decided(asked(9), contextOf(TurnType::SideRequest)).selectedModel, kCheapHaiku);
    QCOMPARE(m_router->count(), size_t(3));
}

void TestDecisionPolicy::anUnsafeTargetKeepsTheRequestedModel()
{
    RequestFacts facts = asked(1);
    facts.maxTokens = 100'000;
    QCOMPARE(routingLabel(decided(facts, contextOf())), QByteArray("kept:unsafe"));
    facts = asked(2, kCheapHaiku);
    facts.maxTokens = 100'000; // up is checked as strictly as down
    const RouteDecision up = decided(facts, contextOf(), Difficulty::Hard);
    QCOMPARE(up.selectedModel, kCheapHaiku);
    QCOMPARE(m_router->count(), size_t(0)); // easy would have been haiku itself
}

void TestDecisionPolicy::aSuffixMakesATargetSafe()
{
    RequestFacts facts = asked(1);
    facts.features.thinking = proxy::ThinkingMode::Adaptive;
    const RouteDecision decision = decided(facts, contextOf());
    QCOMPARE(decision.selectedModel, kCheapHaiku + "(none)");
    QCOMPARE(traceResult(decision, "preflight"), QByteArray("safe-as"));
}

void TestDecisionPolicy::aLoopThatOutgrewItsModelGoesBackOnce()
{
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    DecisionContext context = contextOf(TurnType::ToolContinuation);
    QCOMPARE(decided(loopOf(1), context).selectedModel, kCheapHaiku);
    context.bodyBytes = 900'000;
    const RouteDecision grown = decided(loopOf(1), context);
    QCOMPARE(routingLabel(grown), QByteArray("kept:unsafe"));
    QCOMPARE(grown.selectedModel, kOpus);
    context.bodyBytes = 270'000;
    QCOMPARE(decided(loopOf(1), context).selectedModel, kOpus);
}

void TestDecisionPolicy::aLoopThatAsksForWhatItsModelRefusesGoesBack()
{
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    const DecisionContext context = contextOf(TurnType::ToolContinuation);
    RequestFacts thinking = loopOf(1);
    thinking.features.thinking = proxy::ThinkingMode::Adaptive;
    QCOMPARE(decided(thinking, context).selectedModel, kCheapHaiku + "(none)");
    RequestFacts system = loopOf(1);
    system.features.hasSystemTurns = true;
    const RouteDecision back = decided(system, context);
    QCOMPARE(routingLabel(back), QByteArray("kept:unsafe"));
    QCOMPARE(back.selectedModel, kOpus);
}

void TestDecisionPolicy::theHeaderDecides_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("selected");
    QTest::newRow("off") << QByteArray("off") << QByteArray("kept:keep-rule") << kOpus;
    QTest::newRow("easy") << QByteArray("easy") << QByteArray("routed") << kCheapHaiku;
    QTest::newRow("medium") << QByteArray("medium") << QByteArray("routed") << kAskedSonnet;
    QTest::newRow("hard") << QByteArray(" hard ") << QByteArray("routed") << kOpus;
    QTest::newRow("model") << QByteArray("model=claude-opus-4-6") << QByteArray("routed")
                           << QByteArray("claude-opus-4-6");
    QTest::newRow("a model under another of its names")
        << QByteArray("model=claude-haiku-4-5") << QByteArray("routed") << kCheapHaiku;
    QTest::newRow("a model of another family")
        << QByteArray("model=gpt-5") << QByteArray("routed") << QByteArray("gpt-5");
}

void TestDecisionPolicy::theHeaderDecides()
{
    QFETCH(QByteArray, header);
    DecisionContext context = warmContext();
    context.headers.append("X-LLM-Proxy-Route", header);
    const RouteDecision decision = decided(asked(1), context);
    QTEST(routingLabel(decision), "label");
    QTEST(decision.selectedModel, "selected");
    QCOMPARE(decision.ruleId, QByteArray("header"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::aHeaderThatIsNotUnderstoodKeepsTheModel()
{
    DecisionContext context = contextOf();
    context.headers.append("x-llm-proxy-route", "fast");
    const RouteDecision decision = decided(asked(1), context);
    QCOMPARE(routingLabel(decision), QByteArray("kept:keep-rule"));
    QVERIFY(decision.trace[2].detail.utf8().contains("not understood"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::theSessionsOverrideDecides()
{
    DecisionContext context = contextOf();
    context.view.userOverride.boostNext = true;
    QCOMPARE(decided(asked(1, kCheapHaiku), context).selectedModel, kAskedSonnet);
    context.view.userOverride = {.off = true};
    QCOMPARE(routingLabel(decided(asked(2), context)), QByteArray("kept:held"));
    context.view.userOverride = {.heldModel = kAskedSonnet};
    const RouteDecision held = decided(asked(3), context);
    QCOMPARE(held.selectedModel, kAskedSonnet);
    QCOMPARE(held.ruleId, QByteArray("session"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::aRefusedModelIsNotTriedAgain_data()
{
    QTest::addColumn<DecisionContext>("context");
    QTest::addColumn<RequestFacts>("facts");
    DecisionContext context = contextOf();
    context.headers.append("x-llm-proxy-route", "model=" + kCheapHaiku);
    QTest::newRow("named in the header") << context << asked(1);
    context = contextOf();
    context.view.userOverride = {.heldModel = kCheapHaiku};
    QTest::newRow("held by the person") << context << asked(1);
    QTest::newRow("an easy ask") << contextOf() << asked(1);
    QTest::newRow("a session that runs there") << warmContext(kCheapHaiku) << asked(1);
    context = warmContext(kCheapHaiku);
    context.turn = TurnType::Compaction;
    QTest::newRow("a summary of a session that runs there") << context << asked(1);
    context = contextOf(TurnType::ToolContinuation);
    context.view.model = context.view.history = kCheapHaiku;
    QTest::newRow("a tool loop that runs there") << context << loopOf(7);
}

void TestDecisionPolicy::aRefusedModelIsNotTriedAgain()
{
    QFETCH(DecisionContext, context);
    QFETCH(RequestFacts, facts);
    // The loop of turn 7 is sent there before the refusal.
    const RouteDecision sent = decided(asked(7), contextOf());
    QCOMPARE(sent.selectedModel, kCheapHaiku);
    (void)m_decider->revert(asked(8), contextOf(), sent,
                            {.status = 404, .cause = proxy::RefusalCause::Absence});
    const RouteDecision decision = decided(facts, context);
    QCOMPARE(routingLabel(decision), QByteArray("kept:barred"));
    QCOMPARE(decision.selectedModel, kOpus);
    const auto isBarredStep = [](const proxy::TraceStep &step) {
        return step.step == "target" && step.result == "barred";
    };
    QVERIFY(std::any_of(decision.trace.begin(), decision.trace.end(), isBarredStep));
}

void TestDecisionPolicy::rulesDecideInOrder()
{
    apply(RoutePolicy::CacheAware, R"([
        {"id":"no-opus","when":{"model":"claude-opus*","project":"bank"},"then":{"route":"off"}},
        {"id":"short","when":{"textShorterThan":7},"then":{"route":"easy"}},
        {"id":"rest","then":{"route":"model=claude-sonnet-4-5-20250929"}}])");
    DecisionContext context = contextOf();
    context.project = "bank";
    const RouteDecision off = decided(asked(1), context);
    QCOMPARE(routingLabel(off), QByteArray("kept:keep-rule"));
    QCOMPARE(off.ruleId, QByteArray("no-opus"));
    context.project = "shop";
    QCOMPARE(decided(asked(2), context).ruleId, QByteArray("short"));
    QCOMPARE(decided(asked(10), context).ruleId, QByteArray("rest"));
    context.headers.append("x-llm-proxy-route", "hard"); // the header is the stronger voice
    QCOMPARE(decided(asked(3), context).ruleId, QByteArray("header"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecisionPolicy::keepRules_data()
{
    QTest::addColumn<QByteArray>("keep");
    QTest::addColumn<QByteArray>("requested");
    QTest::addColumn<Difficulty>("answer");
    QTest::addColumn<QByteArray>("label");
    const auto row = [](const char *what, const char *keep, const QByteArray &requested,
                        Difficulty answer, const char *label) {
        QTest::newRow(what) << QByteArray(keep) << requested << answer << QByteArray(label);
    };
    row("hard keeps", R"(["hard"])", kOpus, Difficulty::Hard, "kept:keep-rule");
    row("easy goes", R"(["hard"])", kOpus, Difficulty::Easy, "routed");
    row("no upgrade", R"(["upgrade"])", kCheapHaiku, Difficulty::Hard, "kept:keep-rule");
    row("a downgrade", R"(["upgrade"])", kOpus, Difficulty::Easy, "routed");
}

void TestDecisionPolicy::keepRules()
{
    QFETCH(QByteArray, keep);
    QFETCH(QByteArray, requested);
    QFETCH(Difficulty, answer);
    apply(RoutePolicy::CacheAware,
          QByteArray(R"([{"id":"mine","then":{"keep":)" + keep + "}}]").constData());
    const RouteDecision decision = decided(asked(1, requested), contextOf(), answer);
    QTEST(routingLabel(decision), "label");
    QCOMPARE(decision.modelChanged(), routingLabel(decision) == "routed");
    if (!decision.modelChanged())
        QCOMPARE(decision.ruleId, QByteArray("mine"));
}

void TestDecisionPolicy::aWishDoesNotBreakALoop()
{
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    DecisionContext context = contextOf(TurnType::ToolContinuation);
    context.headers.append("x-llm-proxy-route", "hard");
    QCOMPARE(decided(loopOf(1), context).selectedModel, kCheapHaiku);
}

void TestDecisionPolicy::aPlanThatIsNearlyUsedUpAsksMorphMoreBoldly()
{
    limit(proxy::LimitSource::Quota, proxy::Restraint::Aggressive);
    const RouteDecision decision = decided(asked(1), contextOf());
    QCOMPARE(m_router->asked(0).question.mode, proxy::RouterMode::Aggressive);
    QCOMPARE(decision.selectedModel, kCheapHaiku);
    QCOMPARE(decision.limit, QByteArray("quota:aggressive"));
    QCOMPARE(traceResult(decision, "quota"), QByteArray("aggressive"));
    QCOMPARE(decision.difficulty, Difficulty::Easy);
}

void TestDecisionPolicy::easyModelsAloneAskNobody()
{
    limit(proxy::LimitSource::Budget, proxy::Restraint::EasyOnly);
    const RouteDecision decision = decided(asked(1), contextOf(), Difficulty::Hard);
    QCOMPARE(m_router->count(), size_t(0));
    QCOMPARE(routingLabel(decision), QByteArray("routed"));
    QCOMPARE(decision.selectedModel, kCheapHaiku);
    QCOMPARE(decision.difficulty, Difficulty::None);
    QCOMPARE(decision.limit, QByteArray("budget:easy-only"));
    QCOMPARE(traceResult(decision, "budget"), QByteArray("easy-only"));
    // Its tool loop stays there.
    const RouteDecision loop = decided(loopOf(1), contextOf(TurnType::ToolContinuation));
    QCOMPARE(routingLabel(loop), QByteArray("reused"));
    QCOMPARE(loop.selectedModel, kCheapHaiku);
}

void TestDecisionPolicy::easyModelsAloneLeaveAWarmCache()
{
    QCOMPARE(decided(asked(1), warmContext()).selectedModel, kOpus);
    limit(proxy::LimitSource::Quota, proxy::Restraint::EasyOnly);
    QCOMPARE(decided(asked(2), warmContext()).selectedModel, kCheapHaiku);
}

void TestDecisionPolicy::easyModelsAloneDoNotBreakALoop()
{
    QCOMPARE(decided(asked(1), contextOf(), Difficulty::Hard).selectedModel, kOpus);
    limit(proxy::LimitSource::Quota, proxy::Restraint::EasyOnly);
    const RouteDecision loop = decided(loopOf(1), contextOf(TurnType::ToolContinuation));
    QCOMPARE(routingLabel(loop), QByteArray("reused"));
    QCOMPARE(loop.selectedModel, kOpus);
    QCOMPARE(loop.limit, QByteArray());
}

void TestDecisionPolicy::aWishCountsMoreThanALimit()
{
    limit(proxy::LimitSource::Quota, proxy::Restraint::EasyOnly);
    DecisionContext context = contextOf();
    context.headers.append("x-llm-proxy-route", "model=" + kAskedSonnet);
    const RouteDecision decision = decided(asked(1), context);
    QCOMPARE(decision.selectedModel, kAskedSonnet);
    QCOMPARE(decision.limit, QByteArray());
}

void TestDecisionPolicy::anAskIsDecidedAnewWhenALimitComesIntoForce()
{
    QCOMPARE(decided(asked(1), contextOf(), Difficulty::Hard).selectedModel, kOpus);
    limit(proxy::LimitSource::Quota, proxy::Restraint::EasyOnly);
    QCOMPARE(decided(asked(1), contextOf()).selectedModel, kCheapHaiku);
    m_decider->setLimits(nullptr, false);
    QCOMPARE(decided(asked(1), contextOf(), Difficulty::Hard).selectedModel, kOpus);
}

void TestDecisionPolicy::aLimitThatIsUsedUpStopsEverything()
{
    limit(proxy::LimitSource::Budget, proxy::Restraint::Stop);
    DecisionContext wish = contextOf();
    wish.headers.append("x-llm-proxy-route", "off");
    for (const DecisionContext &context : {contextOf(), wish, contextOf(TurnType::SideRequest),
                                           contextOf(TurnType::ToolContinuation)}) {
        const RouteDecision decision = decided(asked(1), context);
        QCOMPARE(routingLabel(decision), QByteArray("stopped:budget"));
        QCOMPARE(decision.selectedModel, kOpus);
        QCOMPARE(traceResult(decision, "budget"), QByteArray("stopped"));
        QVERIFY(!decision.tellsModels());
    }
    // Also while nothing is routed.
    m_decider->setPaused(true);
    QVERIFY(m_decider->isOff());
    QVERIFY(m_decider->needsFacts());
    QCOMPARE(routingLabel(decided(asked(1), contextOf())), QByteArray("stopped:budget"));
    m_decider->setLimits(nullptr, false);
    QVERIFY(!m_decider->needsFacts());
    QCOMPARE(routingLabel(decided(asked(1), contextOf())), QByteArray("skipped:routing-off"));
}

void TestDecisionPolicy::aPreviewTellsOfLimits()
{
    limit(proxy::LimitSource::Quota, proxy::Restraint::Aggressive);
    const proxy::DecisionPreview asks = m_decider->preview(asked(1), contextOf());
    QVERIFY(!asks.decision);
    QCOMPARE(traceResult(asks.answers.at(0), "quota"), QByteArray("aggressive"));
    limit(proxy::LimitSource::Budget, proxy::Restraint::EasyOnly);
    QCOMPARE(traceResult(*m_decider->preview(asked(1), contextOf()).decision, "budget"),
             QByteArray("easy-only"));
    limit(proxy::LimitSource::Budget, proxy::Restraint::Stop);
    QCOMPARE(routingLabel(*m_decider->preview(asked(1), contextOf()).decision),
             QByteArray("stopped:budget"));
}

QTEST_GUILESS_MAIN(TestDecisionPolicy)
#include "tst_decisionpolicy.moc"
