// SPDX-License-Identifier: LicenseRef-Private
// What agents really send: synthetic look-alikes always, recordings where they are present.
#include "proxy/inspect/clientidentity.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/rewrite/bodyrewriter.h"
#include "tests/support/requestcorpus.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <map>

using proxy::Dialect;
using proxy::RequestFacts;
using proxy::RouteReason;
using proxy::ThinkingMode;
using support::CorpusRequest;

Q_DECLARE_METATYPE(CorpusRequest)

namespace {

/// The recordings of a websocket hold the frames' texts, which read like bodies.
Dialect dialectOf(const CorpusRequest &entry)
{
    return entry.request.head.dialect();
}

std::map<QString, bool> namedFeatures(const RequestFacts &facts)
{
    const proxy::RequestFeatures &features = facts.features;
    return {
        {QStringLiteral("wantsJson"), features.wantsJson},
        {QStringLiteral("forcesTool"), features.forcesTool},
        {QStringLiteral("contextManagement"), features.hasContextManagement},
        {QStringLiteral("images"), features.hasImages},
        {QStringLiteral("documents"), features.hasDocuments},
        {QStringLiteral("cacheControl"), features.hasCacheControl},
        {QStringLiteral("signedThinking"), features.hasSignedThinking},
        {QStringLiteral("prefill"), features.hasPrefill},
        {QStringLiteral("openToolExchange"), features.openToolExchange},
    };
}

QByteArray thinkingName(ThinkingMode mode)
{
    switch (mode) {
    case ThinkingMode::Absent:
        return "absent";
    case ThinkingMode::Disabled:
        return "disabled";
    case ThinkingMode::Enabled:
        return "enabled";
    case ThinkingMode::Adaptive:
        return "adaptive";
    case ThinkingMode::BetweenTools:
        return "between_tools";
    case ThinkingMode::Other:
        break;
    }
    return "other";
}

} // namespace

class TestAgentRequests final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsWhatLookAlikesHold_data();
    void findsWhatLookAlikesHold();
    void findsTheTypedTextInRecordings_data();
    void findsTheTypedTextInRecordings();
    void keepsEveryOtherByte_data();
    void keepsEveryOtherByte();

private:
    std::optional<proxy::InspectorTables> m_tables;
};

void TestAgentRequests::initTestCase()
{
    auto tables = proxy::loadInspectorTables();
    QVERIFY2(tables.has_value(), tables ? "" : qPrintable(tables.error().detail.text()));
    m_tables = std::move(*tables);
}

void TestAgentRequests::findsWhatLookAlikesHold_data()
{
    QTest::addColumn<CorpusRequest>("entry");
    const auto requests = support::syntheticRequests();
    QVERIFY(requests.size() > 30);
    for (const CorpusRequest &entry : requests)
        QTest::newRow(qPrintable(entry.name)) << entry;
}

void TestAgentRequests::findsWhatLookAlikesHold()
{
    QFETCH(CorpusRequest, entry);
    const QJsonObject &expect = entry.expect;
    const RequestFacts facts = proxy::RequestInspector(*m_tables).inspect(entry.request);
    const proxy::ClientIdentity client = proxy::identifyClient(entry.request.head.headers);

    std::map<QString, QJsonValue> found {
        {QStringLiteral("skip"), QString::fromLatin1(proxy::name(facts.skip))},
        {QStringLiteral("model"), QString::fromUtf8(facts.model)},
        {QStringLiteral("userText"), QString::fromUtf8(facts.userText)},
        {QStringLiteral("ordinal"), facts.userTextOrdinal},
        {QStringLiteral("continuation"), facts.isContinuation},
        {QStringLiteral("streaming"), facts.streaming},
        {QStringLiteral("toolCount"), facts.toolCount},
        {QStringLiteral("maxTokens"), facts.maxTokens},
        {QStringLiteral("effort"), QString::fromUtf8(facts.features.effort)},
        {QStringLiteral("thinking"), QString::fromLatin1(thinkingName(facts.features.thinking))},
        {QStringLiteral("previousResponseId"), QString::fromUtf8(facts.previousResponseId)},
        {QStringLiteral("client"), QString::fromUtf8(client.name)},
        {QStringLiteral("clientVersion"), QString::fromUtf8(client.version)},
        {QStringLiteral("session"),
         QString::fromUtf8(client.session.isEmpty() ? facts.sessionId : client.session)},
    };
    for (const QString &key : expect.keys()) {
        if (key == QLatin1String("features"))
            continue;
        QVERIFY2(found.count(key) == 1, qPrintable(key));
        QCOMPARE(found[key], expect.value(key));
    }
    QCOMPARE(facts.skip == RouteReason::None, !expect.contains(QLatin1String("skip")));
    if (!expect.contains(QLatin1String("features")))
        return;
    const QJsonArray features = expect.value(QLatin1String("features")).toArray();
    for (const auto &[name, isThere] : namedFeatures(facts))
        QVERIFY2(isThere == features.contains(name), qPrintable(name));
}

void TestAgentRequests::findsTheTypedTextInRecordings_data()
{
    QTest::addColumn<CorpusRequest>("entry");
    QTest::newRow("none") << CorpusRequest {};
    for (const CorpusRequest &entry : support::recordedRequests()) {
        if (dialectOf(entry) != Dialect::Other)
            QTest::newRow(qPrintable(entry.name)) << entry;
    }
}

void TestAgentRequests::findsTheTypedTextInRecordings()
{
    QFETCH(CorpusRequest, entry);
    if (entry.name.isEmpty()) {
        if (support::recordedRequests().empty())
            QSKIP("no recordings beside the checkout");
        return;
    }
    const auto expected = [&entry](const char *key) {
        return entry.expect.value(QLatin1String(key));
    };
    const RequestFacts facts = proxy::RequestInspector(*m_tables).inspect(entry.request);
    QCOMPARE(QString::fromUtf8(facts.model), expected("model").toString());
    // The analyses cut long texts.
    const QString human = expected("human").toString();
    const QString userText = QString::fromUtf8(facts.userText);
    QCOMPARE(human.size() < 160 ? userText : userText.first(human.size()), human);
    QCOMPARE(facts.skip, facts.userText.isEmpty() ? RouteReason::NoUserText : RouteReason::None);
    QCOMPARE(facts.streaming, expected("stream").toBool());
    QCOMPARE(facts.toolCount, expected("tools").toInt());
    QCOMPARE(facts.messageCount, expected("messages").toInt());
    if (!expected("maxTokens").isUndefined())
        QCOMPARE(facts.maxTokens, qint64(expected("maxTokens").toInt()));
    const QString last = expected("lastMessage").toString();
    const bool endsInToolResult =
        last.contains(QLatin1String("tool")) || last.contains(QLatin1String("_output"));
    QCOMPARE(facts.isContinuation, endsInToolResult);
    QCOMPARE(facts.features.openToolExchange, endsInToolResult);
    QVERIFY(!facts.sessionId.isEmpty()
            || !proxy::identifyClient(entry.request.head.headers).session.isEmpty()
            || entry.name.startsWith(QLatin1String("qwen")));
}

void TestAgentRequests::keepsEveryOtherByte_data()
{
    QTest::addColumn<CorpusRequest>("entry");
    for (const auto &requests : {support::syntheticRequests(), support::recordedRequests()}) {
        for (const CorpusRequest &entry : requests) {
            if (dialectOf(entry) != Dialect::Other)
                QTest::newRow(qPrintable(entry.name)) << entry;
        }
    }
}

void TestAgentRequests::keepsEveryOtherByte()
{
    QFETCH(CorpusRequest, entry);
    proxy::RequestInspector inspector(*m_tables);
    const QByteArray &body = entry.request.body;
    const RequestFacts facts = inspector.inspect(entry.request);
    QRandomGenerator random(20261123);
    for (int round = 0; round < 20; ++round) {
        QString model;
        for (quint32 left = random.bounded(1U, 60U); left > 0; --left)
            model += QChar(random.bounded(4) == 0 ? random.bounded(0x20, 0xD800)
                                                  : random.bounded(0x01, 0x7F));
        const auto spliced = proxy::spliceModel(body, facts.modelRange, model.toUtf8());
        QCOMPARE(spliced.body.first(spliced.range.begin), body.first(facts.modelRange.begin));
        QCOMPARE(spliced.body.sliced(spliced.range.end), body.sliced(facts.modelRange.end));
        const RequestFacts again = inspector.inspect(facts.dialect, spliced.body);
        QCOMPARE(again.model, model.toUtf8());
        QCOMPARE(again.modelRange, spliced.range);
        QCOMPARE(again.userText, facts.userText);
        QCOMPARE(proxy::restoreBody(spliced), body);
    }
}

QTEST_GUILESS_MAIN(TestAgentRequests)
#include "tst_agentrequests.moc"
