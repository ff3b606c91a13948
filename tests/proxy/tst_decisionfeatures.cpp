// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/decisionfeatures.h"
#include "proxy/message/jsonwriter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using proxy::DecisionFeatures;
using proxy::RequestFeatures;
using proxy::ThinkingMode;

namespace {

QByteArray written(const DecisionFeatures &features)
{
    QByteArray row;
    {
        proxy::JsonWriter json(row);
        json.beginObject();
        appendFeatures(json, features);
        json.endObject();
    }
    return row;
}

DecisionFeatures readAgain(const DecisionFeatures &features)
{
    return proxy::featuresFromJson(QJsonDocument::fromJson(written(features)).object());
}

DecisionFeatures everythingAtOnce()
{
    DecisionFeatures features;
    features.facts.features = {.thinking = ThinkingMode::BetweenTools,
                               .thinkingDisplay = "omitted",
                               .effort = "high",
                               .hasSignedThinking = true,
                               .thinkingBytes = 123'456,
                               .hasSystemTurns = true,
                               .hasMessageEffort = true,
                               .temperature = 0,
                               .topP = 0.9999,
                               .hasTopK = true,
                               .hasStop = true,
                               .hasFallbacks = true,
                               .toolTypes = {"computer_20250124", "bash_20250124"},
                               .serverState = "thread",
                               .speed = "fast",
                               .region = "us",
                               .cacheTtlSeconds = 43'200};
    return features;
}

} // namespace

class TestDecisionFeatures final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAgainWhatARequestAskedOfItsModel();
    void readsAgainEveryWayToThink_data();
    void readsAgainEveryWayToThink();
    void leavesOutWhatARequestDidNotTell();
    void readsRowsOfOlderVersionsAsUntold();
    void writesTheSameRowAgain();
};

void TestDecisionFeatures::readsAgainWhatARequestAskedOfItsModel()
{
    const RequestFeatures before = everythingAtOnce().facts.features;
    const RequestFeatures after = readAgain(everythingAtOnce()).facts.features;
    QCOMPARE(after.thinkingDisplay, before.thinkingDisplay);
    QCOMPARE(after.thinkingBytes, before.thinkingBytes);
    QCOMPARE(after.hasSystemTurns, true);
    QCOMPARE(after.hasMessageEffort, true);
    QCOMPARE(after.temperature, 0.0);
    QCOMPARE(after.topP, 0.9999);
    QCOMPARE(after.hasTopK, true);
    QCOMPARE(after.hasStop, true);
    QCOMPARE(after.hasFallbacks, true);
    QCOMPARE(after.toolTypes, before.toolTypes);
    QCOMPARE(after.serverState, before.serverState);
    QCOMPARE(after.speed, before.speed);
    QCOMPARE(after.region, before.region);
    QCOMPARE(after.cacheTtlSeconds, before.cacheTtlSeconds);
}

void TestDecisionFeatures::readsAgainEveryWayToThink_data()
{
    QTest::addColumn<ThinkingMode>("mode");
    QTest::newRow("absent") << ThinkingMode::Absent;
    QTest::newRow("disabled") << ThinkingMode::Disabled;
    QTest::newRow("enabled") << ThinkingMode::Enabled;
    QTest::newRow("adaptive") << ThinkingMode::Adaptive;
    QTest::newRow("between tools") << ThinkingMode::BetweenTools;
    QTest::newRow("other") << ThinkingMode::Other;
}

void TestDecisionFeatures::readsAgainEveryWayToThink()
{
    QFETCH(ThinkingMode, mode);
    DecisionFeatures features;
    features.facts.features.thinking = mode;
    QCOMPARE(readAgain(features).facts.features.thinking, mode);
}

void TestDecisionFeatures::leavesOutWhatARequestDidNotTell()
{
    const QByteArray row = written({});
    for (const char *field : {"thinking", "temperature", "top_p", "tool_types", "server_state",
                              "speed", "region", "cache_ttl_s"})
        QVERIFY2(!row.contains(QByteArray(field)), field);
}

void TestDecisionFeatures::readsRowsOfOlderVersionsAsUntold()
{
    const RequestFeatures features = proxy::featuresFromJson(QJsonObject()).facts.features;
    QCOMPARE(features.temperature, -1.0);
    QCOMPARE(features.topP, -1.0);
    QCOMPARE(features.cacheTtlSeconds, qint64(-1));
    QCOMPARE(features.hasFallbacks, false);
    QVERIFY(features.toolTypes.isEmpty());
}

void TestDecisionFeatures::writesTheSameRowAgain()
{
    QCOMPARE(written(readAgain(everythingAtOnce())), written(everythingAtOnce()));
}

QTEST_GUILESS_MAIN(TestDecisionFeatures)
#include "tst_decisionfeatures.moc"
