// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/decisionfeatures.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <chrono>

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
                               .furtherFields = {"logit_bias", "service_tier:flex"},
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
    void noFigureOfARowWraps_data();
    void noFigureOfARowWraps();
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
    QCOMPARE(after.furtherFields, before.furtherFields);
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
    for (const char *field : {"thinking", "temperature", "top_p", "tool_types", "fields",
                              "server_state", "speed", "region", "cache_ttl_s"})
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

void TestDecisionFeatures::noFigureOfARowWraps_data()
{
    QTest::addColumn<QByteArray>("figure");
    for (const char *figure : {"-1", "-9223372036854775808", "9223372036854775807",
                               "18446744073709551615", "4294967296", "1e300", "-1e300", "1e-300"})
        QTest::newRow(figure) << QByteArray(figure);
}

void TestDecisionFeatures::noFigureOfARowWraps()
{
    QFETCH(QByteArray, figure);
    const QByteArray row =
        QByteArray(R"({"body_bytes":#,"text_bytes":#,"ordinal":#,"messages":#,"tools":#,)"
                   R"("max_tokens":#,"thinking_bytes":#,"cache_ttl_s":#,"thinking_budget":#,)"
                   R"("media_bytes":#,"system_bytes":#,"tools_bytes":#,"session":{"turns":#,)"
                   R"("since_up":#,"bytes_per_token":#,"warm":[{"model":"m","tokens":#,)"
                   R"("lifetime_s":#}],"means":{"requests":#,"output":#,"fresh":#,"minutes":#,)"
                   R"("steps":[{"model":"m","requests":#}]}}})")
            .replace("#", figure);
    const DecisionFeatures read = proxy::featuresFromJson(QJsonDocument::fromJson(row).object());
    const RequestFeatures &asked = read.facts.features;
    for (const qint64 count :
         {read.bodyBytes, read.textBytes, qint64(read.facts.userTextOrdinal),
          qint64(read.facts.messageCount), qint64(read.facts.toolCount), asked.thinkingBytes,
          asked.mediaBytes, asked.systemBytes, asked.toolsBytes, qint64(read.view.turns)})
        QVERIFY(count >= 0);
    for (const qint64 count : {read.facts.maxTokens, asked.cacheTtlSeconds, asked.thinkingBudget,
                               qint64(read.view.turnsSinceUpgrade)})
        QVERIFY(count >= -1);
    // As nanoseconds they are numbers, too.
    QVERIFY(std::chrono::nanoseconds(std::chrono::seconds(asked.cacheTtlSeconds)).count()
            < INT64_MAX);
    QCOMPARE(read.view.warm.size(), size_t(1));
    QVERIFY(read.view.warm[0].tokens >= 0);
    QVERIFY(read.view.warm[0].lifetimeSeconds >= 0
            && read.view.warm[0].lifetimeSeconds <= 366LL * 24 * 3600);
    QVERIFY(read.view.bytesPerToken >= 1 && read.view.bytesPerToken <= 12);
    for (const double mean : {read.view.means.requestsPerTurn, read.view.means.outputPerRequest,
                              read.view.means.freshPerRequest, read.view.means.minutesPerTurn,
                              read.view.means.steps[0].requestsPerTurn})
        QVERIFY(mean >= 0 && mean <= 1e12);
}

void TestDecisionFeatures::writesTheSameRowAgain()
{
    QCOMPARE(written(readAgain(everythingAtOnce())), written(everythingAtOnce()));
}

QTEST_GUILESS_MAIN(TestDecisionFeatures)
#include "tst_decisionfeatures.moc"
