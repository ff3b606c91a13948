// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modeltable.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using proxy::ModelFacts;
using proxy::ModelTable;

using namespace Qt::StringLiterals;

namespace {

/// Dollars a million tokens.
std::optional<double> dollars(const std::optional<proxy::PicoDollars> &price)
{
    return price ? std::optional(static_cast<double>(*price) / 1e6) : std::nullopt;
}

QByteArray tableWith(const char *models)
{
    return QByteArrayLiteral("{\"version\":2,\"asOf\":\"2026-07-01\",\"models\":") + models + "}";
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
    void pricesJumpWithThePromptsLength();
    void whatARequestNamesMultipliesItsPrice();
    void aPriceThatAStepLeavesOutRisesWithTheInput();
    void aNewerModelIsTakenForTheNewestOfItsClass();
    void takesTheUsersRows();
    void refusesBadTables_data();
    void refusesBadTables();
    void aWholeTableIsATableOfTheUsersToo();
    void tellsWhereAUsersRowIsWrong_data();
    void tellsWhereAUsersRowIsWrong();
    void figuresUpToTheirLimitsAreTaken_data();
    void figuresUpToTheirLimitsAreTaken();
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
    const auto facts = ModelTable().find(id);
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
    QVERIFY(!ModelTable().find(id));
}

void TestModelTable::tellsWhatIsKnown()
{
    const ModelTable table;
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
    const ModelTable table;
    QVERIFY(table.find("kimi-k2") && !table.find("kimi-k2")->price.input);
    QVERIFY(table.find("o3-pro") && !table.find("o3-pro")->price.cacheRead);
    QVERIFY(!table.find("claude-3-opus-20240229")->price.cacheWrite1h);
    QVERIFY(!table.find("gemini-2.0-flash-exp-image-generation")->price.input);
}

void TestModelTable::everyRowIsSound()
{
    const ModelTable table;
    QVERIFY(table.ids().size() >= 170);
    for (const QByteArray &id : table.ids()) {
        const auto facts = table.find(id);
        QVERIFY2(facts && facts->id == id, id.constData());
        const proxy::ModelPrice &price = facts->price;
        QVERIFY2(price.input.has_value() == price.output.has_value(), id.constData());
        QVERIFY2(!price.input || *price.input > 0, id.constData());
        QVERIFY2(!price.cacheRead || *price.cacheRead <= *price.input, id.constData());
        QVERIFY2(!price.cacheWrite1h || *price.cacheWrite1h >= *price.cacheWrite5m, id.constData());
        qint64 before = 0;
        for (const proxy::ModelPrice &step : price.steps) {
            QVERIFY2(step.above > before && step.input && *step.input >= *price.input,
                     id.constData());
            before = step.above;
        }
        QVERIFY2(!facts->minBudget || *facts->minBudget <= *facts->maxBudget, id.constData());
    }
}

void TestModelTable::agreesWithTheSources()
{
    QFile file(QStringLiteral(RECORDINGS_DIR "/reference/models/list-prices-2026-11.json"));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the list of prices is not beside the checkout");
    const ModelTable table;
    const QJsonObject list = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(!list.isEmpty());
    int compared = 0;
    for (auto it = list.begin(); it != list.end(); ++it) {
        const auto facts = table.find(it.key().toUtf8());
        // Models that make no text for agents are left out of the table; what stands under
        // another provider's name as well is told apart there.
        const bool isPrefixed = list.contains(QStringLiteral("gemini/") + it.key());
        if (!facts || isPrefixed || it.key().startsWith(QStringLiteral("ft:")))
            continue;
        ++compared;
        const auto perMillion = [&](const char *key) {
            const QJsonValue price = it.value()[QLatin1String(key)];
            return price.toDouble() > 0 ? std::optional(std::round(price.toDouble() * 1e12) / 1e6)
                                        : std::nullopt;
        };
        QCOMPARE(dollars(facts->price.input), perMillion("input_cost_per_token"));
        QCOMPARE(dollars(facts->price.output), perMillion("output_cost_per_token"));
        QCOMPARE(dollars(facts->price.cacheRead), perMillion("cache_read_input_token_cost"));
        const auto above = perMillion("output_cost_per_token_above_272k_tokens");
        if (above)
            QCOMPARE(dollars(facts->price.forPrompt(272'001).output), above);
    }
    QVERIFY(compared > 100);
}

void TestModelTable::pricesJumpWithThePromptsLength()
{
    const ModelTable table;
    const proxy::ModelPrice haiku = table.find("claude-haiku-5-5")->price;
    QCOMPARE(dollars(haiku.forPrompt(100'000).input), 0.1);
    QCOMPARE(dollars(haiku.forPrompt(100'000).output), 0.5);
    const proxy::ModelPrice higher = haiku.forPrompt(100'001);
    QCOMPARE(dollars(higher.input), 0.5);
    QCOMPARE(dollars(higher.output), 2.5);
    QCOMPARE(dollars(higher.cacheRead), 0.05);
    QCOMPARE(dollars(higher.cacheWrite1h), 1.0);
    const proxy::ModelPrice luna = table.find("gpt-6-luna")->price;
    QCOMPARE(dollars(luna.forPrompt(272'000).cacheWrite30m), 0.125);
    QCOMPARE(dollars(luna.forPrompt(272'001).cacheWrite12h), 0.5);
}

void TestModelTable::whatARequestNamesMultipliesItsPrice()
{
    const proxy::ModelPrice opus = ModelTable().find("claude-opus-5-5")->price;
    QCOMPARE(dollars(opus.forPrompt(1, {.speed = "fast", .region = {}}).output), 40.0);
    QCOMPARE(dollars(opus.forPrompt(1, {.speed = {}, .region = "us"}).input), 4.4);
    QCOMPARE(dollars(opus.forPrompt(1, {.speed = "standard", .region = "global"}).input), 4.0);
}

void TestModelTable::aPriceThatAStepLeavesOutRisesWithTheInput()
{
    const auto table = ModelTable().amended(R"({"models":{"x":{"family":"other","price":
        {"input":1,"output":2,"cacheRead":0.1,"steps":[{"above":1000,"input":3,"output":4}]}}}})");
    QVERIFY(table);
    QCOMPARE(dollars(table->find("x")->price.forPrompt(1001).cacheRead), 0.3);
}

void TestModelTable::aNewerModelIsTakenForTheNewestOfItsClass()
{
    const ModelTable table;
    const auto opus = table.findOrAssume("work/claude-opus-7(high)");
    QVERIFY(opus);
    QCOMPARE(opus->likeModel, QByteArray("claude-opus-5-5"));
    QCOMPARE(opus->tier, proxy::ModelTier::Large);
    QVERIFY(!table.find("claude-opus-7"));
    // What is older and unknown may be anything.
    QVERIFY(!table.findOrAssume("claude-opus-2"));
    QVERIFY(!table.findOrAssume("claude-quartz-9"));
    QVERIFY(!table.findOrAssume("llama-9"));
    QVERIFY(table.findOrAssume("claude-opus-5-5")->likeModel.isEmpty());
}

void TestModelTable::takesTheUsersRows()
{
    const ModelTable table;
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
    QTest::addColumn<QString>("place");
    QTest::newRow("not JSON") << QByteArray("{") << QString();
    QTest::newRow("no version") << QByteArray(R"({"asOf":"2026-07","models":{}})") << u"version"_s;
    QTest::newRow("no date") << QByteArray(R"({"version":2,"models":{}})") << u"asOf"_s;
    QTest::newRow("no family") << tableWith(R"({"m":{}})") << u"models.m.family"_s;
    QTest::newRow("negative price")
        << tableWith(R"({"m":{"family":"other","price":{"input":-1,"output":1}}})")
        << u"models.m.price.input"_s;
    QTest::newRow("price as text")
        << tableWith(R"({"m":{"family":"other","price":{"input":"1","output":1}}})")
        << u"models.m.price.input"_s;
    QTest::newRow("half a token") << tableWith(R"({"m":{"family":"other","outputLimit":1.5}})")
                                  << u"models.m.outputLimit"_s;
    QTest::newRow("images as text")
        << tableWith(R"({"m":{"family":"other","images":"yes"}})") << u"models.m.images"_s;
    QTest::newRow("alias into the void")
        << QByteArray(R"({"version":2,"asOf":"2026-07-01","models":{},"aliases":{"a":"b"}})")
        << u"aliases.a"_s;
}

void TestModelTable::refusesBadTables()
{
    QFETCH(QByteArray, json);
    const auto table = ModelTable::fromJson(json);
    QVERIFY(!table);
    QTEST(table.error().place, "place");
    QVERIFY(!table.error().problem.isEmpty());
}

void TestModelTable::aWholeTableIsATableOfTheUsersToo()
{
    // `models import` writes the same form.
    QFile file(u":/llm-proxy/models.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const ModelTable builtIn;
    const auto amended = builtIn.amended(file.readAll());
    QVERIFY2(amended, amended ? "" : qPrintable(amended.error().place));
    QCOMPARE(amended->ids(), builtIn.ids());
}

void TestModelTable::tellsWhereAUsersRowIsWrong_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QString>("place");
    const auto row = [](const char *fields, const QString &place) {
        QTest::newRow(fields) << QByteArray(fields) << place;
    };
    row(R"("family":"antropic")", u"models.a/b-1.2.family"_s);
    row(R"("family":"other","contxtWindow":1)", u"models.a/b-1.2.contxtWindow"_s);
    row(R"("family":"other","thinking":{"mode":[]})", u"models.a/b-1.2.thinking.mode"_s);
    row(R"("family":"other","price":{"in":1})", u"models.a/b-1.2.price.in"_s);
    row(R"("family":"other","price":{"steps":[{"over":1}]}})", u""_s);
    row(R"("family":"other","price":{"steps":[{"above":1,"inputs":1}]})",
        u"models.a/b-1.2.price.steps.inputs"_s);
    row(R"("family":"other","cacheLifetimeSeconds":2592001)",
        u"models.a/b-1.2.cacheLifetimeSeconds"_s);
    row(R"("family":"other","cacheLifetimeSeconds":0)", u"models.a/b-1.2.cacheLifetimeSeconds"_s);
    row(R"("family":"other","contextWindow":1000000000001)", u"models.a/b-1.2.contextWindow"_s);
    row(R"("family":"other","contextWindow":-1)", u"models.a/b-1.2.contextWindow"_s);
    row(R"("family":"other","text":1)", u"models.a/b-1.2.text"_s);
    row(R"("family":"other","successor":1)", u"models.a/b-1.2.successor"_s);
    row(R"("family":"other","tokenFactor":"2")", u"models.a/b-1.2.tokenFactor"_s);
    row(R"("family":"other","effortLevels":["low",""])", u"models.a/b-1.2.effortLevels"_s);
    row(R"("family":"other","effortLevels":["low",1])", u"models.a/b-1.2.effortLevels"_s);
    row(R"("family":"other","effortLevels":"low")", u"models.a/b-1.2.effortLevels"_s);
    row(R"("family":"other","accountBoundThinking":0)", u"models.a/b-1.2.accountBoundThinking"_s);
}

void TestModelTable::tellsWhereAUsersRowIsWrong()
{
    QFETCH(QByteArray, row);
    const auto table = ModelTable().amended("{\"models\":{\"a/b-1.2\":{" + row + "}}}");
    QVERIFY(!table);
    QTEST(table.error().place, "place");
}

void TestModelTable::figuresUpToTheirLimitsAreTaken_data()
{
    QTest::addColumn<QByteArray>("row");
    for (const char *row : {R"("cacheLifetimeSeconds":1)", R"("cacheLifetimeSeconds":2592000)",
                            R"("contextWindow":0)", R"("contextWindow":1000000000000)"})
        QTest::newRow(row) << QByteArray(row);
}

void TestModelTable::figuresUpToTheirLimitsAreTaken()
{
    QFETCH(const QByteArray, row);
    const auto table =
        ModelTable().amended(R"({"models":{"a/b-1.2":{"family":"other",)" + row + "}}}");
    QVERIFY2(table, qPrintable(table ? QString() : table.error().place));
}

QTEST_GUILESS_MAIN(TestModelTable)
#include "tst_modeltable.moc"
