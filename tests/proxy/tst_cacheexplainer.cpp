// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/cacheexplainer.h"
#include "proxy/accounting/cost.h"
#include "proxy/inspect/promptfingerprinter.h"
#include "proxy/inspect/requestinspector.h"

#include <QTest>

using namespace proxy;

namespace {

constexpr qint64 kMinute = 60'000;

const InspectorTables &tables()
{
    static const auto kTables = loadInspectorTables();
    return *kTables;
}

PromptFingerprint fingerprintOf(const QByteArray &body, Dialect dialect = Dialect::Anthropic)
{
    RequestInspector inspector(tables());
    return fingerprintPrompt(body, inspector.inspect(dialect, body), tables());
}

/// A request of three tools, two system blocks and some messages.
struct Prompt
{
    QList<QByteArray> tools {tool("Read", "Reads."), tool("Edit", "Edits."), tool("Run", "Runs.")};
    QList<QByteArray> system {
        R"({"type":"text","text":"You are an agent."})",
        R"({"type":"text","text":"Rules.","cache_control":{"type":"ephemeral"}})"};
    QList<QByteArray> messages {
        R"({"role":"user","content":"Fix the parser."})",
        R"({"role":"assistant","content":[{"type":"tool_use","id":"t"}]})",
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"ok"}]})"};

    static QByteArray tool(const QByteArray &name, const QByteArray &description,
                           const QByteArray &schema = "{}")
    {
        return R"({"name":")" + name + R"(","description":")" + description + R"(","input_schema":)"
               + schema + '}';
    }

    [[nodiscard]] QByteArray body() const
    {
        return R"({"model":"claude-sonnet-4-5","tools":[)" + tools.join(',') + R"(],"system":[)"
               + system.join(',') + R"(],"messages":[)" + messages.join(',')
               + R"(],"max_tokens":1000})";
    }
};

QByteArray placeOf(const Prompt &before, const Prompt &after)
{
    const auto difference =
        firstDifference(fingerprintOf(before.body()), fingerprintOf(after.body()));
    return difference ? difference->place : QByteArray();
}

Usage usage(qint64 read, qint64 written)
{
    return {
        .input = 5, .output = 100, .cacheRead = read, .cacheWrite5m = written, .cacheWrite1h = 0};
}

CacheTurn turn(const Prompt &prompt, const Usage &usage, qint64 atMs)
{
    return {.conversation = 7,
            .requestedModel = "claude-sonnet-4-5()",
            .servedModel = "claude-sonnet-4-5()",
            .effort = {},
            .fingerprint = fingerprintOf(prompt.body()),
            .usage = usage,
            .atMs = atMs,
            .price = ModelTable().find("claude-sonnet-4-5")->price};
}

/// What the turn before put into the cache, as a further turn of the conversation finds it.
qint64 expectedRead(CacheExplainer &explainer, quint64 conversation)
{
    return explainer
        .explain({.conversation = conversation,
                  .requestedModel = {},
                  .servedModel = {},
                  .effort = {},
                  .fingerprint = {},
                  .usage = usage(20'000, 0),
                  .price = {}})
        .loss.expectedRead;
}

} // namespace

class TestCacheExplainer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksThatMoveAreNoDifference_data();
    void marksThatMoveAreNoDifference();
    void growthIsNoDifference();
    void namesTheFirstDifference();
    void forgivesChangesBehindTheLastMark();
    void readsTheOtherDialects();
    void whatGoesOnFromAnEarlierResponseIsNoEdit();
    void tellsCausesApart();
    void aSummaryIsNoLoss();
    void aFullReadIsNoLoss();
    void aLossIsToldBeyondWhatIsTolerated();
    void pricesTheLoss();
    void aLossThatCannotBeTrueHasNoPrice();
    void explainsNothingWithoutUsage();
    void sharesToolsThatStayed();
    void isBounded();
    void conversationsAreBounded();
};

void TestCacheExplainer::marksThatMoveAreNoDifference_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("mark gone")
        << QByteArray(
               R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]})")
        << QByteArray(
               R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})");
    QTest::newRow("mark first in its block")
        << QByteArray(
               R"({"role":"user","content":[{"cache_control":{"type":"ephemeral","ttl":"1h"},"type":"tool_result","content":"b"}]})")
        << QByteArray(R"({"role":"user","content":[{"type":"tool_result","content":"b"}]})");
    QTest::newRow("block becomes string") << QByteArray(
        R"({"role":"user","content":[{"type":"text","text":"say \"hi\"","cache_control":{"type":"ephemeral"}}]})")
                                          << QByteArray(
                                                 R"({"role":"user","content":"say \"hi\""})");
    QTest::newRow("null mark") << QByteArray(
        R"({"role":"user","content":[{"type":"text","text":"b","cache_control":null}]})")
                               << QByteArray(R"({"role":"user","content":"b"})");
    QTest::newRow("no text of a person")
        << QByteArray(R"({"role":"user","content":"\"cache_control\":{}"})")
        << QByteArray(R"({"role":"user","content":"\"cache_control\":{}"})");
}

void TestCacheExplainer::marksThatMoveAreNoDifference()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(canonicalBlock(before), canonicalBlock(after));
    Prompt old;
    Prompt now;
    old.messages = {before, R"({"role":"assistant","content":"x"})"};
    now.messages = {after, R"({"role":"assistant","content":"x"})"};
    QCOMPARE(placeOf(old, now), QByteArray());
    now.messages[0].replace("user", "tool");
    QCOMPARE(firstDifference(fingerprintOf(now.body()), fingerprintOf(old.body()))->place,
             "messages[0]");
}

void TestCacheExplainer::growthIsNoDifference()
{
    const Prompt old;
    Prompt now = old;
    now.messages.append(R"({"role":"assistant","content":"Done."})");
    QCOMPARE(placeOf(old, now), QByteArray());
    QCOMPARE(placeOf(now, old), "messages[3]");
}

void TestCacheExplainer::namesTheFirstDifference()
{
    const Prompt old;
    const auto place = [&old](const auto &edit) {
        Prompt now = old;
        edit(now);
        return placeOf(old, now);
    };
    QCOMPARE(place([](Prompt &p) { p.tools[1] = Prompt::tool("Edit", "Edits files."); }),
             "tools[1].description");
    QCOMPARE(place([](Prompt &p) { p.tools[2] = Prompt::tool("Run", "Runs.", "{\"a\":1}"); }),
             "tools[2].input_schema");
    QCOMPARE(place([](Prompt &p) { p.tools.move(0, 2); }), "tools[0].name");
    QCOMPARE(place([](Prompt &p) { p.tools.append(Prompt::tool("New", "New.")); }), "tools[3]");
    QCOMPARE(place([](Prompt &p) { p.tools.removeLast(); }), "tools[2]");
    QCOMPARE(place([](Prompt &p) { p.system[1].replace("Rules", "Laws"); }), "system[1]");
    QCOMPARE(place([](Prompt &p) { p.system.removeLast(); }), "system[1]");
    QCOMPARE(place([](Prompt &p) { p.messages[1].replace("\"t\"", "\"u\""); }), "messages[1]");
    // What comes first in the cache's order is named.
    QCOMPARE(place([](Prompt &p) {
                 p.messages[0].replace("Fix", "Mend");
                 p.system[0].replace("agent", "robot");
             }),
             "system[0]");
    Prompt now = old;
    now.messages[2].replace("ok", "no");
    const auto difference = firstDifference(fingerprintOf(old.body()), fingerprintOf(now.body()));
    QVERIFY(difference->sameShare > 0.5 && difference->sameShare < 1);
}

void TestCacheExplainer::forgivesChangesBehindTheLastMark()
{
    Prompt old;
    old.messages = {
        R"({"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]})",
        R"({"role":"system","content":"The time is 10:00."})"};
    Prompt now = old;
    now.messages[1].replace("10:00", "10:01");
    QCOMPARE(placeOf(old, now), QByteArray());
    now.messages[0].replace("\"a\"", "\"b\"");
    QCOMPARE(placeOf(old, now), "messages[0]");
}

void TestCacheExplainer::readsTheOtherDialects()
{
    const QByteArray chat =
        R"({"model":"gpt-5","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],)"
        R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{}}}]})";
    QByteArray edited = chat;
    edited.replace("\"d\"", "\"e\"");
    QCOMPARE(firstDifference(fingerprintOf(chat, Dialect::OpenAiChat),
                             fingerprintOf(edited, Dialect::OpenAiChat))
                 ->place,
             "tools[0].description");
    const QByteArray responses =
        R"({"model":"gpt-5","instructions":"Be brief.","input":[{"role":"user","content":"u"}]})";
    edited = responses;
    edited.replace("brief", "kind");
    QCOMPARE(firstDifference(fingerprintOf(responses, Dialect::OpenAiResponses),
                             fingerprintOf(edited, Dialect::OpenAiResponses))
                 ->place,
             "system[0]");
    QVERIFY(fingerprintOf("{\"model\":\"m\"}").messages.empty());
    QVERIFY(fingerprintOf("no JSON").messages.empty());
}

void TestCacheExplainer::whatGoesOnFromAnEarlierResponseIsNoEdit()
{
    const auto body = [](const QByteArray &input, const QByteArray &previous = {}) {
        return R"({"model":"gpt-5",)"
               + (previous.isEmpty() ? QByteArray()
                                     : R"("previous_response_id":")" + previous + R"(",)")
               + R"("input":[{"role":"user","content":")" + input + R"("}]})";
    };
    const auto fingerprint = [](const QByteArray &text) {
        return fingerprintOf(text, Dialect::OpenAiResponses);
    };
    const auto whole = fingerprint(body("Rename x."));
    const auto further = fingerprint(body("Now y.", "resp_1"));
    QVERIFY(firstDifference(whole, fingerprint(body("Now y."))));
    QVERIFY(!firstDifference(whole, further));
    QVERIFY(!firstDifference(further, fingerprint(body("And z.", "resp_2"))));
    QVERIFY(!firstDifference(further, whole));
    // What the upstream lost meanwhile is still told.
    CacheExplainer explainer;
    CacheTurn first = turn({}, usage(0, 20'000), 0);
    first.fingerprint = whole;
    CacheTurn second = turn({}, usage(0, 20'100), kMinute);
    second.fingerprint = further;
    (void)explainer.explain(std::move(first));
    QCOMPARE(explainer.explain(std::move(second)).loss.cause, "upstream");
}

void TestCacheExplainer::tellsCausesApart()
{
    const Prompt prompt;
    Prompt edited;
    edited.system[0].replace("agent", "robot");
    const auto cause = [](const CacheTurn &first, CacheTurn second) {
        CacheExplainer explainer;
        (void)explainer.explain(first);
        const CacheLoss loss = explainer.explain(std::move(second)).loss;
        return loss.cause + '|' + loss.firstDifference.utf8();
    };
    const CacheTurn first = turn(prompt, usage(0, 20'000), 0);
    QCOMPARE(cause(first, turn(prompt, usage(0, 21'000), kMinute)), "upstream|");
    QCOMPARE(cause(first, turn(edited, usage(0, 21'000), kMinute)), "client-edit|system[0]");
    QCOMPARE(cause(first, turn(edited, usage(0, 21'000), 7 * kMinute)), "idle|idle 7m > 5m");
    CacheTurn switched = turn(prompt, usage(0, 21'000), kMinute);
    switched.servedModel = "claude-haiku-4-5()";
    QCOMPARE(cause(first, switched), "switch|model");
    switched.requestedModel = "claude-haiku-4-5()";
    QCOMPARE(cause(first, switched), "client-edit|model");
    CacheTurn harder = turn(prompt, usage(0, 21'000), kMinute);
    harder.effort = "high";
    QCOMPARE(cause(first, harder), "client-edit|effort");
    CacheTurn lowered = turn(prompt, usage(0, 21'000), kMinute);
    lowered.loweredEffort = "low";
    QCOMPARE(cause(first, lowered), "switch|effort");
    // An hour's cache is not idle after seven minutes.
    CacheTurn longLived = first;
    longLived.usage = usage(0, 0);
    longLived.usage.cacheWrite1h = 20'000;
    QCOMPARE(cause(longLived, turn(prompt, usage(0, 21'000), 7 * kMinute)), "upstream|");
}

void TestCacheExplainer::aSummaryIsNoLoss()
{
    const Prompt prompt;
    for (const auto compaction : {proxy::Compaction::Done, proxy::Compaction::Pending}) {
        CacheExplainer explainer;
        (void)explainer.explain(turn(prompt, usage(0, 90'000), 0));
        CacheTurn summarised = turn(prompt, usage(0, 20'000), kMinute);
        summarised.compaction = compaction;
        const auto explanation = explainer.explain(std::move(summarised));
        QCOMPARE(explanation.loss.cause, QByteArray());
        QCOMPARE(explanation.sameShare, 0.0);
        const CacheLoss next = explainer.explain(turn(prompt, usage(0, 21'000), 2 * kMinute)).loss;
        // After Done the new history was cached; a pending one comes with the next request.
        const bool isLost = compaction == proxy::Compaction::Done;
        QCOMPARE(next.cause, QByteArray(isLost ? "upstream" : ""));
        QCOMPARE(next.expectedRead, isLost ? 20'000 : 0);
    }
}

void TestCacheExplainer::aFullReadIsNoLoss()
{
    CacheExplainer explainer;
    const Prompt prompt;
    QCOMPARE(explainer.explain(turn(prompt, usage(0, 20'000), 0)).loss.expectedRead, -1);
    Prompt edited;
    edited.messages[2].replace("ok", "no");
    const auto explanation = explainer.explain(turn(edited, usage(19'500, 900), kMinute));
    QCOMPARE(explanation.loss.expectedRead, 20'000);
    QCOMPARE(explanation.loss.cause, QByteArray());
    QVERIFY(explanation.sameShare < 1);
}

/// The larger of 1,024 tokens and a twentieth of what was cached.
void TestCacheExplainer::aLossIsToldBeyondWhatIsTolerated()
{
    const Prompt prompt;
    const auto lost = [&prompt](qint64 cached, qint64 missing) {
        CacheExplainer explainer;
        (void)explainer.explain(turn(prompt, usage(0, cached), 0));
        return explainer.explain(turn(prompt, usage(cached - missing, missing), kMinute))
            .loss.lostTokens;
    };
    QCOMPARE(lost(20'000, 1'024), qint64(0));
    QCOMPARE(lost(20'000, 1'025), qint64(1'025));
    QCOMPARE(lost(100'000, 5'000), qint64(0));
    QCOMPARE(lost(100'000, 5'001), qint64(5'001));
}

void TestCacheExplainer::pricesTheLoss()
{
    CacheExplainer explainer;
    const Prompt prompt;
    (void)explainer.explain(turn(prompt, usage(0, 20'000), 0));
    const CacheLoss loss = explainer.explain(turn(prompt, usage(4'000, 17'000), kMinute)).loss;
    QCOMPARE(loss.lostTokens, 16'000);
    // Written again at 3.75 where reading costs 0.3 a million.
    QCOMPARE(loss.price, kPicoPerDollar * 16 * 345 / 100'000);
    CacheTurn unknown = turn(prompt, usage(0, 21'000), 2 * kMinute);
    unknown.price = {};
    QVERIFY(!explainer.explain(unknown).loss.price);
}

void TestCacheExplainer::aLossThatCannotBeTrueHasNoPrice()
{
    CacheExplainer explainer;
    (void)explainer.explain(turn({}, usage(0, qint64 {1} << 40U), 0));
    const CacheLoss loss = explainer.explain(turn({}, usage(0, 500), 1000)).loss;
    QCOMPARE(loss.lostTokens, qint64 {1} << 40U);
    QVERIFY(!loss.price);
    const auto priceOf = [](qint64 tokens) {
        CacheExplainer another;
        (void)another.explain(turn({}, usage(0, tokens), 0));
        return another.explain(turn({}, usage(0, 500), 1000)).loss.price;
    };
    QVERIFY(priceOf(proxy::kMostPricedTokens));
    QVERIFY(!priceOf(proxy::kMostPricedTokens + 1));
}

void TestCacheExplainer::explainsNothingWithoutUsage()
{
    CacheExplainer explainer;
    const Prompt prompt;
    (void)explainer.explain(turn(prompt, usage(0, 20'000), 0));
    QCOMPARE(explainer.explain(turn(prompt, {}, kMinute)).loss.expectedRead, -1);
    QCOMPARE(explainer.explain(turn(prompt, usage(20'000, 500), 2 * kMinute)).loss.expectedRead,
             20'000);
}

void TestCacheExplainer::sharesToolsThatStayed()
{
    CacheExplainer explainer;
    const Prompt prompt;
    const PromptFingerprint fingerprint = fingerprintOf(prompt.body());
    QCOMPARE(fingerprint.tools->size(), size_t(3));
    (void)explainer.explain(turn(prompt, usage(0, 20'000), 0));
    QVERIFY(explainer.knownTools(7, fingerprint.toolsFingerprint));
    QVERIFY(!explainer.knownTools(7, fingerprint.toolsFingerprint + 1));
    QVERIFY(!explainer.knownTools(8, fingerprint.toolsFingerprint));
}

void TestCacheExplainer::isBounded()
{
    CacheExplainer explainer;
    PromptFingerprint large;
    large.messages.resize(CacheExplainer::kMaxMessages / 4);
    for (quint64 i = 0; i < 5; ++i)
        (void)explainer.explain({.conversation = i,
                                 .requestedModel = {},
                                 .servedModel = {},
                                 .effort = {},
                                 .fingerprint = large,
                                 .usage = usage(0, 20'000),
                                 .price = {}});
    const auto expected = [&](quint64 conversation) {
        return expectedRead(explainer, conversation);
    };
    QCOMPARE(expected(0), -1);
    QCOMPARE(expected(1), 20'000);
    QCOMPARE(expected(4), 20'000);
}

void TestCacheExplainer::conversationsAreBounded()
{
    CacheExplainer explainer;
    const auto expected = [&](quint64 conversation) {
        return expectedRead(explainer, conversation);
    };
    for (quint64 i = 0; i <= CacheExplainer::kMaxConversations; ++i)
        QCOMPARE(expected(i), -1);
    QCOMPARE(expected(1), 20'000);
    QCOMPARE(expected(0), -1);
}

QTEST_GUILESS_MAIN(TestCacheExplainer)
#include "tst_cacheexplainer.moc"
