// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decider.h"
#include "proxy/route/localdecision.h"
#include "tests/support/fakerouter.h"

#include <QTest>

#include <algorithm>

using namespace std::chrono_literals;
using proxy::Decider;
using proxy::DecisionContext;
using proxy::Difficulty;
using proxy::ErrorCode;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::RouterClassifier;
using proxy::RouterSettings;
using proxy::routingLabel;

Q_DECLARE_METATYPE(proxy::RouterClassifier)

namespace {

const QByteArray kEasy = "sort the imports";
const QByteArray kHard = "Implement OAuth login with refresh tokens, handle all error cases and "
                         "write tests";
const QByteArray kUnknown = "add a unit test for the date parser";
const QByteArray kHaiku = "claude-haiku-5-5";
const QByteArray kAsked = "claude-sonnet-4-5";

RequestFacts ask(const QByteArray &text, const QByteArray &model = kAsked)
{
    RequestFacts facts;
    facts.dialect = proxy::Dialect::Anthropic;
    facts.model = model;
    facts.userText = text;
    facts.userTextHash = qHash(text);
    facts.firstTextHash = 77;
    facts.userTextOrdinal = 1;
    return facts;
}

bool hasStep(const RouteDecision &decision, const QByteArray &step, const QByteArray &result)
{
    return std::any_of(decision.trace.begin(), decision.trace.end(), [&](const auto &taken) {
        return taken.step == step && taken.result == result;
    });
}

} // namespace

class TestLocalDecision final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksWhomTheSettingSays_data();
    void asksWhomTheSettingSays();
    void needsNoKeyButForMorph_data();
    void needsNoKeyButForMorph();
    void anAggressiveModeCallsMoreEasy();
    void theVerdictIsTheTurns();
    void theLocalVerdictStandsInForAMorphThatFails();
    void anUnknownVerdictKeepsTheModelWhenMorphFails();
    void morphsAnswerCountsWhereItIsAskedFirst();
    void withMorphAloneTheVerdictIsWrittenDownOnly();
    void morphIsAskedWhereItsFeeCanPay();
    void theTraceSaysWhoJudgedAndWhy();
    void aPreviewTellsTheVerdict();
    void aReplayUsesTheLoggedVerdict();

private:
    RouteDecision decided(const QByteArray &text, RouterClassifier classifier,
                          const DecisionContext &context = {
                              .clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = 400'000})
    {
        m_settings.classifier = classifier;
        m_decider->apply(m_settings, ++m_generation);
        return askedAgain(text, context);
    }
    RouteDecision askedAgain(const QByteArray &text,
                             const DecisionContext &context = {.clientKeyHash = 1,
                                                               .path = "/v1/messages"})
    {
        m_decision = {};
        m_pending = m_decider->decide(
            ask(text), context, [this](const RouteDecision &decision) { m_decision = decision; });
        return m_decision;
    }

    RouterSettings m_settings;
    quint64 m_generation = 0;
    std::unique_ptr<FakeRouter> m_router;
    std::unique_ptr<Decider> m_decider;
    std::unique_ptr<Decider::Pending> m_pending;
    RouteDecision m_decision;
};

void TestLocalDecision::init()
{
    m_settings = {};
    m_settings.apiKey = "key";
    m_settings.budget = 5min;
    m_pending.reset();
    m_decider.reset();
    m_router = std::make_unique<FakeRouter>();
    m_decider = std::make_unique<Decider>(
        *m_router, proxy::ModelMap::builtIn(), [] { return nullptr; },
        [] { return proxy::Instant() + 1h; });
}

void TestLocalDecision::asksWhomTheSettingSays_data()
{
    QTest::addColumn<RouterClassifier>("classifier");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("asksMorph");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<Difficulty>("difficulty");
    using enum RouterClassifier;
    const auto row = [](const char *name, RouterClassifier classifier, const QByteArray &text,
                        const char *label, Difficulty difficulty = Difficulty::None) {
        QTest::newRow(name) << classifier << text << (*label == '\0') << QByteArray(label)
                            << difficulty;
    };
    row("morph", Morph, kEasy, "");
    row("local, easy", Local, kEasy, "routed", Difficulty::Easy);
    row("local, hard", Local, kHard, "routed", Difficulty::Hard);
    row("local, unknown", Local, kUnknown, "kept:local-unknown");
    row("local first, easy", LocalThenMorph, kEasy, "routed", Difficulty::Easy);
    row("local first, hard", LocalThenMorph, kHard, "routed", Difficulty::Hard);
    row("local first, unknown", LocalThenMorph, kUnknown, "");
    row("morph first", MorphThenLocal, kEasy, "");
}

void TestLocalDecision::asksWhomTheSettingSays()
{
    QFETCH(RouterClassifier, classifier);
    QFETCH(QByteArray, text);
    QFETCH(bool, asksMorph);
    QFETCH(Difficulty, difficulty);
    const RouteDecision decision = decided(text, classifier);
    QCOMPARE(m_router->count(), size_t(asksMorph ? 1 : 0));
    QCOMPARE(m_pending != nullptr, asksMorph);
    if (asksMorph)
        return;
    QTEST(routingLabel(decision), "label");
    QCOMPARE(decision.difficulty, difficulty);
    QCOMPARE(decision.classifier, QByteArray("local"));
    QCOMPARE(decision.routerAttempts, 0);
    QCOMPARE(decision.selectedModel == kHaiku, difficulty == Difficulty::Easy);
}

void TestLocalDecision::needsNoKeyButForMorph_data()
{
    QTest::addColumn<RouterClassifier>("classifier");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("label");
    using enum RouterClassifier;
    QTest::newRow("morph") << Morph << kEasy << QByteArray("skipped:no-router-key");
    QTest::newRow("local") << Local << kEasy << QByteArray("routed");
    QTest::newRow("local first") << LocalThenMorph << kEasy << QByteArray("routed");
    QTest::newRow("local first, unknown")
        << LocalThenMorph << kUnknown << QByteArray("kept:local-unknown");
    QTest::newRow("morph first") << MorphThenLocal << kEasy << QByteArray("routed");
    QTest::newRow("morph first, unknown")
        << MorphThenLocal << kUnknown << QByteArray("kept:local-unknown");
}

void TestLocalDecision::needsNoKeyButForMorph()
{
    QFETCH(RouterClassifier, classifier);
    QFETCH(QByteArray, text);
    m_settings.apiKey.clear();
    QTEST(routingLabel(decided(text, classifier)), "label");
    QCOMPARE(m_decider->isOff(), classifier == RouterClassifier::Morph);
    QCOMPARE(m_router->count(), size_t(0));
}

void TestLocalDecision::anAggressiveModeCallsMoreEasy()
{
    const QByteArray text = "Show me the git log";
    QCOMPARE(routingLabel(decided(text, RouterClassifier::Local)), "kept:local-unknown");
    // As a limit of a plan makes it, too.
    m_settings.mode = proxy::RouterMode::Aggressive;
    QCOMPARE(decided(text, RouterClassifier::Local).selectedModel, kHaiku);
    QCOMPARE(routingLabel(decided(kUnknown, RouterClassifier::Local)), "kept:local-unknown");
}

void TestLocalDecision::theVerdictIsTheTurns()
{
    QCOMPARE(routingLabel(decided(kEasy, RouterClassifier::Local)), QByteArray("routed"));
    RequestFacts loop = ask(kEasy);
    loop.isContinuation = true;
    loop.signs = {.failedResults = 4, .sameCalls = 8};
    RouteDecision reused;
    const auto pending =
        m_decider->decide(loop, {.clientKeyHash = 1, .path = "/v1/messages"},
                          [&reused](const RouteDecision &decision) { reused = decision; });
    QVERIFY(!pending);
    QCOMPARE(routingLabel(reused), QByteArray("reused"));
    QCOMPARE(reused.selectedModel, kHaiku);
}

void TestLocalDecision::theLocalVerdictStandsInForAMorphThatFails()
{
    (void)decided(kEasy, RouterClassifier::MorphThenLocal);
    m_router->fail(0, ErrorCode::RouterTimeout, 3);
    QCOMPARE(routingLabel(m_decision), QByteArray("routed"));
    QCOMPARE(m_decision.selectedModel, kHaiku);
    QCOMPARE(m_decision.classifier, QByteArray("local"));
    QCOMPARE(m_decision.routerAttempts, 3);
    QVERIFY(hasStep(m_decision, "classify", "router-timeout"));
    QVERIFY(hasStep(m_decision, "local", "easy"));
    // It is a decision, no failure: who asks again gets it.
    QCOMPARE(routingLabel(askedAgain(kEasy)), QByteArray("reused"));
    QCOMPARE(m_decision.selectedModel, kHaiku);
    QCOMPARE(m_router->count(), size_t(1));
}

void TestLocalDecision::anUnknownVerdictKeepsTheModelWhenMorphFails()
{
    (void)decided(kUnknown, RouterClassifier::MorphThenLocal);
    m_router->fail(0, ErrorCode::RouterTimeout);
    QCOMPARE(routingLabel(m_decision), QByteArray("kept:router-timeout"));
    QVERIFY(hasStep(m_decision, "local", "unknown"));
    (void)decided(kUnknown, RouterClassifier::LocalThenMorph);
    m_router->fail(1, ErrorCode::RouterTimeout);
    QCOMPARE(routingLabel(m_decision), QByteArray("kept:router-timeout"));
}

void TestLocalDecision::morphsAnswerCountsWhereItIsAskedFirst()
{
    (void)decided(kEasy, RouterClassifier::MorphThenLocal);
    m_router->answer(0, Difficulty::Hard);
    QCOMPARE(m_decision.difficulty, Difficulty::Hard);
    QCOMPARE(m_decision.classifier, QByteArray("morph"));
    QVERIFY(m_decision.local);
    QCOMPARE(m_decision.local->difficulty, Difficulty::Easy);
}

void TestLocalDecision::withMorphAloneTheVerdictIsWrittenDownOnly()
{
    (void)decided(kEasy, RouterClassifier::Morph);
    m_router->fail(0, ErrorCode::RouterTimeout);
    QCOMPARE(routingLabel(m_decision), QByteArray("kept:router-timeout"));
    QCOMPARE(m_decision.local->difficulty, Difficulty::Easy);
    QVERIFY(m_decision.classifier.isEmpty());
    QVERIFY(!hasStep(m_decision, "local", "easy"));
}

void TestLocalDecision::morphIsAskedWhereItsFeeCanPay()
{
    DecisionContext small {.clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = 20};
    small.view.means.requestsPerTurn = 1;
    small.view.means.outputPerRequest = 1;
    const RouteDecision kept = decided(kUnknown, RouterClassifier::LocalThenMorph, small);
    QCOMPARE(routingLabel(kept), QByteArray("kept:local-unknown"));
    QVERIFY(hasStep(kept, "ask", "fee-too-high"));
    QCOMPARE(m_router->count(), size_t(0));
    (void)decided("add one more test", RouterClassifier::LocalThenMorph);
    QCOMPARE(m_router->count(), size_t(1));
}

void TestLocalDecision::theTraceSaysWhoJudgedAndWhy()
{
    const RouteDecision easy = decided(kEasy, RouterClassifier::Local);
    const auto step = std::find_if(easy.trace.begin(), easy.trace.end(),
                                   [](const auto &taken) { return taken.step == "local"; });
    QVERIFY(step != easy.trace.end());
    QCOMPARE(step->result, QByteArray("easy"));
    QVERIFY2(step->detail.utf8().contains("kind of ask: small-edit"),
             step->detail.utf8().constData());
    QCOMPARE(easy.trace.back().step, QByteArray("select"));
    DecisionContext afterHard {.clientKeyHash = 1, .path = "/v1/messages"};
    afterHard.view.difficulty = Difficulty::Hard;
    QVERIFY(hasStep(decided("go on", RouterClassifier::Local, afterHard), "sign", "goes-on"));
    QCOMPARE(m_decision.difficulty, Difficulty::Hard);
}

void TestLocalDecision::aPreviewTellsTheVerdict()
{
    m_settings.classifier = RouterClassifier::Local;
    m_decider->apply(m_settings, 1);
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const auto preview = m_decider->preview(ask(kEasy), context);
    QVERIFY(preview.decision);
    QCOMPARE(preview.decision->selectedModel, kHaiku);
    QCOMPARE(preview.local->verdict.difficulty, Difficulty::Easy);
    m_settings.classifier = RouterClassifier::Morph;
    m_decider->apply(m_settings, 2);
    const auto other = m_decider->preview(ask(kEasy), context);
    QVERIFY(!other.decision);
    QCOMPARE(other.local->verdict.difficulty, Difficulty::Easy);
}

void TestLocalDecision::aReplayUsesTheLoggedVerdict()
{
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.loggedVerdict = proxy::LocalVerdict {.difficulty = Difficulty::Easy, .score = 3};
    const RouteDecision decision = decided(kHard, RouterClassifier::Local, context);
    QCOMPARE(decision.difficulty, Difficulty::Easy);
    QCOMPARE(decision.local->score, 3);
}

QTEST_GUILESS_MAIN(TestLocalDecision)
#include "tst_localdecision.moc"
