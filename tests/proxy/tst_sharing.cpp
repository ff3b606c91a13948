// SPDX-License-Identifier: LicenseRef-Private
// What instances share, with a store that answers when the test says so.
#include "proxy/share/sharedbreaker.h"
#include "proxy/share/sharedformat.h"
#include "proxy/share/sharedkeys.h"
#include "proxy/share/sharedstate.h"
#include "proxy/share/sharedtotals.h"
#include "tests/support/fakerouter.h"
#include "tests/support/scriptedstore.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace std::chrono_literals;
using namespace support;
using proxy::Decider;
using proxy::DecisionContext;
using proxy::Difficulty;
using proxy::Instant;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::RoutingOutcome;
using proxy::Sessions;
using proxy::SharedState;
using proxy::SharedTotals;
using proxy::StoreReply;

namespace {

const QByteArray kAsked = "claude-opus-4-8";
const QByteArray kHaiku = "claude-haiku-5-5";

RequestFacts ask(int ordinal = 1)
{
    RequestFacts facts;
    facts.dialect = proxy::Dialect::Anthropic;
    facts.model = kAsked;
    facts.userText = "text " + QByteArray::number(ordinal);
    facts.userTextHash = quint64(ordinal);
    facts.firstTextHash = 77;
    facts.userTextOrdinal = ordinal;
    return facts;
}

RequestFacts goOn(int ordinal = 1)
{
    RequestFacts facts = ask(ordinal);
    facts.isContinuation = true;
    return facts;
}

/// What is remembered of an ask that @p model answered.
proxy::SessionReport answeredBy(const QByteArray &model)
{
    proxy::SessionReport report;
    report.turn = proxy::TurnType::HumanAsk;
    report.decision.requestedModel = kAsked;
    report.decision.selectedModel = model;
    report.decision.difficulty = Difficulty::Easy;
    report.decision.outcome = RoutingOutcome::Routed;
    report.usage = {.input = 10, .output = 5, .cacheRead = 30'000, .cacheWrite5m = 100};
    report.bodyBytes = 90'000;
    report.answered = true;
    return report;
}

/// The parts of one instance that share.
class Instance
{
public:
    explicit Instance(bool sharesSessions = true)
        : decider(
            router, proxy::ModelMap::builtIn(), [] { return nullptr; }, [this] { return now; },
            hash)
        , sessions(
              proxy::ModelTable(), [this] { return now; }, Sessions::kCapacity, hash)
        , accounting(proxy::ModelTable())
        , budgets(accounting.spending())
        , totals(store, "aaaaaaaaaaaaaaaa", accounting, budgets, [this] { return now; })
        , shared(store, {.decider = decider,
                         .sessions = sessions,
                         .totals = totals,
                         .clock = [this] { return now; },
                         .sharesSessions = sharesSessions})
    {
        proxy::RouterSettings settings;
        settings.apiKey = "key";
        decider.apply(settings, 1);
        accounting.adopt({}, {});
    }

    void read(const RequestFacts &facts)
    {
        key = sessions.identify(facts, {}, "s-1", 1);
        context = {.clientKeyHash = 1,
                   .sessionId = key.id,
                   .path = "/v1/messages",
                   .turn = facts.isContinuation ? proxy::TurnType::ToolContinuation
                                                : proxy::TurnType::HumanAsk,
                   .view = sessions.view(key, facts)};
    }
    [[nodiscard]] std::unique_ptr<Decider::Pending> decide(const RequestFacts &facts)
    {
        made.reset();
        return decider.decide(facts, context,
                              [this](const RouteDecision &decision) { made = decision; });
    }
    [[nodiscard]] std::unique_ptr<SharedState::Recall> recall(const RequestFacts &facts)
    {
        isRecalled = false;
        asking = facts;
        return shared.recall({asking, context, key}, [this] { isRecalled = true; });
    }

    Instant now = Instant(1h);
    proxy::KeyedHash hash {QByteArray("a common secret")};
    ScriptedStore store;
    FakeRouter router;
    Decider decider;
    Sessions sessions;
    proxy::Accounting accounting;
    proxy::BudgetWatch budgets;
    SharedTotals totals;
    SharedState shared;
    proxy::SessionKey key;
    RequestFacts asking; ///< of the recall under way
    DecisionContext context;
    std::optional<RouteDecision> made;
    bool isRecalled = false;
};

/// The value of the latest SET of a key of that kind.
QByteArray toldValue(const ScriptedStore &store, char kind)
{
    const QByteArray prefix = QByteArray("llmproxy:1:") + kind + ':';
    for (auto wire = store.told.rbegin(); wire != store.told.rend(); ++wire) {
        const QList<QByteArray> words = wire->split('\n');
        if (words.size() > 6 && words[4].startsWith(prefix))
            return words[6].trimmed();
    }
    return {};
}

} // namespace

class TestSharing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCommonSecretMakesCommonFingerprints();
    void aTurnThatIsKnownAsksNobody();
    void theDecisionOfAnotherInstanceIsReused();
    void aDecisionUnderOtherSettingsHoldsForItsLoopAlone();
    void whatTheStoreDoesNotAnswerIsDecidedHere();
    void theFirstInstanceAsksTheRouter();
    void theSecondOneWaitsForItsAnswer();
    void theSecondOneDecidesAloneAfterAWhile();
    void aCancelledClaimIsForgotten();
    void requestsOfOneInstanceShareOneCall();
    void afterAPauseALoopStaysWhereItIs();
    void whatIsKnownOfASessionIsAdopted();
    void anOlderStateOfASessionIsNotAdopted();
    void valuesFromOutsideAreChecked_data();
    void valuesFromOutsideAreChecked();
    void aValueStaysSmall();
    void budgetsAddWhatOthersUsed();
    void aNamedClientDrawsOnOneBudgetEverywhere();
    void ownSumsAreNotCountedTwice();
    void anEmptiedStoreIsFilledAgain();
    void anOpenBreakerIsAnnounced();
    void aBreakerOpensAtItsFirstFailureWhereAnotherIsOpen();
    void aRecoveredBreakerStaysClosed();
    void withoutASecretOnlySumsAreShared();
};

void TestSharing::aCommonSecretMakesCommonFingerprints()
{
    const proxy::KeyedHash one(QByteArray("secret"));
    const proxy::KeyedHash same(QByteArray("secret"));
    const proxy::KeyedHash other(QByteArray("another"));
    QCOMPARE(one("text"), same("text"));
    QVERIFY(one("text") != other("text"));
    QVERIFY(proxy::KeyedHash(QByteArray())("text") != proxy::KeyedHash(QByteArray())("text"));
}

void TestSharing::aTurnThatIsKnownAsksNobody()
{
    Instance one;
    one.read(ask());
    const auto first = one.recall(ask());
    QCOMPARE(one.store.open(), size_t(4));
    while (one.store.open() > 0)
        one.store.answer(nilReply());
    QVERIFY(one.isRecalled);
    const auto pending = one.decide(ask());
    one.store.answer(okReply());
    one.router.answer(0, Difficulty::Easy);
    QCOMPARE(one.made->selectedModel, kHaiku);
    one.read(goOn());
    QVERIFY(!one.recall(goOn()));
}

void TestSharing::theDecisionOfAnotherInstanceIsReused()
{
    Instance one;
    one.read(ask());
    const auto pending = one.decide(ask());
    one.store.answer(okReply());
    one.router.answer(0, Difficulty::Easy);
    Instance other;
    other.read(goOn());
    const auto recall = other.recall(goOn());
    other.store.answer(textReply(toldValue(one.store, 't')));
    while (other.store.open() > 0)
        other.store.answer(nilReply());
    QVERIFY(!other.decide(goOn()));
    QVERIFY(other.made->outcome == RoutingOutcome::Reused);
    QCOMPARE(other.made->selectedModel, kHaiku);
    QCOMPARE(other.router.count(), size_t(0));
    // Its trace says whose it is.
    const auto &trace = other.made->trace;
    QVERIFY(std::any_of(trace.begin(), trace.end(), [](const proxy::TraceStep &step) {
        return step.detail.utf8().contains("another instance");
    }));
}

void TestSharing::aDecisionUnderOtherSettingsHoldsForItsLoopAlone()
{
    Instance one;
    one.read(ask());
    const auto pending = one.decide(ask());
    one.store.answer(okReply());
    one.router.answer(0, Difficulty::Easy);
    Instance other;
    proxy::RouterSettings settings;
    settings.apiKey = "key";
    settings.mode = proxy::RouterMode::Aggressive;
    other.decider.apply(settings, 1);
    other.read(ask());
    const auto recall = other.recall(ask());
    other.store.answer(textReply(toldValue(one.store, 't')));
    while (other.store.open() > 0)
        other.store.answer(nilReply());
    // The same text, typed under other settings, is judged anew.
    const auto anew = other.decide(ask());
    QVERIFY(anew && !other.made);
    other.read(goOn());
    QVERIFY(!other.decide(goOn()));
    QCOMPARE(other.made->selectedModel, kHaiku);
}

void TestSharing::whatTheStoreDoesNotAnswerIsDecidedHere()
{
    Instance one;
    one.read(ask());
    const auto recall = one.recall(ask());
    while (one.store.open() > 0)
        one.store.answer(std::nullopt);
    QVERIFY(one.isRecalled);
    one.store.isThere = false;
    const auto pending = one.decide(ask());
    QCOMPARE(one.router.count(), size_t(1));
    one.router.answer(0, Difficulty::Easy);
    QCOMPARE(one.made->selectedModel, kHaiku);
}

void TestSharing::theFirstInstanceAsksTheRouter()
{
    Instance one;
    one.read(ask());
    const auto pending = one.decide(ask());
    QCOMPARE(one.router.count(), size_t(0));
    QVERIFY(one.store.asked.back().contains("NX"));
    one.store.answer(okReply());
    QCOMPARE(one.router.count(), size_t(1));
    one.router.answer(0, Difficulty::Easy);
    QVERIFY(one.made->outcome == RoutingOutcome::Routed);
    QVERIFY(!toldValue(one.store, 't').isEmpty());
}

void TestSharing::theSecondOneWaitsForItsAnswer()
{
    Instance one;
    one.read(ask());
    const auto pending = one.decide(ask());
    one.store.answer(okReply());
    one.router.answer(0, Difficulty::Easy);
    Instance second;
    second.read(ask());
    const auto waiting = second.decide(ask());
    second.store.answer(nilReply());
    QCOMPARE(second.store.waits(), size_t(2));
    second.store.pass();
    second.store.answer(nilReply());
    second.store.pass();
    QVERIFY(!second.made);
    second.store.answer(textReply(toldValue(one.store, 't')));
    QVERIFY(second.made);
    QCOMPARE(second.made->selectedModel, kHaiku);
    QCOMPARE(second.router.count(), size_t(0));
    QCOMPARE(second.store.waits(), size_t(0));
}

void TestSharing::theSecondOneDecidesAloneAfterAWhile()
{
    Instance second;
    second.read(ask());
    const auto waiting = second.decide(ask());
    second.store.answer(nilReply());
    second.store.passAll();
    QCOMPARE(second.router.count(), size_t(1));
    QCOMPARE(second.store.waits(), size_t(0));
    QCOMPARE(second.store.open(), size_t(0));
}

void TestSharing::requestsOfOneInstanceShareOneCall()
{
    Instance one;
    one.read(ask());
    const auto first = one.decide(ask());
    one.store.answer(okReply());
    const auto second = one.decide(ask());
    QCOMPARE(one.store.open(), size_t(0));
    QCOMPARE(one.router.count(), size_t(1));
    one.router.answer(0, Difficulty::Easy);
    QVERIFY(one.made);
    // Once it is decided another turn is claimed as usual.
    one.read(ask(2));
    const auto third = one.decide(ask(2));
    QCOMPARE(one.store.open(), size_t(1));
}

void TestSharing::aCancelledClaimIsForgotten()
{
    Instance one;
    one.read(ask());
    auto pending = one.decide(ask());
    pending.reset();
    QCOMPARE(one.store.open(), size_t(0));
    pending = one.decide(ask());
    one.store.answer(nilReply());
    pending.reset();
    QCOMPARE(one.store.waits(), size_t(0));
}

void TestSharing::afterAPauseALoopStaysWhereItIs()
{
    Instance one;
    one.read(ask());
    one.sessions.note(one.key, ask(), answeredBy(kAsked));
    one.decider.setPaused(true);
    one.decider.setPaused(false);
    one.read(goOn());
    // What was decided before the pause is not asked for.
    QVERIFY(!one.recall(goOn()));
    one.read(ask(2));
    QVERIFY(one.recall(ask(2)));
}

void TestSharing::whatIsKnownOfASessionIsAdopted()
{
    Instance one;
    one.read(ask());
    one.sessions.note(one.key, ask(), answeredBy(kHaiku));
    one.shared.publish(one.key, ask(), {});
    Instance other;
    other.now = Instant(500h); // clocks of two machines have nothing to do with each other
    other.read(ask(2));
    const auto recall = other.recall(ask(2));
    other.store.answer(nilReply());
    other.store.answer(textReply(toldValue(one.store, 's')));
    other.store.answer(numberReply(std::chrono::milliseconds(proxy::kSessionLife - 1min).count()));
    other.store.answer(nilReply());
    other.read(ask(2));
    const proxy::SessionView &view = other.context.view;
    QCOMPARE(view.model, kHaiku);
    QCOMPARE(view.turns, 1);
    QVERIFY(view.difficulty == Difficulty::Easy);
    // The cache has lost a minute of its five.
    other.now += 3min;
    other.read(ask(2));
    const auto expected = [&other] {
        return other.sessions.evidence(other.key, ask(2))
            ->memory.expectedAt("claude-haiku-5-5", other.now);
    };
    QVERIFY(expected() > 0);
    other.now += 2min;
    QCOMPARE(expected(), 0);
}

void TestSharing::anOlderStateOfASessionIsNotAdopted()
{
    Instance one;
    one.read(ask());
    proxy::ConversationEvidence old;
    old.memory.model = "claude-sonnet-4-5";
    old.memory.requested = kAsked;
    old.memory.usedAt = one.now - 1min;
    one.sessions.note(one.key, ask(), answeredBy(kHaiku));
    one.sessions.adopt(one.key, ask(), old, {});
    one.read(ask(2));
    QCOMPARE(one.context.view.model, kHaiku);
    old.memory.usedAt = one.now + 1s;
    one.sessions.adopt(one.key, ask(), old, {});
    one.read(ask(2));
    QCOMPARE(one.context.view.model, "claude-sonnet-4-5");
}

void TestSharing::valuesFromOutsideAreChecked_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text; };
    row("nothing", "");
    row("no JSON", "easy");
    row("a list", "[]");
    row("no models", "{}");
    row("a model that would end a string", R"({"r":"a","m":"b\"c"})");
    row("a model with a line end", R"({"r":"a","m":"b\nc"})");
    row("a number for a model", R"({"r":"a","m":1})");
    row("a long model", R"({"r":"a","m":")" + QByteArray(300, 'x') + R"("})");
    row("a long value", R"({"r":"a","m":"b","x":")" + QByteArray(2048, 'x') + R"("})");
}

void TestSharing::valuesFromOutsideAreChecked()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!proxy::readSharedDecision(text));
    QVERIFY(!proxy::readDayTotals(text));
}

void TestSharing::aValueStaysSmall()
{
    proxy::ConversationEvidence evidence;
    evidence.memory.model = QByteArray(200, 'm');
    for (int at = 0; at < 6; ++at)
        evidence.memory.caches.push_back({.model = QByteArray(200, 'c')});
    for (int at = 0; at < 8; ++at)
        evidence.prefix.push_back({.model = QByteArray(200, 'p')});
    const QByteArray text = proxy::sharedForm(evidence, Instant(1h));
    QVERIFY(!text.isEmpty() && text.size() <= proxy::kMaxSharedValue);
    evidence.memory.caches.resize(20, {.model = QByteArray(200, 'c')});
    QVERIFY(proxy::sharedForm(evidence, Instant(1h)).isEmpty());
}

void TestSharing::budgetsAddWhatOthersUsed()
{
    Instance one;
    one.budgets.setRules(*proxy::parseBudgetRules(
        QJsonDocument::fromJson(R"([{"scope":"day","tokens":1000,"stop":100}])").array()));
    one.read(ask());
    // A stop is no reason to lack the turn.
    const auto recall = one.recall(ask());
    QCOMPARE(one.store.open(), size_t(5));
    while (one.store.open() > 1)
        one.store.answer(nilReply());
    proxy::DayTotals others;
    others.spend.tokens = 999;
    StoreReply fields {.kind = StoreReply::Kind::List};
    fields.items = {textReply("bbbbbbbbbbbbbbbb"), textReply(proxy::sharedForm(others)),
                    textReply("cccccccccccccccc"), textReply("what is this")};
    one.store.answer(fields);
    QVERIFY(one.isRecalled);
    const auto use = [&one] {
        return one.budgets.uses(QDateTime::currentMSecsSinceEpoch()).front();
    };
    QCOMPARE(use().usedTokens, 999);
    QVERIFY(use().level == proxy::BudgetLevel::Below);
}

void TestSharing::aNamedClientDrawsOnOneBudgetEverywhere()
{
    Instance one;
    one.budgets.setRules(*proxy::parseBudgetRules(
        QJsonDocument::fromJson(R"([{"scope":"client","tokens":1000,"stop":100}])").array()));
    one.read(ask());
    proxy::NamedClient bob;
    bob.name = "bob";
    one.context.named = std::make_shared<const proxy::NamedClient>(bob);
    const auto recall = one.recall(ask());
    while (one.store.open() > 1)
        one.store.answer(nilReply());
    proxy::DayTotals others;
    others.spend.tokens = 999;
    StoreReply fields {.kind = StoreReply::Kind::List};
    fields.items = {textReply("bbbbbbbbbbbbbbbb"), textReply(proxy::sharedForm(others))};
    one.store.answer(fields);
    const proxy::BudgetUse use = one.budgets.uses(QDateTime::currentMSecsSinceEpoch()).front();
    QCOMPARE(use.subject, QByteArray("bob"));
    QCOMPARE(use.usedTokens, 999);
}

void TestSharing::ownSumsAreNotCountedTwice()
{
    Instance one;
    one.budgets.setRules(*proxy::parseBudgetRules(
        QJsonDocument::fromJson(R"([{"scope":"day","tokens":1000,"stop":100}])").array()));
    const auto questions = one.totals.questionsFor({});
    QCOMPARE(questions.size(), size_t(1));
    proxy::DayTotals own;
    own.spend.tokens = 700;
    StoreReply fields {.kind = StoreReply::Kind::List};
    fields.items = {textReply("aaaaaaaaaaaaaaaa"), textReply(proxy::sharedForm(own))};
    questions[0].take(fields);
    // What the ledger of this instance does not know is not its own.
    QCOMPARE(one.budgets.uses(QDateTime::currentMSecsSinceEpoch()).front().usedTokens, 0);
}

void TestSharing::anEmptiedStoreIsFilledAgain()
{
    Instance one;
    proxy::Exchange exchange;
    exchange.startedAtMs = QDateTime::currentMSecsSinceEpoch();
    exchange.routable = true;
    exchange.end = proxy::ExchangeEnd::Complete;
    exchange.upstreamStatus = exchange.status = 200;
    exchange.decision = answeredBy(kAsked).decision;
    exchange.usage = {.input = 100, .output = 10};
    one.accounting.settle(exchange, ask(), {});
    one.totals.publish(exchange);
    QCOMPARE(one.store.told.size(), size_t(2));
    QVERIFY(one.store.told[0].contains("HSET") && one.store.told[1].contains("PEXPIRE"));
    one.store.told.clear();
    one.totals.look();
    one.store.answer(StoreReply {.kind = StoreReply::Kind::List});
    QCOMPARE(one.totals.instances(), 1);
    QCOMPARE(one.totals.fleet().spend.tokens, 110);
    QVERIFY(one.store.told.size() == 2 && one.store.told[0].contains("HSET"));
}

void TestSharing::anOpenBreakerIsAnnounced()
{
    ScriptedStore store;
    const Instant now = Instant(1h);
    proxy::BreakerSnapshot circuit;
    proxy::SharedBreaker breaker(store,
                                 {.snapshot = [&circuit] { return circuit; }, .open = nullptr},
                                 [now] { return now; });
    circuit = {.state = proxy::BreakerState::Open, .opensUntil = now + 10s};
    breaker.noteFailure();
    // It is another peer for each instance until it has a name.
    QVERIFY(store.told.empty());
    breaker.setPeer("morph");
    breaker.noteFailure();
    QCOMPARE(store.told.size(), size_t(1));
    QVERIFY(store.told[0].contains("SET") && store.told[0].contains("10000"));
}

void TestSharing::aBreakerOpensAtItsFirstFailureWhereAnotherIsOpen()
{
    ScriptedStore store;
    const proxy::BreakerSnapshot circuit {.consecutiveFailures = 1};
    std::chrono::milliseconds opened {0};
    proxy::SharedBreaker breaker(
        store,
        {.snapshot = [circuit] { return circuit; },
         .open = [&opened](std::chrono::milliseconds time) { opened = time; }},
        [] { return Instant(1h); });
    breaker.setPeer("morph");
    breaker.noteFailure();
    breaker.noteFailure();
    QCOMPARE(store.open(), size_t(1));
    store.answer(numberReply(-2));
    QCOMPARE(opened, 0ms);
    breaker.noteFailure();
    store.answer(numberReply(4000));
    QCOMPARE(opened, 4000ms);
    // However long another one says.
    breaker.noteFailure();
    store.answer(numberReply(1'000'000'000));
    QCOMPARE(opened, 60s);
}

void TestSharing::aRecoveredBreakerStaysClosed()
{
    ScriptedStore store;
    proxy::BreakerSnapshot circuit {.consecutiveFailures = 1};
    bool isOpened = false;
    proxy::SharedBreaker breaker(
        store,
        {.snapshot = [&circuit] { return circuit; },
         .open = [&isOpened](std::chrono::milliseconds) { isOpened = true; }},
        [] { return Instant(1h); });
    breaker.setPeer("morph");
    breaker.noteFailure();
    circuit.consecutiveFailures = 0;
    store.answer(numberReply(4000));
    QVERIFY(!isOpened);
}

void TestSharing::withoutASecretOnlySumsAreShared()
{
    Instance one(false);
    one.read(ask());
    QVERIFY(!one.recall(ask()));
    const auto pending = one.decide(ask());
    QCOMPARE(one.router.count(), size_t(1));
    one.router.answer(0, Difficulty::Easy);
    one.shared.publish(one.key, ask(), {});
    QVERIFY(one.store.told.empty());
    bool isShared = true;
    one.shared.publish(Sessions::Name {.id = "s-1"}, {.off = true},
                       [&isShared](bool is) { isShared = is; });
    one.store.pass();
    QVERIFY(!isShared);
}

QTEST_GUILESS_MAIN(TestSharing)
#include "tst_sharing.moc"
