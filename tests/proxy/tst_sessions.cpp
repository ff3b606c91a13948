// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/sessionentry.h"
#include "proxy/session/sessions.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::ConversationMemory;
using proxy::HeaderList;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::SessionEntry;
using proxy::SessionKey;
using proxy::SessionOverride;
using proxy::SessionReport;
using proxy::Sessions;
using proxy::SessionView;
using proxy::TurnType;
using proxy::Usage;

namespace {

const QByteArray kHaiku = "claude-haiku-4-5-20251001";
const QByteArray kSonnet = "claude-sonnet-4-5-20250929";

RequestFacts factsOf(const QByteArray &session = "s-1", quint64 firstText = 11)
{
    RequestFacts facts;
    facts.model = kSonnet;
    facts.sessionId = session;
    facts.firstTextHash = firstText;
    facts.systemHead = "You code.";
    facts.userText = "do it";
    facts.features.systemFingerprint = 5;
    facts.features.toolsFingerprint = 6;
    facts.features.systemBytes = 12'000;
    facts.features.toolsBytes = 18'000;
    return facts;
}

SessionReport report(const QByteArray &model, qint64 read, qint64 written,
                     TurnType turn = TurnType::HumanAsk)
{
    SessionReport made;
    made.turn = turn;
    made.decision.requestedModel = kSonnet;
    made.decision.selectedModel = model;
    made.decision.outcome = turn == TurnType::ToolContinuation ? proxy::RoutingOutcome::Reused
                                                               : proxy::RoutingOutcome::Routed;
    made.usage = Usage {.input = 100, .output = 50, .cacheRead = read, .cacheWrite5m = written};
    made.bodyBytes = 80'000;
    made.answered = true;
    return made;
}

} // namespace

class TestSessions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatTheClientSendsNamesTheSession();
    void aFingerprintNamesTheOthers();
    void theClientsOwnIdTellsWhichRequestsAreOneTurn();
    void anAgentHasAParentAndAModelOfItsOwn();
    void clientsAreKeptApart();
    void subAgentsHaveTheirOwnHistory();
    void nothingIsKnownOfAFreshStart();
    void aReportedReadMakesACacheWarm();
    void aWriteAloneIsNoEvidence();
    void aCacheCoolsDown();
    void credentialsThatTakeTurnsCountAsCold();
    void theSharedBeginningIsWarmForANewSession();
    void bytesPerTokenAreLearned();
    void sideRequestsLeaveNoTrace();
    void aCompactionIsRemembered();
    void aChangedBeginningIsAnotherHistory();
    void upgradesAreCounted();
    void anotherRequestedModelStartsAnew();
    void failedAnswersTeachNothing();
    void theOverrideIsRemembered();
    void aBoostIsGoneAfterItsTurn();
    void isBounded();
    void conversationsOfASessionAreBounded();
    void cachesOfAConversationAreBounded();
    void aDayOfSilenceEndsASession();
    void summariesTellWhatIsWarm();

private:
    [[nodiscard]] SessionKey key(const RequestFacts &facts, const HeaderList &headers = {}) const
    {
        return m_sessions->identify(facts, headers, {}, 1);
    }
    [[nodiscard]] SessionView view(const RequestFacts &facts)
    {
        return m_sessions->view(key(facts), facts);
    }
    void note(const RequestFacts &facts, const SessionReport &what)
    {
        m_sessions->note(key(facts), facts, what);
    }
    void warmUp(const RequestFacts &facts)
    {
        note(facts, report(kSonnet, 0, 20'000));
        note(facts, report(kSonnet, 20'000, 500, TurnType::ToolContinuation));
    }

    proxy::Instant m_now;
    std::unique_ptr<Sessions> m_sessions;
};

void TestSessions::init()
{
    m_now = proxy::Instant() + 100h;
    m_sessions = std::make_unique<Sessions>(
        proxy::ModelTable(), [this] { return m_now; }, 3);
}

void TestSessions::whatTheClientSendsNamesTheSession()
{
    QCOMPARE(key(factsOf("abc")).id, QByteArray("abc"));
    QCOMPARE(m_sessions->identify(factsOf("abc"), {}, "from-header", 1).id,
             QByteArray("from-header"));
    QCOMPARE(key(factsOf("abc", 1)).session, key(factsOf("abc", 2)).session);
}

void TestSessions::aFingerprintNamesTheOthers()
{
    const SessionKey one = key(factsOf({}, 1));
    QVERIFY(one.id.startsWith('~'));
    QCOMPARE(one.id.size(), qsizetype(17));
    QCOMPARE(key(factsOf({}, 1)).id, one.id);
    QVERIFY(key(factsOf({}, 2)).id != one.id);
    RequestFacts other = factsOf({}, 1);
    other.systemHead = "You sing.";
    QVERIFY(key(other).id != one.id);
    QCOMPARE(key(factsOf({}, 0)).session, quint64(0));
}

void TestSessions::theClientsOwnIdTellsWhichRequestsAreOneTurn()
{
    const RequestFacts facts = factsOf("abc");
    const auto of = [&](const QByteArray &metadata) {
        HeaderList headers;
        headers.append("x-codex-turn-metadata", metadata);
        return key(facts, headers);
    };
    const SessionKey first = of(R"({"request_kind":"turn","turn_id":"one"})");
    m_sessions->note(first, facts, report(kSonnet, 0, 100));
    QVERIFY(m_sessions->view(of(R"({"turn_id":"one","window_number":1})"), facts).sameTurn);
    QVERIFY(!m_sessions->view(of(R"({"turn_id":"two"})"), facts).sameTurn);
    for (const QByteArray none : {"{}", "", "{", R"({"turn_id":""})", R"({"turn_id":7})"}) {
        const SessionKey unnamed = of(none);
        QCOMPARE(unnamed.turn, quint64(0));
        m_sessions->note(unnamed, facts, report(kSonnet, 0, 100));
        QVERIFY(!m_sessions->view(unnamed, facts).sameTurn);
    }
    QVERIFY(!m_sessions->view(key(facts), facts).sameTurn);
}

void TestSessions::anAgentHasAParentAndAModelOfItsOwn()
{
    const RequestFacts facts = factsOf("abc");
    const auto of = [&](const QByteArray &agent, const QByteArray &parent) {
        HeaderList headers;
        headers.append("x-claude-code-agent-id", agent);
        if (!parent.isEmpty())
            headers.append("x-claude-code-parent-agent-id", parent);
        return key(facts, headers);
    };
    m_sessions->note(key(facts), facts, report(kSonnet, 0, 100));
    const SessionKey child = of("child", {});
    const SessionKey grandchild = of("grandchild", "child");
    m_sessions->note(child, facts, report(kSonnet, 0, 100, TurnType::SubAgentStart));
    SessionReport easy = report(kSonnet, 0, 100, TurnType::SubAgentStart);
    easy.decision.selectedModel = "small";
    easy.decision.difficulty = proxy::Difficulty::Easy;
    m_sessions->note(grandchild, facts, easy);
    const auto told = m_sessions->summaries(10).at(0);
    QCOMPARE(told.agents.size(), size_t(2));
    QCOMPARE(told.agents[0].id, QByteArray("child"));
    QCOMPARE(told.agents[0].parent, QByteArray());
    QCOMPARE(told.agents[1].id, QByteArray("grandchild"));
    QCOMPARE(told.agents[1].parent, QByteArray("child"));
    QCOMPARE(told.agents[1].model, QByteArray("small"));
    QCOMPARE(told.agents[1].difficulty, proxy::Difficulty::Easy);
    QVERIFY(m_sessions->view(grandchild, facts).isNamedAgent);
    QVERIFY(!m_sessions->view(key(facts), facts).isNamedAgent);
    QCOMPARE(m_sessions->view(grandchild, facts).difficulty, proxy::Difficulty::Easy);
    QCOMPARE(of(QByteArray(65, 'a'), {}).agent.size(), qsizetype(64));
}

void TestSessions::clientsAreKeptApart()
{
    const RequestFacts facts = factsOf("abc");
    QVERIFY(m_sessions->identify(facts, {}, {}, 1).session
            != m_sessions->identify(facts, {}, {}, 2).session);
}

void TestSessions::subAgentsHaveTheirOwnHistory()
{
    const RequestFacts facts = factsOf();
    HeaderList headers;
    headers.append("X-Claude-Code-Agent-Id", "a-1");
    const SessionKey agent = key(facts, headers);
    QCOMPARE(agent.session, key(facts).session);
    QVERIFY(agent.conversation != key(facts).conversation);
    m_sessions->note(agent, facts, report(kHaiku, 0, 100));
    QVERIFY(view(facts).model.isEmpty());
    QCOMPARE(m_sessions->view(agent, facts).model, kHaiku);
}

void TestSessions::nothingIsKnownOfAFreshStart()
{
    const SessionView fresh = view(factsOf());
    QVERIFY(fresh.model.isEmpty());
    QVERIFY(fresh.warm.empty());
    QCOMPARE(fresh.turnsSinceUpgrade, -1);
    QCOMPARE(fresh.bytesPerToken, 3.0);
}

void TestSessions::aReportedReadMakesACacheWarm()
{
    warmUp(factsOf());
    const SessionView known = view(factsOf());
    QCOMPARE(known.model, kSonnet);
    const proxy::WarmCache *warm = known.warmAt(kSonnet);
    QVERIFY(warm);
    QCOMPARE(warm->tokens, qint64(20'500));
    QCOMPARE(warm->lifetimeSeconds, qint64(300));
}

void TestSessions::aWriteAloneIsNoEvidence()
{
    note(factsOf(), report(kSonnet, 0, 20'000));
    QVERIFY(view(factsOf()).warm.empty());
}

void TestSessions::aCacheCoolsDown()
{
    warmUp(factsOf());
    m_now += 299s;
    QVERIFY(view(factsOf()).warmAt(kSonnet));
    m_now += 2s;
    QVERIFY(!view(factsOf()).warmAt(kSonnet));
}

void TestSessions::credentialsThatTakeTurnsCountAsCold()
{
    warmUp(factsOf());
    for (int i = 0; i < 6; ++i) {
        // What was written to one account is not there at the next.
        note(factsOf(),
             report(kSonnet, i % 3 == 0 ? 20'000 : 0, 20'000, TurnType::ToolContinuation));
    }
    QVERIFY(view(factsOf()).warm.empty());
}

void TestSessions::theSharedBeginningIsWarmForANewSession()
{
    warmUp(factsOf());
    const SessionView other = view(factsOf("s-2", 99));
    const proxy::WarmCache *warm = other.warmAt(kSonnet);
    QVERIFY(warm);
    QVERIFY(warm->tokens > 1000);
    QVERIFY(warm->tokens < 20'000);
    RequestFacts elsewhere = factsOf("s-3", 99);
    elsewhere.features.toolsFingerprint = 7;
    QVERIFY(view(elsewhere).warm.empty());
}

void TestSessions::bytesPerTokenAreLearned()
{
    note(factsOf(), report(kSonnet, 0, 19'900)); // 80,000 bytes are 20,000 tokens
    QCOMPARE(view(factsOf()).bytesPerToken, 4.0);
}

void TestSessions::sideRequestsLeaveNoTrace()
{
    for (const TurnType turn : {TurnType::SideRequest, TurnType::Probe, TurnType::Unknown})
        note(factsOf(), report(kHaiku, 0, 20'000, turn));
    QCOMPARE(m_sessions->size(), qsizetype(0));
}

void TestSessions::aCompactionIsRemembered()
{
    warmUp(factsOf());
    note(factsOf(), report(kSonnet, 20'000, 0, TurnType::Compaction));
    const SessionView after = view(factsOf());
    QVERIFY(after.rewritten);
    QVERIFY(after.warm.empty());
    QCOMPARE(after.model, kSonnet);
    note(factsOf(), report(kSonnet, 0, 9000));
    QVERIFY(!view(factsOf()).rewritten);
}

void TestSessions::aChangedBeginningIsAnotherHistory()
{
    warmUp(factsOf());
    QVERIFY(view(factsOf("s-1", 12)).rewritten);
    QVERIFY(!view(factsOf("s-1", 11)).rewritten);
}

void TestSessions::upgradesAreCounted()
{
    note(factsOf(), report(kHaiku, 0, 0));
    QCOMPARE(view(factsOf()).turnsSinceUpgrade, -1);
    note(factsOf(), report(kSonnet, 0, 0));
    QCOMPARE(view(factsOf()).turnsSinceUpgrade, 0);
    note(factsOf(), report(kSonnet, 0, 0, TurnType::ToolContinuation));
    QCOMPARE(view(factsOf()).turnsSinceUpgrade, 0);
    note(factsOf(), report(kSonnet, 0, 0));
    QCOMPARE(view(factsOf()).turnsSinceUpgrade, 1);
    QCOMPARE(view(factsOf()).turns, 3);
}

void TestSessions::anotherRequestedModelStartsAnew()
{
    note(factsOf(), report(kHaiku, 0, 0));
    RequestFacts other = factsOf();
    other.model = "claude-opus-4-8";
    const SessionView seen = view(other);
    QVERIFY(seen.model.isEmpty());
    QCOMPARE(seen.history, kHaiku);
}

void TestSessions::failedAnswersTeachNothing()
{
    SessionReport failed = report(kHaiku, 0, 20'000);
    failed.answered = false;
    note(factsOf(), failed);
    QCOMPARE(m_sessions->size(), qsizetype(0));
}

void TestSessions::theOverrideIsRemembered()
{
    QVERIFY(!m_sessions->setOverride({"s-1"}, {.off = true}));
    note(factsOf(), report(kSonnet, 0, 0));
    QVERIFY(m_sessions->setOverride({"s-1"}, {.heldModel = kHaiku}));
    QCOMPARE(view(factsOf()).userOverride.heldModel, kHaiku);
    QCOMPARE(m_sessions->overrideOf({"s-1"})->heldModel, kHaiku);
    QVERIFY(!m_sessions->overrideOf({"s-2"}));
}

void TestSessions::aBoostIsGoneAfterItsTurn()
{
    note(factsOf(), report(kSonnet, 0, 0));
    QVERIFY(m_sessions->setOverride({"s-1"}, {.boostNext = true}));
    note(factsOf(), report(kSonnet, 0, 0, TurnType::ToolContinuation));
    QVERIFY(view(factsOf()).userOverride.boostNext);
    note(factsOf(), report(kSonnet, 0, 0));
    QVERIFY(!view(factsOf()).userOverride.boostNext);
}

void TestSessions::isBounded()
{
    for (const char *id : {"a", "b", "c", "d"})
        note(factsOf(id), report(kSonnet, 0, 0));
    QCOMPARE(m_sessions->size(), qsizetype(3));
    QVERIFY(view(factsOf("a")).model.isEmpty());
    QCOMPARE(view(factsOf("d")).model, kSonnet);
}

void TestSessions::conversationsOfASessionAreBounded()
{
    SessionEntry entry;
    for (quint64 at = 0; at < SessionEntry::kMaxConversations; ++at)
        (void)entry.obtainConversation(at);
    QVERIFY(entry.conversation(0) != nullptr);
    (void)entry.obtainConversation(SessionEntry::kMaxConversations);
    QVERIFY(entry.conversation(0) == nullptr);
    QVERIFY(entry.conversation(1) != nullptr);
    QCOMPARE(entry.conversations.size(), SessionEntry::kMaxConversations);
}

void TestSessions::cachesOfAConversationAreBounded()
{
    ConversationMemory memory;
    const auto modelAt = [](int at) { return "m" + QByteArray::number(at); };
    for (int at = 0; at < 6; ++at)
        memory.noteInput(modelAt(at), {.read = 100, .whole = 100}, {}, 300s);
    QCOMPARE(memory.expectedAt(modelAt(0), {}), 100);
    memory.noteInput(modelAt(6), {.read = 100, .whole = 100}, {}, 300s);
    QCOMPARE(memory.expectedAt(modelAt(0), {}), 0);
    QCOMPARE(memory.expectedAt(modelAt(1), {}), 100);
}

void TestSessions::aDayOfSilenceEndsASession()
{
    note(factsOf(), report(kSonnet, 0, 0));
    m_now += 24h;
    QVERIFY(view(factsOf()).model.isEmpty());
    QCOMPARE(m_sessions->size(), qsizetype(0));
}

void TestSessions::summariesTellWhatIsWarm()
{
    warmUp(factsOf());
    m_now += 60s;
    SessionReport second = report(kHaiku, 0, 0);
    second.project = "shop";
    note(factsOf("s-2"), second);
    const auto all = m_sessions->summaries(10);
    QCOMPARE(all.size(), size_t(2));
    QCOMPARE(all[0].id, QByteArray("s-2"));
    QCOMPARE(all[0].project, QByteArray("shop"));
    QCOMPARE(all[1].warmTokens, qint64(20'500));
    QCOMPARE(all[1].warmFor, 240s);
    QCOMPARE(m_sessions->summaries(1).size(), size_t(1));
}

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
