// SPDX-License-Identifier: LicenseRef-Private
// An easy task at a session's start lowers the effort of the requested model, not the model.
#include "proxy/rewrite/bodyrewriter.h"
#include "proxy/route/decider.h"
#include "proxy/route/effortchoice.h"
#include "tests/support/fakerouter.h"
#include "tests/support/startedruns.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace proxy;

namespace {

const QByteArray kOpus = "claude-opus-4-8";
const QByteArray kHaiku = "claude-haiku-4-5-20251001";

RouterSettings routing()
{
    RouterSettings settings;
    settings.apiKey = "key";
    settings.budget = 5min;
    settings.routeEffort = true;
    return settings;
}

RequestFacts asked(const QByteArray &effort = {}, quint64 turn = 1, const QByteArray &model = kOpus)
{
    RequestFacts facts;
    facts.dialect = Dialect::Anthropic;
    facts.model = model;
    facts.userText = "text " + QByteArray::number(turn);
    facts.userTextHash = turn;
    facts.firstTextHash = 77;
    facts.userTextOrdinal = int(turn);
    facts.features.effort = effort;
    return facts;
}

QByteArray bodyWith(const QByteArray &field)
{
    return R"({"max_tokens":100,"model":"claude-opus-4-8")" + field
           + R"(,"messages":[{"role":"user","content":"fix it"}]})";
}

ProxyConfig effortConfig()
{
    ProxyConfig config = support::PipelineFixture::usualConfig();
    config.router.routeEffort = true;
    return config;
}

/// The body that goes out for an easy task.
QByteArray sentFor(const QByteArray &path, const QByteArray &body)
{
    support::PipelineFixture fixture(effortConfig());
    fixture.connect(path)->sendBody(body);
    if (fixture.router.count() > 0)
        fixture.router.answer(0, Difficulty::Easy);
    return fixture.upstream.requests.at(0).body;
}

} // namespace

class TestEffortChoice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anEasyTaskGetsLessEffort_data();
    void anEasyTaskGetsLessEffort();
    void aHarderTaskKeepsItsEffort_data();
    void aHarderTaskKeepsItsEffort();
    void whatCannotBeLoweredIsRouted_data();
    void whatCannotBeLoweredIsRouted();
    void withoutTheSettingTheModelIsRouted();
    void aToolLoopKeepsTheEffortOfItsTurn();
    void aToolLoopIsNeverRaised();
    void aSummaryIsMadeWhereTheConversationIsCached();
    void theNextEasyTaskStaysLow();
    void theNextHardTaskGetsItsOwnEffort();
    void aRunningSessionKeepsItsEffort();
    void aPersonsWordGoesFirst();
    void aChoiceOfTheModelStaysOne();
    void aRefusalLeadsBackAndIsRemembered();
    void aConversationAtTheProviderHasOneEffortForEachTask();
    void itIsWorthAsking();
    void oneValueChangesInTheBody_data();
    void oneValueChangesInTheBody();
    void aRefusedEffortIsFollowedByTheOriginal();
    void theRecordTellsWhatWasSent();
    void theSessionRemembersIt();

private:
    RouteDecision decided(const RequestFacts &facts, Difficulty difficulty,
                          DecisionContext context = {.clientKeyHash = 1, .path = "/v1/messages"})
    {
        const size_t before = m_router->count();
        const auto pending =
            m_decider->decide(facts, context, [this](const RouteDecision &decision) {
                m_decisions.push_back(decision);
            });
        if (m_router->count() > before)
            m_router->answer(before, difficulty);
        return m_decisions.back();
    }
    [[nodiscard]] static DecisionContext runningAt(const QByteArray &effort)
    {
        DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
        context.view.model = kOpus;
        context.view.history = kOpus;
        context.view.turns = 1;
        context.view.effort = effort;
        return context;
    }

    std::unique_ptr<FakeRouter> m_router;
    std::unique_ptr<Decider> m_decider;
    std::vector<RouteDecision> m_decisions;
};

void TestEffortChoice::init()
{
    m_decisions.clear();
    m_decider.reset();
    m_router = std::make_unique<FakeRouter>();
    m_decider = std::make_unique<Decider>(
        *m_router, ModelMap::builtIn(),
        [] {
            return std::make_shared<const ModelList>(
                ModelList {kHaiku, kOpus, "claude-sonnet-4-6", "claude-opus-5-5"});
        },
        [] { return Instant() + 1h; });
    m_decider->apply(routing(), 1);
}

void TestEffortChoice::anEasyTaskGetsLessEffort_data()
{
    QTest::addColumn<QByteArray>("effort");
    QTest::newRow("the model's default") << QByteArray();
    for (const char *effort : {"medium", "high", "xhigh", "max"})
        QTest::newRow(effort) << QByteArray(effort);
}

void TestEffortChoice::anEasyTaskGetsLessEffort()
{
    QFETCH(QByteArray, effort);
    const RouteDecision decision = decided(asked(effort), Difficulty::Easy);
    QCOMPARE(decision.effort, QByteArray("low"));
    QCOMPARE(decision.selectedModel, kOpus);
    QCOMPARE(routingLabel(decision), QByteArray("routed"));
    QVERIFY(decision.isSwitched());
    const auto step = std::find_if(decision.trace.begin(), decision.trace.end(),
                                   [](const TraceStep &one) { return one.step == "effort"; });
    QVERIFY(step != decision.trace.end());
    QCOMPARE(step->result, QByteArray("low"));
}

void TestEffortChoice::aHarderTaskKeepsItsEffort_data()
{
    QTest::addColumn<Difficulty>("difficulty");
    QTest::newRow("medium") << Difficulty::Medium;
    QTest::newRow("hard") << Difficulty::Hard;
    QTest::newRow("needs_info") << Difficulty::NeedsInfo;
}

void TestEffortChoice::aHarderTaskKeepsItsEffort()
{
    QFETCH(Difficulty, difficulty);
    QVERIFY(decided(asked("max"), difficulty).effort.isEmpty());
}

void TestEffortChoice::whatCannotBeLoweredIsRouted_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("low already") << QByteArray("low") << QByteArray("low-enough");
    QTest::newRow("no level") << QByteArray("enormous") << QByteArray("unknown");
    QTest::newRow("in the name") << QByteArray("suffix") << QByteArray("suffix");
    QTest::newRow("of a message") << QByteArray("message") << QByteArray("message-effort");
    QTest::newRow("bound to the provider") << QByteArray("thread") << QByteArray("server-state");
    QTest::newRow("said twice") << QByteArray("other") << QByteArray("unreadable");
    QTest::newRow("a model without") << QByteArray("levels") << QByteArray("no-levels");
    QTest::newRow("an unknown model") << QByteArray("model") << QByteArray("no-levels");
}

void TestEffortChoice::whatCannotBeLoweredIsRouted()
{
    QFETCH(QByteArray, what);
    RequestFacts facts = asked("high");
    if (what == "low" || what == "enormous")
        facts.features.effort = what;
    if (what == "suffix")
        facts.model = kOpus + "(high)";
    if (what == "levels")
        facts.model = "claude-sonnet-4-5-20250929";
    if (what == "model")
        facts.model = "claude-opus-9";
    facts.features.hasMessageEffort = what == "message";
    if (what == "thread")
        facts.features.serverState = "thread";
    facts.hasOtherEffort = what == "other";
    DecisionInput input;
    input.facts = facts;
    input.settings = routing();
    std::vector<TraceStep> trace;
    QVERIFY(!lowerEffort(input, ModelTable(), trace));
    QTEST(trace.back().result, "why");
    QVERIFY(decided(facts, Difficulty::Easy).effort.isEmpty());
}

void TestEffortChoice::withoutTheSettingTheModelIsRouted()
{
    RouterSettings settings = routing();
    settings.routeEffort = false;
    m_decider->apply(settings, 2);
    const RouteDecision decision = decided(asked("max"), Difficulty::Easy);
    QVERIFY(decision.effort.isEmpty());
    QCOMPARE(decision.selectedModel.left(12), kHaiku.left(12));
}

void TestEffortChoice::aToolLoopKeepsTheEffortOfItsTurn()
{
    (void)decided(asked("high"), Difficulty::Easy);
    RequestFacts next = asked("high");
    next.isContinuation = true;
    const RouteDecision decision = decided(next, Difficulty::Hard);
    QCOMPARE(decision.outcome, RoutingOutcome::Reused);
    QCOMPARE(decision.effort, QByteArray("low"));
    // A turn whose beginning is gone stays with what its session has.
    init();
    QCOMPARE(decided(next, Difficulty::Hard, runningAt("low")).effort, QByteArray("low"));
    QVERIFY(decided(next, Difficulty::Hard, runningAt({})).effort.isEmpty());
}

void TestEffortChoice::aToolLoopIsNeverRaised()
{
    (void)decided(asked("high"), Difficulty::Easy);
    RequestFacts next = asked("low");
    next.isContinuation = true;
    QVERIFY(decided(next, Difficulty::Hard).effort.isEmpty());
}

void TestEffortChoice::aSummaryIsMadeWhereTheConversationIsCached()
{
    DecisionContext context = runningAt("low");
    context.turn = TurnType::Compaction;
    const RouteDecision decision = decided(asked("high", 2), Difficulty::Hard, context);
    QCOMPARE(decision.effort, QByteArray("low"));
    QCOMPARE(decision.difficulty, Difficulty::None);
    QCOMPARE(m_router->count(), size_t(0));
}

void TestEffortChoice::theNextEasyTaskStaysLow()
{
    QCOMPARE(decided(asked("high", 2), Difficulty::Easy, runningAt("low")).effort,
             QByteArray("low"));
}

void TestEffortChoice::theNextHardTaskGetsItsOwnEffort()
{
    const RouteDecision decision = decided(asked("high", 2), Difficulty::Hard, runningAt("low"));
    QVERIFY(decision.effort.isEmpty());
    QCOMPARE(decision.selectedModel, kOpus);
}

void TestEffortChoice::aRunningSessionKeepsItsEffort()
{
    QVERIFY(decided(asked("high", 2), Difficulty::Easy, runningAt({})).effort.isEmpty());
    // Its beginning was not seen, but it has one.
    QVERIFY(decided(asked("high", 5), Difficulty::Easy).effort.isEmpty());
}

void TestEffortChoice::aPersonsWordGoesFirst()
{
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.headers.append("x-llm-proxy-route", "off");
    QVERIFY(decided(asked("high"), Difficulty::Easy, context).effort.isEmpty());
    context.headers.set("x-llm-proxy-route", "easy");
    const RouteDecision decision = decided(asked("high", 2), Difficulty::Easy, context);
    QVERIFY(decision.effort.isEmpty());
    QCOMPARE(m_router->count(), size_t(0));
}

void TestEffortChoice::aChoiceOfTheModelStaysOne()
{
    RouterSettings settings = routing();
    settings.autoModel = true;
    m_decider->apply(settings, 2);
    const RouteDecision decision = decided(asked("high", 1, "claude-auto"), Difficulty::Easy);
    QVERIFY(decision.effort.isEmpty());
    QCOMPARE(decision.alias, QByteArray("claude-auto"));
}

void TestEffortChoice::aRefusalLeadsBackAndIsRemembered()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision lowered = decided(asked("high"), Difficulty::Easy);
    const Reversion reversion = m_decider->revert(asked("high"), context, lowered,
                                                  {.status = 400, .cause = RefusalCause::Shape});
    QVERIFY(reversion.decision.effort.isEmpty());
    QCOMPARE(reversion.decision.selectedModel, kOpus);
    QCOMPARE(routingLabel(reversion.decision), QByteArray("reverted:400"));
    RequestFacts next = asked("high");
    next.isContinuation = true;
    QVERIFY(decided(next, Difficulty::Easy).effort.isEmpty());
    // Nor is it tried again in another session, while the model itself is not kept away from.
    RequestFacts other = asked("high");
    other.firstTextHash = 78;
    QVERIFY(decided(other, Difficulty::Easy).effort.isEmpty());
    other = asked("high", 1, "claude-sonnet-4-6");
    other.firstTextHash = 79;
    QCOMPARE(decided(other, Difficulty::Easy).effort, QByteArray("low"));
    m_decider->withdraw(context, reversion.refusal);
    RequestFacts third = asked("high");
    third.firstTextHash = 80;
    QCOMPARE(decided(third, Difficulty::Easy).effort, QByteArray("low"));
}

void TestEffortChoice::aConversationAtTheProviderHasOneEffortForEachTask()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/responses"};
    m_decider->noteResponse("resp_1", context, decided(asked("high"), Difficulty::Easy, context));
    RequestFacts loop = asked("high");
    loop.isContinuation = true;
    loop.previousResponseId = "resp_1";
    QCOMPARE(decided(loop, Difficulty::Hard, context).effort, QByteArray("low"));
    RequestFacts task = asked("high", 2);
    task.previousResponseId = "resp_1";
    QVERIFY(decided(task, Difficulty::Easy, context).effort.isEmpty());
}

void TestEffortChoice::itIsWorthAsking()
{
    // With one model alone nothing else could change.
    m_decider = std::make_unique<Decider>(
        *m_router, ModelMap::builtIn(),
        [] { return std::make_shared<const ModelList>(ModelList {"claude-sonnet-4-6"}); },
        [] { return Instant() + 1h; });
    m_decider->apply(routing(), 1);
    QCOMPARE(decided(asked("high", 1, "claude-sonnet-4-6"), Difficulty::Easy).effort,
             QByteArray("low"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestEffortChoice::oneValueChangesInTheBody_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray messages = "/v1/messages";
    QTest::newRow("Anthropic's") << messages << bodyWith(R"(,"output_config": {"effort" : "high"})")
                                 << bodyWith(R"(,"output_config": {"effort" : "low"})");
    QTest::newRow("with a format")
        << messages << bodyWith(R"(,"output_config":{"format":{"type":"x"},"effort":"max"})")
        << bodyWith(R"(,"output_config":{"format":{"type":"x"},"effort":"low"})");
    QTest::newRow("none in it") << messages << bodyWith({})
                                << bodyWith(R"(,"output_config":{"effort":"low"})");
    QTest::newRow("OpenAI's chat")
        << QByteArray("/v1/chat/completions") << bodyWith(R"(,"reasoning_effort":"high")")
        << bodyWith(R"(,"reasoning_effort":"low")");
    QTest::newRow("none in it, chat") << QByteArray("/v1/chat/completions") << bodyWith({})
                                      << bodyWith(R"(,"reasoning_effort":"low")");
    const QByteArray input = R"(,"input":"fix it"})";
    const QByteArray head = R"({"model":"claude-opus-4-8")";
    QTest::newRow("Codex's") << QByteArray("/v1/responses")
                             << head + R"(,"reasoning":{"summary":"auto","effort":"high"})" + input
                             << head + R"(,"reasoning":{"summary":"auto","effort":"low"})" + input;
    QTest::newRow("none in it, responses") << QByteArray("/v1/responses") << head + input
                                           << head + R"(,"reasoning":{"effort":"low"})" + input;
    // What can't be changed for sure leaves the model to be chosen.
    for (const char *field :
         {R"(,"output_config":{"format":{"type":"x"}})", R"(,"output_config":{"effort":null})",
          R"(,"output_config":null)",
          R"(,"output_config":{"effort":"high"},"output_config":{"effort":"high"})"}) {
        // Haiku 4.5 takes no effort.
        const bool isNamed = QByteArrayView(field).contains(R"("effort":"high")");
        QByteArray after = bodyWith(field);
        after.replace("claude-opus-4-8", isNamed ? kHaiku + "(none)" : kHaiku);
        QTest::newRow(field) << messages << bodyWith(field) << after;
    }
}

void TestEffortChoice::oneValueChangesInTheBody()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, before);
    QTEST(sentFor(path, before), "after");
}

void TestEffortChoice::aRefusedEffortIsFollowedByTheOriginal()
{
    const QByteArray body = bodyWith({});
    support::PipelineFixture fixture(effortConfig());
    const auto client = fixture.connect();
    client->sendBody(body);
    fixture.router.answer(0, Difficulty::Easy);
    fixture.upstream.answer(400, R"({"error":{"message":"output_config: not supported"}})");
    fixture.upstream.finish();
    QCOMPARE(fixture.upstream.requests.size(), size_t(2));
    QCOMPARE(fixture.upstream.requests.at(1).body, body);
    fixture.upstream.answer(200, support::kAnswer);
    fixture.upstream.finish();
    QCOMPARE(client->answer.headers.first("x-llm-proxy-routing").value_or(""), "reverted:400");
    QVERIFY(!client->answer.headers.contains("x-llm-proxy-effort"));
    QCOMPARE(fixture.records().at(0).changedBegin, -1);
}

void TestEffortChoice::theRecordTellsWhatWasSent()
{
    support::PipelineFixture fixture(effortConfig());
    const auto client = fixture.connect();
    client->sendBody(bodyWith(R"(,"output_config":{"effort":"high"})"));
    fixture.router.answer(0, Difficulty::Easy);
    fixture.upstream.answer(200, support::kAnswer);
    fixture.upstream.finish();
    const HeaderList &headers = client->answer.headers;
    QCOMPARE(headers.first("x-llm-proxy-effort").value_or(""), "low");
    QCOMPARE(headers.first("x-llm-proxy-selected-model").value_or(""), kOpus);
    const Exchange record = fixture.records().at(0);
    QCOMPARE(record.decision.effort, QByteArray("low"));
    const QByteArray body = fixture.upstream.requests.at(0).body;
    QCOMPARE(body.sliced(record.changedBegin, record.changedEnd - record.changedBegin),
             QByteArray(R"("low")"));
}

void TestEffortChoice::theSessionRemembersIt()
{
    support::PipelineFixture fixture(effortConfig());
    const auto say = [&fixture](const QByteArray &messages, Difficulty difficulty) {
        const size_t before = fixture.router.count();
        fixture.connect()->sendBody(R"({"max_tokens":100,"model":"claude-opus-4-8","messages":[)"
                                    + messages + "]}");
        if (fixture.router.count() > before)
            fixture.router.answer(before, difficulty);
        fixture.upstream.answer(200, support::kAnswer);
        fixture.upstream.finish();
        return fixture.upstream.requests.back().body.contains(R"("effort":"low")");
    };
    const QByteArray first = R"({"role":"user","content":"fix it"})";
    const QByteArray second =
        first + R"(,{"role":"assistant","content":"done"},{"role":"user","content":"and that"})";
    const QByteArray third =
        second + R"(,{"role":"assistant","content":"done"},{"role":"user","content":"prove it"})";
    const QByteArray fourth =
        third + R"(,{"role":"assistant","content":"done"},{"role":"user","content":"thanks"})";
    QVERIFY(say(first, Difficulty::Easy));
    QVERIFY(say(second, Difficulty::Easy));
    QVERIFY(!say(third, Difficulty::Hard));
    QVERIFY(!say(fourth, Difficulty::Easy));
}

QTEST_GUILESS_MAIN(TestEffortChoice)
#include "tst_effortchoice.moc"
