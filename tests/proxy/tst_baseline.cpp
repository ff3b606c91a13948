// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/baseline.h"
#include "proxy/accounting/cost.h"

#include <QTest>

using proxy::Baseline;
using proxy::BaselineTurn;
using proxy::Usage;

namespace {

constexpr qint64 kMinute = 60'000;

/// As Anthropic reports: fresh input, output, read, written for five minutes.
Usage claude(qint64 input, qint64 read, qint64 written)
{
    return {.input = input,
            .output = 100,
            .cacheRead = read,
            .cacheWrite5m = written,
            .cacheWrite1h = 0};
}

/// As OpenAI reports: cached tokens, nothing about writing.
Usage openai(qint64 input, qint64 read)
{
    return {.input = input, .output = 100, .cacheRead = read};
}

BaselineTurn turn(const Usage &usage, bool diverted, qint64 atMs)
{
    return {.conversation = 7,
            .prefix = 3,
            .requestedModel = "claude-sonnet-4-5",
            .diverted = diverted,
            .usage = usage,
            .atMs = atMs};
}

} // namespace

class TestBaseline final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesReportedFiguresWhileNothingIsDiverted();
    void readsWhatTheTurnBeforeLeftWhenDiverted();
    void chargesTheSwitchBackToTheRealWorldOnly();
    void letsTheCacheDieOfIdleness();
    void startsColdWhereTheConversationBeginsDiverted();
    void readsASharedPrefixThatIsWarm();
    void losesWhatTheClientEdits();
    void followsACacheThatTellsNoWrites();
    void cachesNothingForClientsThatDoNot();
    void forgetsNothingForAFailedTurn();
    void keepsTheTotalOfTokens();
    void isBounded();
    void prefixesAreBounded();
    void modelsOfAPrefixAreBounded();
    void costsWhatTheListSays();
    void costIsUnknownWhereAPriceIs();
    void tokensArePricedUpToABillion();
};

void TestBaseline::takesReportedFiguresWhileNothingIsDiverted()
{
    Baseline baseline;
    const Usage first = claude(10, 0, 20'000);
    const Usage second = claude(10, 5'000, 16'000); // a loss upstream: the model's own
    QCOMPARE(baseline.usageAtRequested(turn(first, false, 0)), first);
    QCOMPARE(baseline.usageAtRequested(turn(second, false, kMinute)), second);
}

void TestBaseline::readsWhatTheTurnBeforeLeftWhenDiverted()
{
    Baseline baseline;
    (void)baseline.usageAtRequested(turn(claude(10, 0, 20'000), false, 0));
    // The cheap model writes its whole cache; the requested one would have read 20,000.
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 0, 21'000), true, kMinute)),
             claude(10, 20'000, 1'000));
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 21'000, 500), true, 2 * kMinute)),
             claude(10, 21'000, 500));
}

void TestBaseline::chargesTheSwitchBackToTheRealWorldOnly()
{
    Baseline baseline;
    (void)baseline.usageAtRequested(turn(claude(10, 0, 20'000), false, 0));
    (void)baseline.usageAtRequested(turn(claude(10, 0, 21'000), true, kMinute));
    // Back home: the real cache lacks what the diversion added, the simulated one has it.
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 20'000, 2'000), false, 2 * kMinute)),
             claude(10, 21'000, 1'000));
    // Caught up: reported figures count again, losses included.
    const Usage caughtUp = claude(10, 22'000, 300);
    QCOMPARE(baseline.usageAtRequested(turn(caughtUp, false, 3 * kMinute)), caughtUp);
    const Usage lost = claude(10, 0, 23'000);
    QCOMPARE(baseline.usageAtRequested(turn(lost, false, 4 * kMinute)), lost);
}

void TestBaseline::letsTheCacheDieOfIdleness()
{
    Baseline baseline;
    auto first = turn(claude(10, 0, 20'000), false, 0);
    first.prefix = 0;
    (void)baseline.usageAtRequested(first);
    auto late = turn(claude(10, 0, 21'000), true, 6 * kMinute);
    late.prefix = 0;
    QCOMPARE(baseline.usageAtRequested(late), claude(10, 0, 21'000));
    // An hour's cache outlives that.
    Baseline longLived;
    Usage hour = claude(10, 0, 0);
    hour.cacheWrite1h = 20'000;
    first.usage = hour;
    (void)longLived.usageAtRequested(first);
    QCOMPARE(longLived.usageAtRequested(late).cacheRead, 20'000);
}

void TestBaseline::startsColdWhereTheConversationBeginsDiverted()
{
    Baseline baseline;
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 9'000, 11'000), true, 0)),
             claude(10, 0, 20'000));
}

void TestBaseline::readsASharedPrefixThatIsWarm()
{
    Baseline baseline;
    auto other = turn(claude(10, 9'000, 1'000), false, 0);
    other.conversation = 8;
    (void)baseline.usageAtRequested(other);
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 0, 20'000), true, kMinute)),
             claude(10, 9'000, 11'000));
}

void TestBaseline::losesWhatTheClientEdits()
{
    Baseline baseline;
    (void)baseline.usageAtRequested(turn(claude(0, 0, 20'000), false, 0));
    auto edited = turn(claude(0, 0, 20'000), true, kMinute);
    edited.sameShare = 0.25;
    QCOMPARE(baseline.usageAtRequested(edited), claude(0, 5'000, 15'000));
}

void TestBaseline::followsACacheThatTellsNoWrites()
{
    Baseline baseline;
    (void)baseline.usageAtRequested(turn(openai(20'000, 0), false, 0));
    QCOMPARE(baseline.usageAtRequested(turn(openai(21'000, 0), true, kMinute)),
             openai(1'000, 20'000));
}

void TestBaseline::cachesNothingForClientsThatDoNot()
{
    Baseline baseline;
    const Usage plain = claude(20'000, 0, 0);
    QCOMPARE(baseline.usageAtRequested(turn(plain, false, 0)), plain);
    QCOMPARE(baseline.usageAtRequested(turn(plain, true, kMinute)), plain);
}

void TestBaseline::forgetsNothingForAFailedTurn()
{
    Baseline baseline;
    (void)baseline.usageAtRequested(turn(claude(10, 0, 20'000), false, 0));
    QCOMPARE(baseline.usageAtRequested(turn({}, true, kMinute)), Usage());
    QCOMPARE(baseline.usageAtRequested(turn(claude(10, 0, 21'000), true, kMinute)).cacheRead,
             20'000);
}

void TestBaseline::keepsTheTotalOfTokens()
{
    Baseline baseline;
    quint32 seed = 12345;
    const auto next = [&seed](quint32 below) {
        seed = seed * 1664525U + 1013904223U;
        return static_cast<qint64>((seed >> 8) % below);
    };
    for (int i = 0; i < 20'000; ++i) {
        auto some = turn(next(2) ? claude(next(500), next(90'000), next(90'000))
                                 : openai(next(90'000), next(90'000)),
                         next(2) == 1, i * next(400'000));
        some.conversation = static_cast<quint64>(next(50));
        some.sameShare = static_cast<double>(next(11)) / 10;
        const Usage usage = baseline.usageAtRequested(some);
        QCOMPARE(usage.promptTokens(), some.usage.promptTokens());
        QVERIFY(usage.input >= 0 && usage.cacheRead >= 0);
        QCOMPARE(usage.output, some.usage.output);
    }
}

void TestBaseline::isBounded()
{
    Baseline baseline;
    for (quint64 i = 0; i <= Baseline::kMaxConversations; ++i) {
        auto some = turn(claude(10, 0, 20'000), false, 0);
        some.conversation = i;
        some.prefix = 0;
        (void)baseline.usageAtRequested(some);
    }
    auto second = turn(claude(10, 0, 20'000), true, 1);
    second.conversation = 1;
    second.prefix = 0;
    QCOMPARE(baseline.usageAtRequested(second).cacheRead, 20'000);
    auto oldest = turn(claude(10, 0, 20'000), true, 1);
    oldest.conversation = 0;
    oldest.prefix = 0;
    QCOMPARE(baseline.usageAtRequested(oldest).cacheRead, 0);
}

void TestBaseline::prefixesAreBounded()
{
    // What a new conversation reads of the first prefix, after so many.
    const auto readAfter = [](quint64 prefixes) {
        Baseline baseline;
        for (quint64 i = 1; i <= prefixes; ++i) {
            auto some = turn(claude(10, 5'000, 100), false, 0);
            some.conversation = i;
            some.prefix = i;
            (void)baseline.usageAtRequested(some);
        }
        auto another = turn(claude(10, 0, 20'000), true, 1);
        another.conversation = prefixes + 1;
        another.prefix = 1;
        return baseline.usageAtRequested(another).cacheRead;
    };
    QCOMPARE(readAfter(4096), 5'000);
    QCOMPARE(readAfter(4097), 0);
}

void TestBaseline::modelsOfAPrefixAreBounded()
{
    const auto readAfter = [](quint64 models) {
        Baseline baseline;
        for (quint64 i = 1; i <= models; ++i) {
            auto some = turn(claude(10, 5'000, 100), false, 0);
            some.conversation = i;
            some.requestedModel = "m" + QByteArray::number(i);
            (void)baseline.usageAtRequested(some);
        }
        auto another = turn(claude(10, 0, 20'000), true, 1);
        another.conversation = models + 1;
        another.requestedModel = "m1";
        return baseline.usageAtRequested(another).cacheRead;
    };
    QCOMPARE(readAfter(64), 5'000);
    QCOMPARE(readAfter(65), 0);
}

void TestBaseline::costsWhatTheListSays()
{
    const proxy::ModelTable table;
    Usage usage = claude(1'000, 100'000, 10'000);
    usage.cacheWrite1h = 1'000;
    usage.output = 2'000;
    // 3 + 30 + 37.5 + 6 + 30 thousandths of a dollar, at Sonnet 4.5's 3 / 15 / 0.3 / 3.75 / 6.
    QCOMPARE(proxy::costOf(usage, table.find("claude-sonnet-4-5")->price),
             proxy::kPicoPerDollar * 1065 / 10000);
    // Haiku 5.5 at 0.10 / 0.50 / 0.01 / 0.125, and above 100,000 tokens at five times that.
    const proxy::ModelPrice &haiku = table.find("claude-haiku-5-5")->price;
    Usage prompt {.input = 1'000, .output = 2'000, .cacheRead = 98'000, .cacheWrite5m = 1'000};
    QCOMPARE(proxy::costOf(prompt, haiku), proxy::kPicoPerDollar / 1'000'000 * 2'205);
    ++prompt.cacheRead;
    QCOMPARE(proxy::costOf(prompt, haiku), proxy::PicoDollars {11'025'050'000});
    QCOMPARE(proxy::costOf(prompt, haiku, {.speed = {}, .region = "us"}),
             proxy::PicoDollars {12'127'555'000});
    // GPT-6 Luna writes for half an hour or half a day.
    const proxy::ModelPrice &luna = table.find("gpt-6-luna")->price;
    const Usage written {.input = 0, .output = 0, .cacheWrite30m = 1'000, .cacheWrite12h = 1'000};
    QCOMPARE(proxy::costOf(written, luna), proxy::PicoDollars {375'000'000});
}

void TestBaseline::costIsUnknownWhereAPriceIs()
{
    const proxy::ModelTable table;
    const auto o3pro = table.find("o3-pro")->price;
    QVERIFY(!proxy::costOf(openai(1'000, 500), o3pro));
    QVERIFY(proxy::costOf(openai(1'000, 0), o3pro));
    QVERIFY(!proxy::costOf(claude(1, 1, 1), table.find("kimi-k2")->price));
    QVERIFY(!proxy::costOf({}, o3pro));
    QVERIFY(!proxy::costOf({.input = qint64 {1} << 40, .output = 1}, o3pro));
}

void TestBaseline::tokensArePricedUpToABillion()
{
    const proxy::ModelTable table;
    const proxy::ModelPrice &price = table.find("claude-sonnet-4-5")->price;
    QVERIFY(proxy::costOf({.input = proxy::kMostPricedTokens, .output = 0}, price));
    QVERIFY(!proxy::costOf({.input = proxy::kMostPricedTokens + 1, .output = 0}, price));
}

QTEST_GUILESS_MAIN(TestBaseline)
#include "tst_baseline.moc"
