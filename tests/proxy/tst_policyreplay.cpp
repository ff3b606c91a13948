// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/policyreplay.h"
#include "proxy/replay/simulatedcache.h"

#include <QTest>

using namespace proxy;

namespace {

constexpr qint64 kBegan = 1'000'000;

/// A request of a conversation, of 3,500 bytes.
LoggedRequest logged(const Usage &usage, qint64 atMs = kBegan)
{
    LoggedRequest request;
    request.atMs = atMs;
    request.session = "s-1";
    request.path = "/v1/messages";
    request.usage = usage;
    request.features.bodyBytes = 3'500;
    request.features.turn = TurnType::HumanAsk;
    request.features.facts.model = "claude-sonnet-4-5";
    request.features.facts.dialect = Dialect::Anthropic;
    request.features.facts.firstTextHash = 11;
    request.features.facts.userText = "do it";
    return request;
}

Usage replayed(const LoggedRequest &request)
{
    PolicyReplay replay({}, ModelTable());
    return replay.step(request).usage;
}

SimulatedCache::Request asked(qint64 atMs, quint64 conversation = 7, qint64 tokens = 1'000)
{
    return {.model = "gpt-5",
            .conversation = conversation,
            .prefix = 3,
            .prefixTokens = 400,
            .inputTokens = tokens,
            .outputTokens = 10,
            .atMs = atMs,
            .caches = true};
}

} // namespace

class TestPolicyReplay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheOutputThatWasReported();
    void takesTheInputFromTheBytesWhereNoneWasReported();
    void aCacheLastsForItsLifetime();
    void anotherConversationFindsTheirCommonBeginning();
    void readsNoMoreThanIsSent();
    void countsWhatItDecided();
    void decidesUnderTheLimitOfThen();
    void aRowThatAskedForAChoiceIsDecidedAsOne();
    void countsTasksWithLessEffort();
};

void TestPolicyReplay::decidesUnderTheLimitOfThen()
{
    PolicyReplay replay({}, ModelTable());
    LoggedRequest request = logged({.input = 100, .output = 7});
    request.answer = proxy::Difficulty::Hard;
    request.limit = "quota:easy-only";
    const proxy::ReplayStep step = replay.step(request);
    QVERIFY(!step.asked);
    QVERIFY(step.decision.selectedModel.contains("haiku"));
    QCOMPARE(step.decision.limit, QByteArray("quota:easy-only"));
    request.limit = "something else";
    request.features.facts.firstTextHash = 12;
    request.features.facts.userTextHash = 12;
    QVERIFY(replay.step(request).asked);
}

void TestPolicyReplay::takesTheOutputThatWasReported()
{
    QCOMPARE(replayed(logged({.input = 100, .output = 7})).output, 7);
    QCOMPARE(replayed(logged({.input = 100, .output = 0})).output, 0);
    QCOMPARE(replayed(logged({.input = 100, .output = -1})).output, 500);
}

void TestPolicyReplay::takesTheInputFromTheBytesWhereNoneWasReported()
{
    QCOMPARE(replayed(logged({.input = 100, .output = 7})).input, 100);
    QCOMPARE(replayed(logged({.input = 0, .output = 7})).input, 0);
    QCOMPARE(replayed(logged({})).input, 1'000);
}

void TestPolicyReplay::aCacheLastsForItsLifetime()
{
    const ModelTable table;
    const qint64 lifeMs = std::chrono::milliseconds(table.find("gpt-5")->cacheLifetime).count();
    SimulatedCache cache(table);
    QCOMPARE(cache.serve(asked(kBegan)).cacheRead, 0);
    QCOMPARE(cache.serve(asked(kBegan + lifeMs - 1)).cacheRead, 1'000);
    // Read, it lives anew.
    QCOMPARE(cache.serve(asked(kBegan + 2 * lifeMs - 1)).cacheRead, 0);
}

void TestPolicyReplay::anotherConversationFindsTheirCommonBeginning()
{
    SimulatedCache cache {ModelTable()};
    (void)cache.serve(asked(kBegan));
    const Usage other = cache.serve(asked(kBegan + 1, 8));
    QCOMPARE(other.cacheRead, 400);
    QCOMPARE(other.input, 600);
    SimulatedCache::Request without = asked(kBegan + 2);
    without.caches = false;
    QCOMPARE(cache.serve(without).cacheRead, -1);
}

void TestPolicyReplay::readsNoMoreThanIsSent()
{
    SimulatedCache cache {ModelTable()};
    (void)cache.serve(asked(kBegan));
    QCOMPARE(cache.serve(asked(kBegan + 1, 7, 300)).cacheRead, 300);
}

void TestPolicyReplay::countsWhatItDecided()
{
    PolicyReplay replay({}, ModelTable());
    LoggedRequest request = logged({.input = 100, .output = 7});
    request.answer = Difficulty::Easy;
    request.selected = "claude-sonnet-4-5";
    const ReplayStep step = replay.step(request);
    QVERIFY(step.asked && !step.answerUnknown && step.costUsd);
    QVERIFY(step.decision.modelChanged());
    QCOMPARE(replay.totals().requests, 1);
    QCOMPARE(replay.totals().humanAsks, 1);
    QCOMPARE(replay.totals().morphCalls, 1);
    QCOMPARE(replay.totals().routed, 1);
    QCOMPARE(replay.totals().otherThanThen, 1);
    QCOMPARE(replay.totals().switches, 0);
    QCOMPARE(replay.totals().unpriced, 0);
    QCOMPARE(replay.totals().costUsd, *step.costUsd);
}

void TestPolicyReplay::aRowThatAskedForAChoiceIsDecidedAsOne()
{
    const QByteArray row =
        R"({"schema":"v1","id":"1","time":"2026-11-30T10:00:00.000Z","session":"s",)"
        R"("endpoint":"/v1/messages","dialect":"anthropic","routing":"routed",)"
        R"("turn_type":"human-ask","requested_model":"claude-sonnet-4-6",)"
        R"("asked_as":"claude-auto","selected_model":"claude-haiku-4-5","difficulty":"easy",)"
        R"("status":200,"upstream_status":200,"features":{"body_bytes":3500,"text_bytes":5}})";
    const auto request = loggedRequestFrom(row);
    QVERIFY(request);
    QCOMPARE(request->features.facts.model, QByteArray("claude-auto"));
    PolicyReplay replay({}, ModelTable());
    const RouteDecision easy = replay.step(*request).decision;
    QCOMPARE(easy.alias, QByteArray("claude-auto"));
    QVERIFY(easy.selectedModel.startsWith("claude-haiku"));
    RouterSettings off;
    off.enabled = false;
    PolicyReplay without(off, ModelTable());
    QVERIFY(without.step(*request).decision.selectedModel.startsWith("claude-sonnet"));
}

void TestPolicyReplay::countsTasksWithLessEffort()
{
    RouterSettings settings;
    settings.routeEffort = true;
    PolicyReplay replay(settings, ModelTable());
    LoggedRequest request = logged({.input = 100, .output = 7});
    request.features.facts.model = "claude-opus-4-8";
    request.features.facts.features.effort = "high";
    request.answer = Difficulty::Easy;
    const ReplayStep step = replay.step(request);
    QCOMPARE(step.decision.effort, QByteArray("low"));
    QCOMPARE(replay.totals().lowered, 1);
    QCOMPARE(replay.totals().routed, 0);
}

QTEST_GUILESS_MAIN(TestPolicyReplay)
#include "tst_policyreplay.moc"
