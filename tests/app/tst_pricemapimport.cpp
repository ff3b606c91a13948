// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/pricemapimport.h"

#include "app/commands/modelsimport.h"
#include "tests/support/fulldisk.h"

#include "proxy/models/modeltable.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using app::NamedText;
using app::tableOfPriceMaps;

namespace {

const QDate kDay(2026, 11, 29);

NamedText fileOf(const QString &path)
{
    QFile file(path);
    return {path, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray()};
}

NamedText supplement()
{
    return fileOf(QStringLiteral(PROJECT_ROOT "/JSON/models-supplement.json"));
}

proxy::Result<proxy::ModelTable> imported(const QByteArray &map)
{
    return tableOfPriceMaps({NamedText {QStringLiteral("map.json"), map}}, supplement(), kDay)
        .and_then([](const QByteArray &text) -> proxy::Result<proxy::ModelTable> {
            auto table = proxy::ModelTable::fromJson(text);
            if (!table)
                return tl::make_unexpected(
                    proxy::Error {.detail = proxy::Text::words(table.error().problem)});
            return *std::move(table);
        });
}

double perMillion(const std::optional<proxy::PicoDollars> &price)
{
    return price ? double(*price) / 1e6 : -1;
}

} // namespace

class TestPriceMapImport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPricesWithTheirJumps();
    void writesOfOpenAiLiveHalfAnHourOrHalfADay();
    void theProvidersOwnEntryWins();
    void strangersArePassedOver();
    void nonsenseIsToldWithItsPlace();
    void theSameInputsMakeTheSameBytes();
    void aFullDiskLeavesTheTable();
    void theBuiltInTableIsMadeFromTheMapOfItsDay();
};

void TestPriceMapImport::readsPricesWithTheirJumps()
{
    const auto table = imported(R"({"claude-nova-6":{"litellm_provider":"anthropic","mode":"chat",
        "input_cost_per_token":1e-06,"output_cost_per_token":"5e-06",
        "cache_creation_input_token_cost":1.25e-06,"cache_creation_input_token_cost_above_1hr":2e-06,
        "input_cost_per_token_above_150k_tokens":2e-06,
        "output_cost_per_token_above_150k_tokens":7e-06,
        "provider_specific_entry":{"fast":6,"us":1.1},"max_input_tokens":1000}})");
    QVERIFY2(table, qPrintable(table ? QString() : table.error().detail.text()));
    const proxy::ModelFacts *facts = table->find("claude-nova-6");
    QVERIFY(facts);
    QCOMPARE(facts->contextWindow, 1000);
    QVERIFY(!facts->outputLimit);
    QCOMPARE(perMillion(facts->price.output), 5.0);
    QCOMPARE(perMillion(facts->price.cacheWrite5m), 1.25);
    QCOMPARE(perMillion(facts->price.cacheWrite1h), 2.0);
    QCOMPARE(perMillion(facts->price.forPrompt(150'000).input), 1.0);
    QCOMPARE(perMillion(facts->price.forPrompt(150'001).output), 7.0);
    QCOMPARE(facts->price.factors.value("fast"), 6.0);
}

void TestPriceMapImport::writesOfOpenAiLiveHalfAnHourOrHalfADay()
{
    const auto table = imported(R"({"gpt-9-luna":{"litellm_provider":"openai","mode":"chat",
        "input_cost_per_token":1e-06,"output_cost_per_token":5e-06,
        "cache_creation_input_token_cost":1.25e-06,
        "cache_creation_input_token_cost_above_12hr":2.5e-06}})");
    QVERIFY(table);
    const proxy::ModelPrice &price = table->find("gpt-9-luna")->price;
    QCOMPARE(perMillion(price.cacheWrite30m), 1.25);
    QCOMPARE(perMillion(price.cacheWrite12h), 2.5);
    QVERIFY(!price.cacheWrite5m);
}

void TestPriceMapImport::theProvidersOwnEntryWins()
{
    const auto table = imported(R"({
        "gemini-9-flash":{"litellm_provider":"vertex_ai-language-models","mode":"chat",
            "input_cost_per_token":9e-06,"output_cost_per_token":9e-06},
        "gemini/gemini-9-flash":{"litellm_provider":"gemini","mode":"chat",
            "input_cost_per_token":1e-06,"output_cost_per_token":2e-06}})");
    QVERIFY(table);
    QCOMPARE(perMillion(table->find("gemini-9-flash")->price.input), 1.0);
}

void TestPriceMapImport::strangersArePassedOver()
{
    const auto table = imported(R"({"sample_spec":{"mode":"whatever"},
        "acme/rocket":{"litellm_provider":"acme","mode":"chat"},
        "claude-nova-6":{"litellm_provider":"anthropic","mode":"chat",
            "input_cost_per_token":1e-06,"output_cost_per_token":5e-06}})");
    QVERIFY(table);
    QVERIFY(!table->find("rocket") && !table->find("acme/rocket"));
    QVERIFY(table->find("claude-nova-6"));
}

void TestPriceMapImport::nonsenseIsToldWithItsPlace()
{
    const auto table = imported(R"({"claude-nova-6":{"litellm_provider":"anthropic","mode":"chat",
        "input_cost_per_token":"much","output_cost_per_token":5e-06}})");
    QVERIFY(!table);
    QVERIFY2(table.error().detail.text().contains(QStringLiteral("claude-nova-6"))
                 && table.error().detail.text().contains(QStringLiteral("input_cost_per_token")),
             qPrintable(table.error().detail.text()));
    QVERIFY(!imported("[]"));
    QVERIFY(!imported("{"));
    QVERIFY(!imported(R"({"a": 1})"));
    QVERIFY(!imported(R"({"acme/rocket":{"litellm_provider":"acme","mode":"chat"}})"));
}

void TestPriceMapImport::theSameInputsMakeTheSameBytes()
{
    const NamedText map {QStringLiteral("map.json"),
                         R"({"gpt-9":{"litellm_provider":"openai","mode":"chat",
        "input_cost_per_token":1e-06,"output_cost_per_token":5e-06}})"};
    const auto first = tableOfPriceMaps({map}, supplement(), kDay);
    const auto second = tableOfPriceMaps({map}, supplement(), kDay);
    QVERIFY(first && second);
    QCOMPARE(*first, *second);
}

void TestPriceMapImport::aFullDiskLeavesTheTable()
{
    const QTemporaryDir folder;
    const QString map = folder.filePath(QStringLiteral("map.json"));
    const QString table = folder.filePath(QStringLiteral("models.json"));
    for (const auto &[path, text] :
         {std::pair {map, QByteArray(R"({"claude-nova-6":{"litellm_provider":"anthropic",
              "mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":5e-06}})")},
          std::pair {table, QByteArray("my own rows")}}) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QString said;
    QTextStream out(&said);
    const int code = [&] {
        const support::FullDisk full(100);
        return app::runModelsImport({map}, table, {out, out});
    }();
    QCOMPARE(code, 1);
    QVERIFY2(said.contains(table), qPrintable(said));
    QCOMPARE(fileOf(table).text, "my own rows");
    QCOMPARE(app::runModelsImport({map}, table, {out, out}), 0);
    QVERIFY(fileOf(table).text.contains("claude-nova-6"));
}

void TestPriceMapImport::theBuiltInTableIsMadeFromTheMapOfItsDay()
{
    const NamedText map =
        fileOf(QStringLiteral(RECORDINGS_DIR "/reference/models/list-prices-2026-11.json"));
    if (map.text.isEmpty())
        QSKIP("the price map is not beside the checkout");
    const auto table = tableOfPriceMaps({map}, supplement(), kDay);
    QVERIFY2(table, qPrintable(table ? QString() : table.error().detail.text()));
    QVERIFY2(*table == fileOf(QStringLiteral(PROJECT_ROOT "/JSON/models.json")).text,
             "JSON/models.json is not what `llm-proxy models import` makes of the map");
}

QTEST_GUILESS_MAIN(TestPriceMapImport)
#include "tst_pricemapimport.moc"
