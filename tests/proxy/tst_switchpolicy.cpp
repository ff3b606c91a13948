// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/switchpolicy.h"

#include <QTest>

using proxy::Difficulty;
using proxy::judgeSwitch;
using proxy::ModelTable;
using proxy::RequestFeatures;
using proxy::RoutePolicy;
using proxy::RouteReason;
using proxy::SessionView;
using proxy::SwitchQuestion;
using proxy::SwitchVerdict;

namespace {

constexpr const char *kDatedHaiku = "claude-haiku-4-5-20251001";
constexpr const char *kDatedSonnet = "claude-sonnet-4-5-20250929";
constexpr const char *kOpus = "claude-opus-4-8";

SessionView warmView(const QByteArray &model, qint64 tokens)
{
    SessionView view;
    view.model = model;
    view.turns = 1;
    view.warm.push_back({model, tokens, 300});
    return view;
}

SwitchVerdict judged(const SessionView &view, const QByteArray &to,
                     Difficulty difficulty = Difficulty::Easy,
                     RoutePolicy policy = RoutePolicy::CacheAware,
                     const RequestFeatures &features = {})
{
    static const ModelTable table;
    return judgeSwitch({.view = view,
                        .features = features,
                        .from = view.model.isEmpty() ? QByteArray(kDatedSonnet) : view.model,
                        .to = to,
                        .difficulty = difficulty,
                        .bodyBytes = 300'000,
                        .policy = policy},
                       table);
}

} // namespace

class TestSwitchPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutEvidenceTheDifficultyDecides();
    void aLargeWarmCacheHoldsASmallSavingBack();
    void aMuchCheaperModelIsWorthASmallCache();
    void goingUpIsNeverHeldBackByPrice();
    void anUpgradeIsNotTakenBackForThreeTurns();
    void aCompactionMakesSwitchingFree();
    void unknownPricesLeaveItToTheDifficulty();
    void aCacheAtTheTargetToo();
    void theSwitchBackCountsWhereTheExcursionOutlastsTheCache();
    void extraStepsOfTheCheaperModelCount();
    void otherPoliciesIgnoreCaches_data();
    void otherPoliciesIgnoreCaches();
    void effortIsPartOfTheModel();
    void equalFeaturesGiveEqualAnswers();
};

void TestSwitchPolicy::withoutEvidenceTheDifficultyDecides()
{
    const SwitchVerdict fresh = judged(SessionView(), kDatedHaiku);
    QCOMPARE(fresh.reason, RouteReason::None);
    QCOMPARE(fresh.why, QByteArray("cold"));
    SessionView cold = warmView(kDatedSonnet, 90'000);
    cold.warm.clear();
    QCOMPARE(judged(cold, kDatedHaiku).why, QByteArray("cold"));
}

void TestSwitchPolicy::aLargeWarmCacheHoldsASmallSavingBack()
{
    SessionView view = warmView(kOpus, 95'000);
    view.means.requestsPerTurn = 1;
    const SwitchVerdict verdict = judged(view, kDatedSonnet);
    QCOMPARE(verdict.reason, RouteReason::CacheWarm);
    QVERIFY(verdict.estimate);
    QVERIFY(verdict.estimate->gain() <= proxy::kMinimalGain);
    QVERIFY(verdict.detail.utf8().contains("95000 tokens are warm"));
}

void TestSwitchPolicy::aMuchCheaperModelIsWorthASmallCache()
{
    const SwitchVerdict verdict = judged(warmView(kOpus, 2000), kDatedHaiku);
    QCOMPARE(verdict.reason, RouteReason::None);
    QCOMPARE(verdict.why, QByteArray("worth-it"));
    QVERIFY(verdict.estimate->gain() > proxy::kMinimalGain);
}

void TestSwitchPolicy::goingUpIsNeverHeldBackByPrice()
{
    SessionView view = warmView(kDatedHaiku, 99'000);
    view.turnsSinceUpgrade = 0;
    const SwitchVerdict verdict = judged(view, kDatedSonnet, Difficulty::Hard);
    QCOMPARE(verdict.reason, RouteReason::None);
    QCOMPARE(verdict.why, QByteArray("up"));
}

void TestSwitchPolicy::anUpgradeIsNotTakenBackForThreeTurns()
{
    SessionView view = warmView(kDatedSonnet, 10);
    view.warm.clear();
    for (const int turns : {0, 1, 2}) {
        view.turnsSinceUpgrade = turns;
        QCOMPARE(judged(view, kDatedHaiku).reason, RouteReason::RecentUpSwitch);
    }
    view.turnsSinceUpgrade = 3;
    QCOMPARE(judged(view, kDatedHaiku).reason, RouteReason::None);
}

void TestSwitchPolicy::aCompactionMakesSwitchingFree()
{
    SessionView view = warmView(kOpus, 95'000);
    view.means.requestsPerTurn = 1;
    view.rewritten = true;
    QCOMPARE(judged(view, kDatedSonnet).why, QByteArray("compaction"));
}

void TestSwitchPolicy::unknownPricesLeaveItToTheDifficulty()
{
    const SwitchVerdict verdict = judged(warmView(kDatedSonnet, 95'000), "my-own-model");
    QCOMPARE(verdict.reason, RouteReason::None);
    QCOMPARE(verdict.why, QByteArray("prices-unknown"));
    QVERIFY(!verdict.estimate);
}

void TestSwitchPolicy::aCacheAtTheTargetToo()
{
    SessionView view = warmView(kOpus, 95'000);
    view.means.requestsPerTurn = 1;
    view.means.minutesPerTurn = 1;
    QCOMPARE(judged(view, kDatedSonnet).reason, RouteReason::CacheWarm);
    view.warm.push_back({kDatedSonnet, 95'000, 300});
    QCOMPARE(judged(view, kDatedSonnet).reason, RouteReason::None);
}

void TestSwitchPolicy::theSwitchBackCountsWhereTheExcursionOutlastsTheCache()
{
    SessionView view = warmView(kDatedSonnet, 60'000);
    view.means.minutesPerTurn = 1;
    const double quick = judged(view, kDatedHaiku).estimate->switchUsd;
    view.means.minutesPerTurn = 10;
    const double slow = judged(view, kDatedHaiku).estimate->switchUsd;
    QVERIFY(slow > quick);
    view.means.switchBack = 0;
    QCOMPARE(judged(view, kDatedHaiku).estimate->switchUsd, quick);
    view.means.switchBack = 0.3;
    view.warm[0].lifetimeSeconds = 3600; // lives longer than the excursion
    const double longLived = judged(view, kDatedHaiku).estimate->switchUsd;
    view.means.switchBack = 0.9;
    QCOMPARE(judged(view, kDatedHaiku).estimate->switchUsd, longLived);
}

void TestSwitchPolicy::extraStepsOfTheCheaperModelCount()
{
    SessionView view = warmView(kDatedSonnet, 10'000);
    const double prior = judged(view, kDatedHaiku).estimate->switchUsd;
    view.means.steps = {{kDatedSonnet, 4}, {kDatedHaiku, 8}};
    const double doubled = judged(view, kDatedHaiku).estimate->switchUsd;
    view.means.steps = {{kDatedSonnet, 4}, {kDatedHaiku, 4}};
    const double equal = judged(view, kDatedHaiku).estimate->switchUsd;
    QVERIFY(equal < prior);
    QVERIFY(prior < doubled);
    // One of the two says nothing of the other.
    for (const char *known : {kDatedSonnet, kDatedHaiku}) {
        view.means.steps = {{known, 4}};
        QCOMPARE(judged(view, kDatedHaiku).estimate->switchUsd, prior);
    }
}

void TestSwitchPolicy::otherPoliciesIgnoreCaches_data()
{
    QTest::addColumn<int>("policy");
    QTest::newRow("human-turn") << int(RoutePolicy::HumanTurn);
    QTest::newRow("every-request") << int(RoutePolicy::EveryRequest);
}

void TestSwitchPolicy::otherPoliciesIgnoreCaches()
{
    QFETCH(int, policy);
    SessionView view = warmView(kOpus, 95'000);
    view.means.requestsPerTurn = 1;
    view.turnsSinceUpgrade = 0;
    QCOMPARE(judged(view, kDatedSonnet, Difficulty::Easy, RoutePolicy(policy)).reason,
             RouteReason::None);
}

void TestSwitchPolicy::effortIsPartOfTheModel()
{
    SessionView view = warmView("gpt-5(low)", 50'000);
    view.warm[0].model = "gpt-5";
    QCOMPARE(judged(view, "gpt-5(high)", Difficulty::Hard).why, QByteArray("up"));
    view.model = "gpt-5(high)";
    QCOMPARE(judged(view, "gpt-5(low)").reason, RouteReason::CacheWarm);
    QCOMPARE(judged(view, "gpt-5(high)").why, QByteArray("same-model"));
}

void TestSwitchPolicy::equalFeaturesGiveEqualAnswers()
{
    const SessionView view = warmView(kDatedSonnet, 40'000);
    const SwitchVerdict first = judged(view, kDatedHaiku);
    const SwitchVerdict second = judged(view, kDatedHaiku);
    QCOMPARE(first.detail, second.detail);
    QCOMPARE(first.reason, second.reason);
}

QTEST_GUILESS_MAIN(TestSwitchPolicy)
#include "tst_switchpolicy.moc"
