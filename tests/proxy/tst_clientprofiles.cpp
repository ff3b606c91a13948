// SPDX-License-Identifier: LicenseRef-Private
// What a request is to its conversation: look-alikes always, recordings where they are present.
#include "proxy/inspect/clientidentity.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/session/clientprofiles.h"
#include "tests/support/requestcorpus.h"

#include <QTest>

#include <map>

using proxy::ClientProfiles;
using proxy::RequestFacts;
using proxy::TurnReading;
using proxy::TurnType;
using support::CorpusRequest;

Q_DECLARE_METATYPE(CorpusRequest)

class TestClientProfiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsTheTurnOfLookAlikes_data();
    void tellsTheTurnOfLookAlikes();
    void tellsTheTurnOfRecordings_data();
    void tellsTheTurnOfRecordings();
    void everyTypeHasALookAlike();
    void codexTitlesAreAsides();
    void aRuleOfAnotherClientDoesNotCount();
    void namesGoBothWays();
    void refusesABrokenTable_data();
    void refusesABrokenTable();

private:
    [[nodiscard]] TurnReading read(const CorpusRequest &entry) const
    {
        const RequestFacts facts = proxy::RequestInspector(*m_tables).inspect(entry.request);
        const auto client = proxy::identifyClient(entry.request.head.headers);
        return m_profiles->read(facts, entry.request.head.headers, client.name);
    }

    std::optional<proxy::InspectorTables> m_tables;
    std::optional<ClientProfiles> m_profiles;
};

void TestClientProfiles::initTestCase()
{
    auto tables = proxy::loadInspectorTables();
    QVERIFY(tables.has_value());
    m_tables = std::move(*tables);
    m_profiles = ClientProfiles::builtIn();
}

void TestClientProfiles::tellsTheTurnOfLookAlikes_data()
{
    QTest::addColumn<CorpusRequest>("entry");
    const auto requests = support::syntheticTurns();
    QVERIFY(requests.size() >= 40);
    for (const CorpusRequest &entry : requests)
        QTest::newRow(qPrintable(entry.name)) << entry;
}

void TestClientProfiles::tellsTheTurnOfLookAlikes()
{
    QFETCH(CorpusRequest, entry);
    const TurnReading reading = read(entry);
    QCOMPARE(QByteArray(name(reading.type)), entry.turn);
    QCOMPARE(reading.sign, entry.sign);
}

void TestClientProfiles::tellsTheTurnOfRecordings_data()
{
    QTest::addColumn<CorpusRequest>("entry");
    QTest::newRow("none") << CorpusRequest {};
    for (const CorpusRequest &entry : support::recordedRequests()) {
        if (entry.request.head.dialect() != proxy::Dialect::Other)
            QTest::newRow(qPrintable(entry.name)) << entry;
    }
}

void TestClientProfiles::tellsTheTurnOfRecordings()
{
    QFETCH(CorpusRequest, entry);
    if (entry.name.isEmpty()) {
        if (support::recordedRequests().empty())
            QSKIP("no recordings beside the checkout");
        return;
    }
    // What is neither a first ask nor a tool's result; see the notes beside the recordings.
    static const std::map<QString, TurnType> kOthers {
        {QStringLiteral("claude-code-interactive/02-POST-_v1_messages.json"),
         TurnType::SideRequest},
        {QStringLiteral("claude-code-interactive/06-POST-_v1_messages.json"), TurnType::Compaction},
        {QStringLiteral("claude-code-interactive/07-POST-_v1_messages.json"), TurnType::Compaction},
        {QStringLiteral("codex-websocket/02-WS-_v1_responses.json"), TurnType::Unknown},
    };
    const QString last = entry.expect.value(QLatin1String("lastMessage")).toString();
    const bool endsInTool =
        last.contains(QLatin1String("tool")) || last.contains(QLatin1String("_output"));
    const auto other = kOthers.find(entry.name);
    const TurnType expected = other != kOthers.end() ? other->second
                              : endsInTool           ? TurnType::ToolContinuation
                                                     : TurnType::HumanAsk;
    QCOMPARE(QByteArray(name(read(entry).type)), QByteArray(name(expected)));
}

void TestClientProfiles::everyTypeHasALookAlike()
{
    std::map<QByteArray, int> seen;
    for (const CorpusRequest &entry : support::syntheticTurns())
        ++seen[entry.turn];
    QCOMPARE(seen.size(), size_t(7));
}

void TestClientProfiles::codexTitlesAreAsides()
{
    // As Codex 0.171 asks for one in each new session of its window.
    RequestFacts facts;
    facts.userText =
        "Generate a concise, single-line task title of at most 36 characters for this.";
    facts.features.wantsJson = true;
    QCOMPARE(m_profiles->read(facts, {}, "codex").type, TurnType::SideRequest);
    // A person who types that gets prose.
    facts.features.wantsJson = false;
    QCOMPARE(m_profiles->read(facts, {}, "codex").type, TurnType::HumanAsk);
}

void TestClientProfiles::aRuleOfAnotherClientDoesNotCount()
{
    RequestFacts facts;
    facts.userText = "[SUGGESTION MODE: x]";
    QCOMPARE(m_profiles->read(facts, {}, "claude-code").type, TurnType::SideRequest);
    QCOMPARE(m_profiles->read(facts, {}, "codex").type, TurnType::HumanAsk);
}

void TestClientProfiles::namesGoBothWays()
{
    for (int i = 0; i < 7; ++i)
        QCOMPARE(proxy::turnTypeFromName(name(TurnType(i))), TurnType(i));
    QVERIFY(!proxy::turnTypeFromName("human"));
}

void TestClientProfiles::refusesABrokenTable_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("no client") << QByteArray(R"({"profiles":[{"rules":[]}]})");
    const QByteArray rule = R"({"profiles":[{"client":"x","rules":[RULE]}]})";
    const auto row = [&rule](const char *what, const char *text) {
        QTest::newRow(what) << QByteArray(rule).replace("RULE", text);
    };
    row("unknown turn", R"({"id":"a","turn":"human","when":{"maxTools":0}})");
    row("no id", R"({"turn":"probe","when":{"maxTools":0}})");
    row("no condition", R"({"id":"a","turn":"probe","when":{}})");
}

void TestClientProfiles::refusesABrokenTable()
{
    QFETCH(QByteArray, json);
    QVERIFY(!ClientProfiles::fromJson(json));
}

QTEST_GUILESS_MAIN(TestClientProfiles)
#include "tst_clientprofiles.moc"
