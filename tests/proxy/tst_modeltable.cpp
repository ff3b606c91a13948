// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/modeltable.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using proxy::ModelFacts;
using proxy::ModelTable;

namespace {

/// Dollars a million tokens.
std::optional<double> dollars(const std::optional<proxy::PicoDollars> &price)
{
    return price ? std::optional(static_cast<double>(*price) / 1e6) : std::nullopt;
}

QByteArray tableWith(const char *models)
{
    return QByteArrayLiteral("{\"version\":1,\"asOf\":\"2026-07\",\"models\":") + models + "}";
}

} // namespace

class TestModelTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheRowOfEverySpelling_data();
    void findsTheRowOfEverySpelling();
    void hasNoRowForStrangers_data();
    void hasNoRowForStrangers();
    void tellsWhatIsKnown();
    void leavesUnknownPricesUnknown();
    void everyRowIsSound();
    void agreesWithTheSources();
    void chargesLongContextAsAWhole();
    void takesTheUsersRows();
    void refusesBadTables_data();
    void refusesBadTables();
};

void TestModelTable::findsTheRowOfEverySpelling_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("row");
    const auto row = [](const char *id, const char *found) {
        QTest::newRow(id) << QByteArray(id) << QByteArray(found);
    };
    row("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001");
    row("claude-haiku-4-5", "claude-haiku-4-5");
    row("claude-haiku-4-5-20251001(8192)", "claude-haiku-4-5-20251001");
    row("work/claude-haiku-4-5(none)", "claude-haiku-4-5");
    row("openrouter/anthropic/claude-opus-4-5", "claude-opus-4-5");
    row("claude-opus-4-6[1m]", "claude-opus-4-6");
    row("claude-3-7-sonnet", "claude-3-7-sonnet-20250219");
    row("claude-3-7-sonnet-latest", "claude-3-7-sonnet-20250219");
    row("claude-4.5-haiku", "claude-haiku-4-5-20251001");
    row("claude-sonnet-4", "claude-sonnet-4-20250514");
    row("claude-opus-4-8-20300101", "claude-opus-4-8");
    row("gpt-5(high)", "gpt-5");
    row("gpt-5-2025-08-07", "gpt-5-2025-08-07");
    row("gpt-5.5-2031-01-01(low)", "gpt-5.5");
    row("codex/gpt-5.6-terra", "gpt-5.6-terra");
    row("gemini-2.5-pro", "gemini-2.5-pro");
}

void TestModelTable::findsTheRowOfEverySpelling()
{
    QFETCH(QByteArray, id);
    const auto facts = ModelTable::loadBuiltIn().find(id);
    QVERIFY(facts);
    QTEST(facts->id, "row");
}

void TestModelTable::hasNoRowForStrangers_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"", "claude", "llama-3", "work/", "gpt-5-turbo-max", "(8192)",
                           "claude-haiku-4-5-2025", "-20251001", "a/b/c", "[1m]"})
        QTest::newRow(id) << QByteArray(id);
}

void TestModelTable::hasNoRowForStrangers()
{
    QFETCH(QByteArray, id);
    QVERIFY(!ModelTable::loadBuiltIn().find(id));
}

void TestModelTable::tellsWhatIsKnown()
{
    const ModelTable table = ModelTable::loadBuiltIn();
    const auto haiku = table.find("claude-haiku-4-5");
    QVERIFY(haiku);
    QCOMPARE(haiku->family, "anthropic");
    QCOMPARE(haiku->contextWindow, 200000);
    QCOMPARE(haiku->outputLimit, 64000);
    QVERIFY(!haiku->thinkingModes->contains("adaptive"));
    QCOMPARE(haiku->zeroBudget, true);
    QCOMPARE(haiku->effortLevels, QList<QByteArray>());
    QCOMPARE(haiku->images, true);
    QCOMPARE(haiku->cacheLifetime, std::chrono::minutes(5));
    QCOMPARE(dollars(haiku->price.cacheWrite1h), 2.0);
    const auto opus = table.find("claude-opus-5");
    QVERIFY(opus && opus->thinkingModes->contains("adaptive"));
    QVERIFY(opus->effortLevels->contains("xhigh"));
    QVERIFY(opus->betas.contains("context-1m"));
    QCOMPARE(dollars(table.find("gpt-5")->price.cacheRead), 0.125);
    QCOMPARE(table.classifierFee(), proxy::kPicoPerDollar / 200);
    QVERIFY(table.modelBoundBetas().contains("context-1m"));
    QVERIFY(!table.asOf().isEmpty());
}

void TestModelTable::leavesUnknownPricesUnknown()
{
    const ModelTable table = ModelTable::loadBuiltIn();
    QVERIFY(table.find("kimi-k2") && !table.find("kimi-k2")->price.input);
    QVERIFY(table.find("o3-pro") && !table.find("o3-pro")->price.cacheRead);
    QVERIFY(!table.find("claude-3-opus-20240229")->price.cacheWrite1h);
    QVERIFY(!table.find("gemini-2.0-flash-exp-image-generation")->price.input);
    QVERIFY(!table.find("gpt-5-mini")->effortLevels);
}

void TestModelTable::everyRowIsSound()
{
    const ModelTable table = ModelTable::loadBuiltIn();
    QVERIFY(table.ids().size() >= 170);
    for (const QByteArray &id : table.ids()) {
        const auto facts = table.find(id);
        QVERIFY2(facts && facts->id == id, id.constData());
        const proxy::ModelPrice &price = facts->price;
        QVERIFY2(price.input.has_value() == price.output.has_value(), id.constData());
        QVERIFY2(!price.input || *price.input > 0, id.constData());
        QVERIFY2(!price.cacheRead || *price.cacheRead <= *price.input, id.constData());
        QVERIFY2(!price.cacheWrite1h || *price.cacheWrite1h >= *price.cacheWrite5m, id.constData());
        QVERIFY2(!price.longInput || (price.longAbove > 0 && *price.longInput > *price.input),
                 id.constData());
        QVERIFY2(!facts->minBudget || *facts->minBudget <= *facts->maxBudget, id.constData());
    }
}

void TestModelTable::agreesWithTheSources()
{
    QFile file(QStringLiteral(RECORDINGS_DIR "/reference/models/list-prices-2026-07.json"));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the list of prices is not beside the checkout");
    const ModelTable table = ModelTable::loadBuiltIn();
    const QJsonObject list = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(!list.isEmpty());
    for (auto it = list.begin(); it != list.end(); ++it) {
        const auto facts = table.find(it.key().toUtf8());
        QVERIFY2(facts, qPrintable(it.key()));
        const auto perMillion = [&](const char *key) {
            const QJsonValue price = it.value()[QLatin1String(key)];
            return price.toDouble() > 0 ? std::optional(std::round(price.toDouble() * 1e12) / 1e6)
                                        : std::nullopt;
        };
        QCOMPARE(dollars(facts->price.input), perMillion("input_cost_per_token"));
        QCOMPARE(dollars(facts->price.output), perMillion("output_cost_per_token"));
        QCOMPARE(dollars(facts->price.cacheRead), perMillion("cache_read_input_token_cost"));
        QCOMPARE(dollars(facts->price.longOutput),
                 perMillion("output_cost_per_token_above_200k_tokens"));
    }
}

void TestModelTable::chargesLongContextAsAWhole()
{
    const proxy::ModelPrice price = ModelTable::loadBuiltIn().find("claude-sonnet-4-5")->price;
    QCOMPARE(dollars(price.forInput(200000).input), 3.0);
    const proxy::ModelPrice higher = price.forInput(200001);
    QCOMPARE(dollars(higher.input), 6.0);
    QCOMPARE(dollars(higher.output), 22.5);
    QCOMPARE(dollars(higher.cacheRead), 0.6);
    QCOMPARE(dollars(higher.cacheWrite5m), 7.5);
}

void TestModelTable::takesTheUsersRows()
{
    const ModelTable table = ModelTable::loadBuiltIn();
    const auto amended = table.amended(R"({"models":{
        "house-model":{"family":"other","contextWindow":8000,"price":{"input":0.5,"output":1}},
        "claude-haiku-4-5-20251001":{"outputLimit":32000},
        "gpt-5":{"price":null}},"aliases":{"house":"house-model"}})");
    QVERIFY(amended);
    QCOMPARE(amended->find("house(low)")->contextWindow, 8000);
    QCOMPARE(amended->find("claude-haiku-4-5-20251001")->outputLimit, 32000);
    QCOMPARE(dollars(amended->find("claude-haiku-4-5-20251001")->price.input), 1.0);
    QVERIFY(!amended->find("gpt-5")->price.input);
    QCOMPARE(dollars(table.find("gpt-5")->price.input), 1.25);
    QCOMPARE(amended->asOf(), table.asOf());
}

void TestModelTable::refusesBadTables_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("not JSON") << QByteArray("{");
    QTest::newRow("no version") << QByteArray(R"({"asOf":"2026-07","models":{}})");
    QTest::newRow("no date") << QByteArray(R"({"version":1,"models":{}})");
    QTest::newRow("no family") << tableWith(R"({"m":{}})");
    QTest::newRow("negative price")
        << tableWith(R"({"m":{"family":"other","price":{"input":-1,"output":1}}})");
    QTest::newRow("price as text")
        << tableWith(R"({"m":{"family":"other","price":{"input":"1","output":1}}})");
    QTest::newRow("half a token") << tableWith(R"({"m":{"family":"other","outputLimit":1.5}})");
    QTest::newRow("images as text") << tableWith(R"({"m":{"family":"other","images":"yes"}})");
    QTest::newRow("alias into the void")
        << QByteArray(R"({"version":1,"asOf":"2026-07","models":{},"aliases":{"a":"b"}})");
}

void TestModelTable::refusesBadTables()
{
    QFETCH(QByteArray, json);
    const auto table = ModelTable::fromJson(json);
    QVERIFY(!table);
    QVERIFY(table.error().code == proxy::ErrorCode::InvalidConfig);
}

QTEST_GUILESS_MAIN(TestModelTable)
#include "tst_modeltable.moc"
