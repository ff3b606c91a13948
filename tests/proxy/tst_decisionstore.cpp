// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionstore.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::DecisionContext;
using proxy::DecisionStore;
using proxy::Difficulty;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::RoutingOutcome;

namespace {

RequestFacts factsOf(quint64 turn = 1)
{
    RequestFacts facts;
    facts.model = "claude-sonnet-4-5";
    facts.userText = "hello";
    facts.userTextHash = turn;
    facts.firstTextHash = 7;
    facts.userTextOrdinal = 1;
    return facts;
}

DecisionContext storeContext()
{
    return {.clientKeyHash = 3, .sessionId = "s", .path = "/v1/messages"};
}

RouteDecision decisionTo(const QByteArray &selected)
{
    RouteDecision decision;
    decision.requestedModel = factsOf().model;
    decision.selectedModel = selected;
    decision.difficulty = Difficulty::Easy;
    decision.outcome = RoutingOutcome::Routed;
    return decision;
}

} // namespace

class TestDecisionStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void remembersADecisionOfATurn();
    void anotherTurnIsUnknown_data();
    void anotherTurnIsUnknown();
    void whatDoesNotTellTurnsApartIsNotLookedAt();
    void aSessionIdInTheBodyCountsLikeOneInTheHead();
    void theOldestUnusedEntryLeavesFirst();
    void aNewerDecisionReplacesTheOlder();
    void findsTheDecisionBehindAPreviousResponse();
    void fallsBackToTheSessionForAnUnknownResponse();
    void aPreviousResponseOfAnotherModelDoesNotCount();
    void remembersWhatAModelRefusedThisClient();
    void aRefusalIsForgottenInTime();
    void refusalsOfAClientAreBounded();
};

void TestDecisionStore::remembersADecisionOfATurn()
{
    DecisionStore store;
    QVERIFY(!store.ofTurn(factsOf(), storeContext()));
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 5);
    const auto found = store.ofTurn(factsOf(), storeContext());
    QVERIFY(found);
    QCOMPARE(found->selectedModel, QByteArray("haiku"));
    QCOMPARE(found->requestedModel, QByteArray("claude-sonnet-4-5"));
    QCOMPARE(found->difficulty, Difficulty::Easy);
    QCOMPARE(found->label, QByteArray("routed"));
    QCOMPARE(found->generation, quint64(5));
    QCOMPARE(store.turns(), 1);
}

void TestDecisionStore::anotherTurnIsUnknown_data()
{
    QTest::addColumn<std::function<void(RequestFacts &, DecisionContext &)>>("change");
    using Change = std::function<void(RequestFacts &, DecisionContext &)>;
    QTest::newRow("another text") << Change([](auto &facts, auto &) { facts.userTextHash = 2; });
    QTest::newRow("the same text once more")
        << Change([](auto &facts, auto &) { facts.userTextOrdinal = 2; });
    QTest::newRow("another conversation")
        << Change([](auto &facts, auto &) { facts.firstTextHash = 8; });
    QTest::newRow("another model") << Change([](auto &facts, auto &) { facts.model = "opus"; });
    QTest::newRow("another client")
        << Change([](auto &, auto &context) { context.clientKeyHash = 4; });
    QTest::newRow("another session")
        << Change([](auto &, auto &context) { context.sessionId = "t"; });
    QTest::newRow("no session") << Change([](auto &, auto &context) { context.sessionId.clear(); });
    QTest::newRow("another path") << Change(
        [](auto &, auto &context) { context.path = "/v1/chat/completions"; });
}

void TestDecisionStore::anotherTurnIsUnknown()
{
    QFETCH(std::function<void(RequestFacts &, DecisionContext &)>, change);
    DecisionStore store;
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 1);
    RequestFacts facts = factsOf();
    DecisionContext context = storeContext();
    change(facts, context);
    QVERIFY(!store.ofTurn(facts, context));
}

void TestDecisionStore::whatDoesNotTellTurnsApartIsNotLookedAt()
{
    DecisionStore store;
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 1);
    RequestFacts facts = factsOf();
    facts.isContinuation = true;
    facts.messageCount = 40;
    facts.maxTokens = 5;
    facts.streaming = true;
    facts.modelRange = {.begin = 900, .end = 920};
    QVERIFY(store.ofTurn(facts, storeContext()));
}

void TestDecisionStore::aSessionIdInTheBodyCountsLikeOneInTheHead()
{
    DecisionStore store;
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 1);
    RequestFacts facts = factsOf();
    facts.sessionId = "s";
    DecisionContext context = storeContext();
    context.sessionId.clear();
    QVERIFY(store.ofTurn(facts, context));
}

void TestDecisionStore::theOldestUnusedEntryLeavesFirst()
{
    DecisionStore store(3);
    for (quint64 turn = 1; turn <= 3; ++turn)
        store.remember(factsOf(turn), storeContext(), decisionTo("haiku"), 1);
    QVERIFY(store.ofTurn(factsOf(1), storeContext()));
    store.remember(factsOf(4), storeContext(), decisionTo("haiku"), 1);
    QCOMPARE(store.turns(), 3);
    QVERIFY(store.ofTurn(factsOf(1), storeContext()));
    QVERIFY(!store.ofTurn(factsOf(2), storeContext()));
    QVERIFY(store.ofTurn(factsOf(3), storeContext()));
}

void TestDecisionStore::aNewerDecisionReplacesTheOlder()
{
    DecisionStore store;
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 1);
    store.remember(factsOf(), storeContext(), decisionTo("sonnet"), 2);
    QCOMPARE(store.ofTurn(factsOf(), storeContext())->selectedModel, QByteArray("sonnet"));
    QCOMPARE(store.turns(), 1);
}

void TestDecisionStore::findsTheDecisionBehindAPreviousResponse()
{
    DecisionStore store;
    store.rememberResponse("resp_1", storeContext(), decisionTo("haiku"));
    RequestFacts facts = factsOf(9);
    facts.previousResponseId = "resp_1";
    QCOMPARE(store.ofPreviousResponse(facts, storeContext())->selectedModel, QByteArray("haiku"));
    DecisionContext stranger = storeContext();
    stranger.clientKeyHash = 99;
    QVERIFY(!store.ofPreviousResponse(facts, stranger));
}

void TestDecisionStore::fallsBackToTheSessionForAnUnknownResponse()
{
    DecisionStore store;
    store.remember(factsOf(), storeContext(), decisionTo("haiku"), 1);
    RequestFacts facts = factsOf(9);
    facts.previousResponseId = "resp_unknown";
    QCOMPARE(store.ofPreviousResponse(facts, storeContext())->selectedModel, QByteArray("haiku"));
    DecisionContext without = storeContext();
    without.sessionId.clear();
    QVERIFY(!store.ofPreviousResponse(facts, without));
}

void TestDecisionStore::aPreviousResponseOfAnotherModelDoesNotCount()
{
    DecisionStore store;
    store.rememberResponse("resp_1", storeContext(), decisionTo("haiku"));
    RequestFacts facts = factsOf();
    facts.previousResponseId = "resp_1";
    facts.model = "claude-opus-4-6";
    QVERIFY(!store.ofPreviousResponse(facts, storeContext()));
}

void TestDecisionStore::remembersWhatAModelRefusedThisClient()
{
    DecisionStore store;
    const proxy::Instant now = proxy::Instant() + 1h;
    store.noteRefusal(storeContext(), {.model = "haiku", .facts = {"prefill"}}, now, 24h);
    const auto refused = store.refusedTo(storeContext(), now);
    QCOMPARE(refused.size(), size_t(1));
    QVERIFY(refused[0].covers("haiku", {.shape = {"images", "prefill"}}));
    QVERIFY(!refused[0].covers("haiku", {.shape = {"images"}}));
    QVERIFY(!refused[0].covers("sonnet", {.shape = {"prefill"}}));
    DecisionContext otherSession = storeContext();
    otherSession.sessionId = "t";
    QCOMPARE(store.refusedTo(otherSession, now).size(), size_t(1));
    DecisionContext otherClient = storeContext();
    otherClient.clientKeyHash = 4;
    QVERIFY(store.refusedTo(otherClient, now).empty());
}

void TestDecisionStore::aRefusalIsForgottenInTime()
{
    DecisionStore store;
    const proxy::Instant now = proxy::Instant() + 1h;
    store.noteRefusal(storeContext(), {.model = "haiku", .facts = {"prefill"}}, now, 24h);
    store.noteRefusal(storeContext(), {.model = "gone"}, now, 10min);
    QCOMPARE(store.refusedTo(storeContext(), now + 10min).size(), size_t(1));
    QVERIFY(store.refusedTo(storeContext(), now + 24h).empty());
}

void TestDecisionStore::refusalsOfAClientAreBounded()
{
    DecisionStore store;
    const proxy::Instant now = proxy::Instant() + 1h;
    for (int i = 0; i < 100; ++i)
        store.noteRefusal(storeContext(), {.model = QByteArray::number(i), .facts = {"prefill"}},
                          now, 24h);
    const auto refused = store.refusedTo(storeContext(), now);
    QCOMPARE(refused.size(), DecisionStore::kRefusalsOfClient);
    QCOMPARE(refused.back().model, QByteArray("99"));
}

QTEST_GUILESS_MAIN(TestDecisionStore)
#include "tst_decisionstore.moc"
