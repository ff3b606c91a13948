// SPDX-License-Identifier: LicenseRef-Private
// Requests that ask the proxy to choose: what stands for `auto`, and that nothing ever is sent
// under that name.
#include "proxy/models/modelname.h"
#include "proxy/route/automodel.h"
#include "proxy/route/decider.h"
#include "tests/support/fakerouter.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace proxy;

namespace {

const QByteArray kHaiku = "claude-haiku-4-5-20251001";
const QByteArray kSonnet = "claude-sonnet-4-6";
const QByteArray kAuto = "claude-auto";

RouterSettings routing()
{
    RouterSettings settings;
    settings.apiKey = "key";
    settings.budget = 5min;
    settings.autoModel = true;
    return settings;
}

RequestFacts ask(const QByteArray &model = kAuto, quint64 turn = 1)
{
    RequestFacts facts;
    facts.dialect = Dialect::Anthropic;
    facts.model = model;
    facts.userText = "text " + QByteArray::number(turn);
    facts.userTextHash = turn;
    facts.firstTextHash = 77;
    facts.userTextOrdinal = int(turn);
    return facts;
}

RequestFacts continuation()
{
    RequestFacts facts = ask();
    facts.isContinuation = true;
    return facts;
}

std::shared_ptr<const ModelList> listOf(const ModelList &models)
{
    return std::make_shared<const ModelList>(models);
}

} // namespace

class TestAutoModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void someNamesAskForAChoice_data();
    void someNamesAskForAChoice();
    void theMediumModelStandsForIt_data();
    void theMediumModelStandsForIt();
    void theChoiceFollowsTheDifficulty_data();
    void theChoiceFollowsTheDifficulty();
    void troubleSendsTheMediumModel_data();
    void troubleSendsTheMediumModel();
    void withoutRoutingTheMediumModelIsSent_data();
    void withoutRoutingTheMediumModelIsSent();
    void aToolLoopStaysWhereItWasDecided();
    void aToolLoopStaysThereDuringAPause();
    void aTaskOfAnotherAgentGetsTheMediumModel();
    void aRefusalLeadsToTheMediumModel();
    void theMediumModelGetsTheSuffixThatItNeeds();
    void aModelThatRefusesEverythingIsStillSent();
    void whoeverAnsweredLastHasTheWarmCache();
    void itIsAskedForWhereOtherNamesAreNotWorthIt();
    void anAnswersSuccessorKeepsItsModel();
    void aPathThatIsNotRoutedGetsTheMediumModel();
    void whoNamesItByHeaderAsksForAChoice_data();
    void whoNamesItByHeaderAsksForAChoice();
    void otherNamesMeanWhatTheySay();
    void otherNamesFollowAPersonsWord();
    void withoutTheSettingItIsANameLikeAnyOther();
    void thePreviewTellsTheSame();

private:
    RouteDecision decided(const RequestFacts &facts, Difficulty difficulty,
                          const DecisionContext &context = {.clientKeyHash = 1,
                                                            .path = "/v1/messages"})
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

    std::unique_ptr<FakeRouter> m_router;
    std::unique_ptr<Decider> m_decider;
    std::shared_ptr<const ModelList> m_list;
    std::vector<RouteDecision> m_decisions;
};

void TestAutoModel::init()
{
    m_list = listOf({kHaiku, kSonnet, "claude-opus-4-6", "gpt-5"});
    m_decisions.clear();
    m_decider.reset();
    m_router = std::make_unique<FakeRouter>();
    m_decider = std::make_unique<Decider>(
        *m_router, ModelMap::builtIn(), [this] { return m_list; }, [] { return Instant() + 1h; });
    m_decider->apply(routing(), 1);
}

void TestAutoModel::someNamesAskForAChoice_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("asks");
    QTest::newRow("auto") << QByteArray("auto") << true;
    QTest::newRow("claude-auto") << kAuto << true;
    QTest::newRow("an effort") << QByteArray("claude-auto(high)") << true;
    QTest::newRow("a window") << QByteArray("claude-auto[1m]") << true;
    QTest::newRow("a prefix") << QByteArray("team-a/auto") << true;
    QTest::newRow("all of it") << QByteArray("team-a/claude-auto[1m](low)") << true;
    QTest::newRow("the backend's own") << QByteArray("openrouter/auto") << false;
    QTest::newRow("more than the name") << QByteArray("auto-3") << false;
    QTest::newRow("a part of a name") << QByteArray("gpt-5-auto") << false;
    QTest::newRow("another case") << QByteArray("Auto") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestAutoModel::someNamesAskForAChoice()
{
    QFETCH(QByteArray, model);
    const ModelList listed {"auto", "openrouter/auto"};
    QTEST(asksForAuto(model, &listed), "asks");
}

void TestAutoModel::theMediumModelStandsForIt_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<RouterProvider>("provider");
    QTest::addColumn<ModelList>("listed");
    QTest::addColumn<QByteArray>("sent");
    const ModelList usual {kHaiku, kSonnet, "gpt-5.6-terra", "gpt-5.6-luna"};
    const auto anthropic = RouterProvider::Anthropic;
    const auto byName = RouterProvider::Auto;

    QTest::newRow("the first that is listed")
        << kAuto << Dialect::Anthropic << anthropic << usual << kSonnet;
    QTest::newRow("the settings' family")
        << QByteArray("auto") << Dialect::OpenAiResponses << anthropic << usual << kSonnet;
    QTest::newRow("the endpoint's family") << QByteArray("auto") << Dialect::OpenAiResponses
                                           << byName << usual << QByteArray("gpt-5.6-terra");
    QTest::newRow("the name's family")
        << kAuto << Dialect::OpenAiChat << byName << usual << kSonnet;
    QTest::newRow("the family that is listed")
        << kAuto << Dialect::Anthropic << anthropic << ModelList {"gpt-5.6-terra"}
        << QByteArray("gpt-5.6-terra");
    QTest::newRow("no list") << kAuto << Dialect::Anthropic << anthropic << ModelList {}
                             << QByteArray("claude-sonnet-5-5");
    QTest::newRow("nothing of it listed") << kAuto << Dialect::Anthropic << anthropic
                                          << ModelList {"glm-5"} << QByteArray("claude-sonnet-5-5");
    QTest::newRow("its effort stays") << QByteArray("claude-auto(high)") << Dialect::Anthropic
                                      << anthropic << usual << kSonnet + "(high)";
    QTest::newRow("its window's mark does not")
        << QByteArray("claude-auto[1m]") << Dialect::Anthropic << anthropic << usual << kSonnet;
    QTest::newRow("its account stays")
        << QByteArray("team-a/claude-auto") << Dialect::Anthropic << anthropic
        << ModelList {kSonnet, "team-a/claude-sonnet-4-6"}
        << QByteArray("team-a/claude-sonnet-4-6");
    QTest::newRow("its account stays, listed or not")
        << QByteArray("team-b/claude-auto") << Dialect::Anthropic << anthropic << usual
        << QByteArray("team-b/claude-sonnet-5-5");
}

void TestAutoModel::theMediumModelStandsForIt()
{
    QFETCH(QByteArray, model);
    QFETCH(Dialect, dialect);
    QFETCH(RouterProvider, provider);
    QFETCH(ModelList, listed);
    RouterSettings settings = routing();
    settings.provider = provider;
    m_list = listed.isEmpty() ? nullptr : listOf(listed);
    m_decider->apply(settings, 2);
    RequestFacts facts = ask(model);
    facts.dialect = dialect;
    const RouteDecision decision = decided(facts, Difficulty::Medium);
    QTEST(decision.selectedModel, "sent");
    QCOMPARE(decision.alias, model);
    QCOMPARE(decision.requestedModel, decision.selectedModel);
    QVERIFY(decision.changesName());
    QVERIFY(!decision.modelChanged());
}

void TestAutoModel::theChoiceFollowsTheDifficulty_data()
{
    QTest::addColumn<Difficulty>("difficulty");
    QTest::addColumn<QByteArray>("selected");
    QTest::addColumn<QByteArray>("label");
    QTest::newRow("easy") << Difficulty::Easy << kHaiku << QByteArray("routed");
    QTest::newRow("medium") << Difficulty::Medium << kSonnet << QByteArray("routed");
    QTest::newRow("hard") << Difficulty::Hard << kSonnet << QByteArray("routed");
    QTest::newRow("needs_info") << Difficulty::NeedsInfo << kSonnet
                                << QByteArray("kept:needs-info");
}

void TestAutoModel::theChoiceFollowsTheDifficulty()
{
    QFETCH(Difficulty, difficulty);
    const RouteDecision decision = decided(ask(), difficulty);
    QTEST(decision.selectedModel, "selected");
    QTEST(routingLabel(decision), "label");
    QCOMPARE(decision.alias, kAuto);
    QCOMPARE(decision.requestedModel, kSonnet);
    QCOMPARE(decision.askedModel(), kAuto);
    QVERIFY(decision.tellsModels());
    QCOMPARE(decision.trace.front().step, QByteArray("auto"));
    QCOMPARE(decision.trace.front().result, kSonnet);
}

void TestAutoModel::troubleSendsTheMediumModel_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("unreachable") << ErrorCode::RouterUnreachable;
    QTest::newRow("too slow") << ErrorCode::RouterTimeout;
    QTest::newRow("the key refused") << ErrorCode::RouterUnauthorized;
    QTest::newRow("malformed") << ErrorCode::RouterMalformed;
    QTest::newRow("the breaker") << ErrorCode::RouterBreakerOpen;
    QTest::newRow("busy") << ErrorCode::RouterBusy;
}

void TestAutoModel::troubleSendsTheMediumModel()
{
    QFETCH(ErrorCode, code);
    const auto pending = m_decider->decide(
        ask(), {.clientKeyHash = 1, .path = "/v1/messages"},
        [this](const RouteDecision &decision) { m_decisions.push_back(decision); });
    m_router->fail(0, code);
    QCOMPARE(m_decisions.back().outcome, RoutingOutcome::Kept);
    QCOMPARE(m_decisions.back().selectedModel, kSonnet);
    QCOMPARE(m_decisions.back().alias, kAuto);
    // The turn's loop goes on there, and is not asked for again.
    QCOMPARE(decided(continuation(), Difficulty::Easy).selectedModel, kSonnet);
    QCOMPARE(m_router->count(), size_t(1));
}

void TestAutoModel::withoutRoutingTheMediumModelIsSent_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("label");
    QTest::newRow("switched off") << QByteArray("off") << QByteArray("skipped:routing-off");
    QTest::newRow("paused") << QByteArray("paused") << QByteArray("skipped:routing-off");
    QTest::newRow("no key") << QByteArray("key") << QByteArray("skipped:no-router-key");
    QTest::newRow("no text") << QByteArray("text") << QByteArray("skipped:no-user-text");
    QTest::newRow("a loop from before")
        << QByteArray("loop") << QByteArray("kept:continuation-unknown");
    QTest::newRow("the request says off") << QByteArray("header") << QByteArray("kept:keep-rule");
}

void TestAutoModel::withoutRoutingTheMediumModelIsSent()
{
    QFETCH(QByteArray, what);
    RouterSettings settings = routing();
    settings.enabled = what != "off";
    if (what == "key")
        settings.apiKey.clear();
    m_decider->apply(settings, 2);
    m_decider->setPaused(what == "paused");
    RequestFacts facts = what == "loop" ? continuation() : ask();
    if (what == "text") {
        facts.userText.clear();
        facts.skip = RouteReason::NoUserText;
    }
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    if (what == "header")
        context.headers.append("x-llm-proxy-route", "off");
    const RouteDecision decision = decided(facts, Difficulty::Easy, context);
    QCOMPARE(decision.selectedModel, kSonnet);
    QCOMPARE(decision.alias, kAuto);
    QTEST(routingLabel(decision), "label");
    QCOMPARE(m_router->count(), size_t(0));
}

void TestAutoModel::aToolLoopStaysWhereItWasDecided()
{
    QCOMPARE(decided(ask(), Difficulty::Easy).selectedModel, kHaiku);
    const RouteDecision next = decided(continuation(), Difficulty::Hard);
    QCOMPARE(next.selectedModel, kHaiku);
    QCOMPARE(next.outcome, RoutingOutcome::Reused);
    // Another list of the backend lets another model stand for it; the loop does not mind.
    m_list = listOf({kHaiku, "claude-sonnet-5"});
    QCOMPARE(decided(continuation(), Difficulty::Hard).selectedModel, kHaiku);
    QCOMPARE(decided(ask(kAuto, 2), Difficulty::Hard).selectedModel, QByteArray("claude-sonnet-5"));
}

void TestAutoModel::aToolLoopStaysThereDuringAPause()
{
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.view.model = kHaiku;
    m_decider->setPaused(true);
    QCOMPARE(decided(continuation(), Difficulty::Hard, context).selectedModel, kHaiku);
    QCOMPARE(decided(ask(), Difficulty::Hard, context).selectedModel, kSonnet);
}

void TestAutoModel::aTaskOfAnotherAgentGetsTheMediumModel()
{
    const RouteDecision decision =
        decided(ask(), Difficulty::Easy,
                {.clientKeyHash = 1, .path = "/v1/messages", .turn = TurnType::SubAgentStart});
    QCOMPARE(decision.selectedModel, kSonnet);
    QCOMPARE(routingLabel(decision), QByteArray("kept:sub-agent"));
    QCOMPARE(decision.alias, kAuto);
}

void TestAutoModel::aRefusalLeadsToTheMediumModel()
{
    const RouteDecision refused = decided(ask(), Difficulty::Easy);
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision again =
        m_decider->revert(ask(), context, refused, {.status = 400, .cause = RefusalCause::Shape})
            .decision;
    QCOMPARE(again.selectedModel, kSonnet);
    QCOMPARE(again.alias, kAuto);
    QCOMPARE(routingLabel(again), QByteArray("reverted:400"));
    QCOMPARE(decided(continuation(), Difficulty::Easy).selectedModel, kSonnet);
}

void TestAutoModel::theMediumModelGetsTheSuffixThatItNeeds()
{
    m_list = listOf({kHaiku, "claude-sonnet-4-5-20250929"});
    RequestFacts facts = ask();
    facts.features.thinking = ThinkingMode::Adaptive;
    const RouteDecision medium = decided(facts, Difficulty::Medium);
    QCOMPARE(medium.selectedModel, QByteArray("claude-sonnet-4-5-20250929(none)"));
    QCOMPARE(medium.requestedModel, medium.selectedModel);
    facts.isContinuation = true;
    const RouteDecision loop = decided(facts, Difficulty::Easy);
    QCOMPARE(loop.selectedModel, medium.selectedModel);
    QVERIFY(!loop.modelChanged());
    // A refusal of another model leads to it.
    facts = ask(kAuto, 2);
    facts.features.thinking = ThinkingMode::Adaptive;
    const RouteDecision easy = decided(facts, Difficulty::Easy);
    QCOMPARE(easy.selectedModel, kHaiku + "(none)");
    const RouteDecision again = m_decider
                                    ->revert(facts, {.clientKeyHash = 1, .path = "/v1/messages"},
                                             easy, {.status = 400, .cause = RefusalCause::Shape})
                                    .decision;
    QCOMPARE(again.selectedModel, medium.selectedModel);
}

void TestAutoModel::aModelThatRefusesEverythingIsStillSent()
{
    RequestFacts facts = ask();
    facts.maxTokens = 10'000'000;
    const RouteDecision decision = decided(facts, Difficulty::Easy);
    QCOMPARE(decision.selectedModel, kSonnet);
    QCOMPARE(routingLabel(decision), QByteArray("kept:unsafe"));
}

void TestAutoModel::whoeverAnsweredLastHasTheWarmCache()
{
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = 300'000};
    context.view.model = kSonnet;
    context.view.history = kSonnet;
    context.view.turns = 3;
    context.view.warm = {{kSonnet, 99'000, 300}};
    const RouteDecision decision = decided(ask(kAuto, 2), Difficulty::Easy, context);
    QCOMPARE(decision.selectedModel, kSonnet);
    QCOMPARE(routingLabel(decision), QByteArray("kept:cache-warm"));
    QCOMPARE(decision.difficulty, Difficulty::Easy);
}

void TestAutoModel::itIsAskedForWhereOtherNamesAreNotWorthIt()
{
    RequestFacts facts = ask(kSonnet);
    facts.maxTokens = 10'000'000;
    (void)decided(facts, Difficulty::Easy);
    QCOMPARE(m_router->count(), size_t(0));
    facts.model = kAuto;
    const RouteDecision decision = decided(facts, Difficulty::Easy);
    QCOMPARE(m_router->count(), size_t(1));
    QCOMPARE(decision.difficulty, Difficulty::Easy);
    QCOMPARE(decision.selectedModel, kSonnet);
}

void TestAutoModel::anAnswersSuccessorKeepsItsModel()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/responses"};
    m_decider->noteResponse("resp_1", context, decided(ask(), Difficulty::Easy, context));
    RequestFacts next = ask(kAuto, 2);
    next.previousResponseId = "resp_1";
    QCOMPARE(decided(next, Difficulty::Hard, context).selectedModel, kHaiku);
}

void TestAutoModel::aPathThatIsNotRoutedGetsTheMediumModel()
{
    const RouteDecision decision = m_decider->named(ask(), {.path = "/v1/messages/count_tokens"});
    QCOMPARE(decision.selectedModel, kSonnet);
    QVERIFY(decision.changesName());
    QVERIFY(!m_decider->named(ask(kHaiku), {.path = "/v1/messages/count_tokens"}).changesName());
    QVERIFY(!m_decider->named(ask({}), {.path = "/v1/messages/count_tokens"}).changesName());
}

void TestAutoModel::whoNamesItByHeaderAsksForAChoice_data()
{
    QTest::addColumn<QByteArray>("named");
    for (const char *named : {"auto", "claude-auto", "claude-auto(high)", "team/auto"})
        QTest::newRow(named) << QByteArray(named);
}

void TestAutoModel::whoNamesItByHeaderAsksForAChoice()
{
    QFETCH(QByteArray, named);
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.headers.append("x-llm-proxy-route", "model=" + named);
    QCOMPARE(decided(ask(), Difficulty::Easy, context).selectedModel, kHaiku);
    RequestFacts opus = ask();
    opus.model = "claude-opus-4-6";
    opus.userText += QLatin1String(" now");
    QCOMPARE(decided(opus, Difficulty::Easy, context).selectedModel, kHaiku);
}

void TestAutoModel::otherNamesMeanWhatTheySay()
{
    RouterSettings settings = routing();
    settings.onlyAuto = true;
    m_decider->apply(settings, 2);
    const RouteDecision decision = decided(ask(kSonnet), Difficulty::Easy);
    QCOMPARE(routingLabel(decision), QByteArray("kept:only-auto"));
    QCOMPARE(decision.selectedModel, kSonnet);
    QVERIFY(decision.alias.isEmpty());
    QCOMPARE(m_router->count(), size_t(0));
    QCOMPARE(decided(ask(), Difficulty::Easy).selectedModel, kHaiku);
    // Alone it does nothing.
    settings.autoModel = false;
    m_decider->apply(settings, 3);
    QCOMPARE(decided(ask(kSonnet, 2), Difficulty::Easy).selectedModel, kHaiku);
}

void TestAutoModel::otherNamesFollowAPersonsWord()
{
    RouterSettings settings = routing();
    settings.onlyAuto = true;
    m_decider->apply(settings, 2);
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.headers.append("x-llm-proxy-route", "easy");
    QCOMPARE(decided(ask(kSonnet), Difficulty::Hard, context).selectedModel, kHaiku);
    QCOMPARE(m_router->count(), size_t(0));
}

void TestAutoModel::withoutTheSettingItIsANameLikeAnyOther()
{
    RouterSettings settings = routing();
    settings.autoModel = false;
    m_decider->apply(settings, 2);
    const RouteDecision decision = decided(ask("auto"), Difficulty::Easy);
    QCOMPARE(decision.selectedModel, QByteArray("auto"));
    QCOMPARE(routingLabel(decision), QByteArray("kept:other-family"));
    QVERIFY(!decision.changesName());
}

void TestAutoModel::thePreviewTellsTheSame()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const DecisionPreview open = m_decider->preview(ask(), context);
    QVERIFY(!open.decision);
    QCOMPARE(open.answers.at(0).selectedModel, kHaiku);
    QCOMPARE(open.answers.at(1).selectedModel, kSonnet);
    for (const RouteDecision &answer : open.answers) {
        QCOMPARE(answer.alias, kAuto);
        QCOMPARE(answer.trace.front().step, QByteArray("auto"));
    }
    m_decider->setPaused(true);
    const DecisionPreview paused = m_decider->preview(ask(), context);
    QCOMPARE(paused.decision.value().selectedModel, kSonnet);
}

QTEST_GUILESS_MAIN(TestAutoModel)
#include "tst_automodel.moc"
