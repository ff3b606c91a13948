// SPDX-License-Identifier: LicenseRef-Private
// Whose price counts when another model answers than was sent.
#include "proxy/accounting/accounting.h"

#include <QTest>

using proxy::Accounting;
using proxy::Exchange;

namespace {

Exchange answered(const QByteArray &sent, const QByteArray &by)
{
    Exchange exchange;
    exchange.routable = true;
    exchange.decision.requestedModel = exchange.decision.selectedModel = sent;
    exchange.responseModel = by;
    exchange.usage = {.input = 1'000'000, .output = 0};
    return exchange;
}

double dollars(const std::optional<proxy::PicoDollars> &amount)
{
    return amount ? double(*amount) / double(proxy::kPicoPerDollar) : -1;
}

} // namespace

class TestAnsweringModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSubstituteIsTold_data();
    void aSubstituteIsTold();
    void anAnswerOfTheProvidersFallbackCostsWhatThatModelCosts();
    void speedMultipliesThePriceOfALostCacheToo();
    void aSummaryIsPricedByItsOwnLength();
    void adviceIsPricedByItsOwnModelInBothSums();
    void noWritesAreExpectedOfAModelThatChargesForNone();
    void whatBreaksOffSavesNothing();
    void aWarmUpIsNoTurn();
    void whatGoesOnFromAResponseIsOfItsConversation();
    void aSubstituteCostsWhatItCosts();
    void writesLiveAsLongAsWasAskedFor();
    void whereNothingWasWrittenNothingLivesLonger();
};

void TestAnsweringModel::aSubstituteIsTold_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("by");
    QTest::addColumn<bool>("isSubstituted");
    const auto row = [](const char *sent, const char *by, bool isSubstituted) {
        QTest::addRow("%s by %s", sent, by) << QByteArray(sent) << QByteArray(by) << isSubstituted;
    };
    row("claude-opus-5-5", "claude-opus-5-5", false);
    row("claude-opus-5-5", "claude-opus-4-8", true);
    row("claude-haiku-4-5", "claude-haiku-4-5-20251001", false);
    row("work/gpt-5(low)", "gpt-5-2025-08-07", false);
    row("gemini-3.8-flash", "models/gemini-3.8-flash", false);
    row("gemini-3-flash", "gemini-3-flash-preview", false);
    row("claude-opus-5-5", "something-else", true);
    // Clouds write the same model in other ways.
    row("claude-haiku-4-5", "us.anthropic.claude-haiku-4-5-20251001-v1:0", false);
    row("claude-opus-4-6", "anthropic.claude-opus-4-6-v1", false);
    row("claude-opus-4-6", "anthropic.claude-opus-4-5-v1", true);
    row("claude-opus-4-5", "claude-opus-4-5@20251101", false);
    row("claude-opus-5-5", "Claude-Opus-5-5", false);
    row("gemini-2.5-flash", "gemini-2.5-flash-001", false);
    row("gpt-5.6-luna", "openai/gpt-5.6-luna", false);
    row("gpt-5.6-luna", "gpt-5.6-terra", true);
    row("gemini-pro-latest", "gemini-3.1-pro-preview", false);
    row("claude-haiku-4-5-latest", "claude-opus-4-8", true);
    // A name of the backend's own making says nothing, nor does an answer without a name.
    row("my-alias", "claude-opus-4-8", false);
    row("claude-opus-5-5", "", false);
}

void TestAnsweringModel::aSubstituteIsTold()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, by);
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered(sent, by);
    accounting.settle(exchange, {}, {});
    QTEST(exchange.modelSubstituted, "isSubstituted");
}

void TestAnsweringModel::anAnswerOfTheProvidersFallbackCostsWhatThatModelCosts()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("claude-fable-5-1", "claude-opus-5");
    exchange.fallback = "cyber";
    accounting.settle(exchange, {}, {});
    QVERIFY(!exchange.modelSubstituted);
    QCOMPARE(dollars(exchange.cost.actual), 5.0);
}

void TestAnsweringModel::speedMultipliesThePriceOfALostCacheToo()
{
    Accounting accounting {proxy::ModelTable()};
    const auto turn = [&accounting](qint64 read, qint64 written) {
        Exchange exchange = answered("claude-opus-5-5", "claude-opus-5-5");
        exchange.session = "s";
        exchange.speed = "fast";
        exchange.usage = {.input = 10, .output = 10, .cacheRead = read, .cacheWrite5m = written};
        accounting.settle(exchange, {}, {});
        return exchange;
    };
    (void)turn(0, 100'000);
    const Exchange lost = turn(0, 100'000);
    QCOMPARE(lost.cacheLoss.lostTokens, 100'000);
    // 100,000 tokens written at 10 instead of read at 0.4 dollars a million.
    QCOMPARE(dollars(lost.cacheLoss.price), 0.96);
}

void TestAnsweringModel::aSummaryIsPricedByItsOwnLength()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("claude-haiku-5-5", "claude-haiku-5-5");
    exchange.usage = {.input = 1'000, .output = 0};
    exchange.sideUsage = {{.model = {}, .usage = {.input = 200'000, .output = 0}}};
    accounting.settle(exchange, {}, {});
    // 200,000 at 0.5 dollars a million, being above the step; 1,000 at 0.1, being below.
    QCOMPARE(dollars(exchange.cost.actual), 0.1001);
}

void TestAnsweringModel::adviceIsPricedByItsOwnModelInBothSums()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("claude-haiku-4-5", "claude-haiku-4-5");
    exchange.decision.requestedModel = "claude-opus-5";
    exchange.usage = {.input = 1'000, .output = 0};
    const proxy::SideUsage advice {.model = "claude-sonnet-5",
                                   .usage = {.input = 1'000'000, .output = 0}};
    const auto priceOfAdvice = dollars(proxy::ModelTable().find("claude-sonnet-5")->price.input);
    exchange.sideUsage = {advice};
    accounting.settle(exchange, {}, {});
    QCOMPARE(dollars(exchange.cost.actual), 1e6 * priceOfAdvice + 0.001);
    QCOMPARE(dollars(exchange.cost.baseline), 1e6 * priceOfAdvice + 0.005);
    exchange.sideUsage[0].model = "unheard-of";
    accounting.settle(exchange, {}, {});
    QVERIFY(!exchange.cost.actual);
}

void TestAnsweringModel::noWritesAreExpectedOfAModelThatChargesForNone()
{
    Accounting accounting {proxy::ModelTable()};
    const auto turn = [&accounting](qint64 read) {
        Exchange exchange = answered("gpt-5.1", "gpt-5.1");
        exchange.session = "s";
        exchange.usage = {
            .input = 100'000 - read, .output = 10, .cacheRead = read, .cacheWrite30m = 0};
        accounting.settle(exchange, {}, {});
        return exchange;
    };
    (void)turn(0);
    // It caches by itself: all that was sent can be read again.
    QCOMPARE(turn(0).cacheLoss.lostTokens, 100'000);
}

/// As Codex asks over a websocket: a warm-up, an ask, the tool loop, a further ask.
struct WebsocketTurns
{
    Exchange settle(const proxy::RequestFacts &facts, const proxy::Usage &usage)
    {
        Exchange exchange = answered("gpt-5.6-terra", "gpt-5.6-terra");
        exchange.dialect = proxy::Dialect::OpenAiResponses;
        exchange.session = "s";
        exchange.usage = usage;
        accounting.settle(exchange, facts, {});
        return exchange;
    }
    Exchange warmUp(const QByteArray &previous = {})
    {
        proxy::RequestFacts facts;
        facts.isWarmUp = true;
        facts.previousResponseId = previous;
        return settle(facts, {.input = 1, .output = 0, .cacheRead = 0});
    }
    Exchange turn(quint64 text, qint64 input, qint64 read)
    {
        proxy::RequestFacts facts;
        facts.firstTextHash = text;
        facts.previousResponseId = "resp_1";
        return settle(facts, {.input = input, .output = 10, .cacheRead = read});
    }

    Accounting accounting {proxy::ModelTable()};
};

void TestAnsweringModel::whatBreaksOffSavesNothing()
{
    for (const proxy::ExchangeEnd end :
         {proxy::ExchangeEnd::Complete, proxy::ExchangeEnd::Cut, proxy::ExchangeEnd::Failed}) {
        Accounting accounting {proxy::ModelTable()};
        Exchange exchange = answered("claude-opus-5-5", "claude-haiku-5-5");
        exchange.decision.selectedModel = "claude-haiku-5-5";
        exchange.end = end;
        accounting.settle(exchange, {}, {});
        QVERIFY(exchange.cost.actual > 0);
        QCOMPARE(exchange.cost.saved() > 0, end == proxy::ExchangeEnd::Complete);
    }
}

void TestAnsweringModel::aWarmUpIsNoTurn()
{
    WebsocketTurns turns;
    (void)turns.warmUp();
    (void)turns.turn(1, 20'000, 0);
    // Of a resumed session: it has no prompt at all.
    const Exchange warmUp = turns.warmUp("resp_2");
    QCOMPARE(warmUp.cacheLoss.lostTokens, 0);
    QVERIFY(warmUp.cacheLoss.cause.isEmpty());
    QCOMPARE(warmUp.cost.baseline, warmUp.cost.actual);
    QCOMPARE(turns.turn(0, 100, 20'000).cacheLoss.expectedRead, 20'000);
}

void TestAnsweringModel::whatGoesOnFromAResponseIsOfItsConversation()
{
    WebsocketTurns turns;
    (void)turns.warmUp();
    (void)turns.turn(1, 20'000, 0);
    QCOMPARE(turns.turn(0, 300, 20'000).cacheLoss.expectedRead, 20'000);
    // The next ask sends its own text alone.
    const Exchange next = turns.turn(2, 20'500, 0);
    QCOMPARE(next.cacheLoss.expectedRead, 20'300);
    QCOMPARE(next.cacheLoss.cause, QByteArray("upstream"));
}

void TestAnsweringModel::aSubstituteCostsWhatItCosts()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("claude-opus-5-5", "claude-haiku-4-5");
    accounting.settle(exchange, {}, {});
    QVERIFY(exchange.modelSubstituted);
    QCOMPARE(dollars(exchange.cost.actual), 1.0);
}

void TestAnsweringModel::writesLiveAsLongAsWasAskedFor()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("gpt-6-luna", "gpt-6-luna");
    exchange.usage = {.input = 10, .output = 10, .cacheRead = 0, .cacheWrite30m = 3'000};
    proxy::RequestFacts facts;
    facts.features.cacheTtlSeconds = 12 * 3600;
    accounting.settle(exchange, facts, {});
    QCOMPARE(exchange.usage.cacheWrite30m, 0);
    QCOMPARE(exchange.usage.cacheWrite12h, 3'000);
}

void TestAnsweringModel::whereNothingWasWrittenNothingLivesLonger()
{
    Accounting accounting {proxy::ModelTable()};
    Exchange exchange = answered("gpt-6-luna", "gpt-6-luna");
    exchange.usage = {.input = 10, .output = 10, .cacheRead = 0, .cacheWrite30m = 0};
    proxy::RequestFacts facts;
    facts.features.cacheTtlSeconds = 12 * 3600;
    accounting.settle(exchange, facts, {});
    QCOMPARE(exchange.usage.cacheWrite30m, 0);
    QCOMPARE(exchange.usage.cacheWrite12h, -1);
}

QTEST_GUILESS_MAIN(TestAnsweringModel)
#include "tst_answeringmodel.moc"
