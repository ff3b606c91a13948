// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/circuitbreaker.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::BreakerPermit;
using proxy::BreakerRefusal;
using proxy::BreakerState;
using proxy::CircuitBreaker;
using proxy::Instant;
using std::chrono::milliseconds;

namespace {

Instant at(milliseconds time)
{
    return Instant() + 1h + time;
}

CircuitBreaker breakerWith(int threshold, proxy::OpenTime openTime)
{
    return CircuitBreaker({.threshold = threshold, .openTime = std::move(openTime)});
}

/// Opens at @p when, by failures.
CircuitBreaker openedAt(milliseconds when, proxy::OpenTime openTime)
{
    auto breaker = breakerWith(1, std::move(openTime));
    breaker.failed(*breaker.acquire(at(when)), at(when));
    return breaker;
}

} // namespace

class TestCircuitBreaker final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAtTheThresholdOfConsecutiveFailures();
    void aSuccessBetweenBeginsTheCountAnew();
    void anAnswerThatSaysNothingNeitherCountsNorResets();
    void letsOneProbeThroughWhenTheTimeHasCome();
    void aCancelledProbeFreesTheSlot();
    void theLateResultOfACancelledProbeIsIgnored();
    void aProbeThatIsAnsweredCloses();
    void doublesAfterFailedProbesUpToTheLongest();
    void beginsWithTheShortTimeAgainAfterClosing();
    void resultsOfAnOlderGenerationAreIgnored();
    void aWishForSilenceOpensAtOnceAndLonger();
    void aShortWishForSilenceIsBelievedBelowTheThreshold();
    void canBeOpenedAndClosedByHand();
    void canBeAskedToProbeNow();
    void aThresholdBelowOneCountsAsOne();
    void tellsItsStateWithoutChangingIt();
};

void TestCircuitBreaker::opensAtTheThresholdOfConsecutiveFailures()
{
    auto breaker = breakerWith(3, proxy::constantOpenTime(10s));
    for (int i = 0; i < 2; ++i) {
        breaker.failed(*breaker.acquire(at(0ms)), at(0ms));
        QCOMPARE(breaker.state(), BreakerState::Closed);
    }
    breaker.failed(*breaker.acquire(at(5ms)), at(5ms));
    QCOMPARE(breaker.state(), BreakerState::Open);
    QCOMPARE(breaker.acquire(at(10004ms)).error(), BreakerRefusal::Open);
}

void TestCircuitBreaker::aSuccessBetweenBeginsTheCountAnew()
{
    auto breaker = breakerWith(2, proxy::constantOpenTime(10s));
    breaker.failed(*breaker.acquire(at(0ms)), at(0ms));
    breaker.succeeded(*breaker.acquire(at(1ms)), at(1ms));
    breaker.failed(*breaker.acquire(at(2ms)), at(2ms));
    QCOMPARE(breaker.state(), BreakerState::Closed);
    QCOMPARE(breaker.snapshot().consecutiveFailures, 1);
}

void TestCircuitBreaker::anAnswerThatSaysNothingNeitherCountsNorResets()
{
    auto breaker = breakerWith(2, proxy::constantOpenTime(10s));
    breaker.failed(*breaker.acquire(at(0ms)), at(0ms));
    breaker.answered(*breaker.acquire(at(1ms)), at(1ms));
    QCOMPARE(breaker.snapshot().consecutiveFailures, 1);
    breaker.failed(*breaker.acquire(at(2ms)), at(2ms));
    QCOMPARE(breaker.state(), BreakerState::Open);
}

void TestCircuitBreaker::letsOneProbeThroughWhenTheTimeHasCome()
{
    auto breaker = openedAt(0ms, proxy::constantOpenTime(10s));
    QVERIFY(!breaker.acquire(at(9999ms)));
    const auto probe = breaker.acquire(at(10000ms));
    QVERIFY(probe && probe->isProbe);
    QCOMPARE(breaker.state(), BreakerState::HalfOpen);
    QCOMPARE(breaker.acquire(at(10001ms)).error(), BreakerRefusal::Probing);
    breaker.succeeded(*probe, at(10500ms));
    QCOMPARE(breaker.state(), BreakerState::Closed);
    QVERIFY(breaker.acquire(at(10500ms)));
}

void TestCircuitBreaker::aCancelledProbeFreesTheSlot()
{
    auto breaker = openedAt(0ms, proxy::constantOpenTime(10s));
    breaker.cancelled(*breaker.acquire(at(10s)));
    QCOMPARE(breaker.state(), BreakerState::HalfOpen);
    const auto next = breaker.acquire(at(10s));
    QVERIFY(next && next->isProbe);
}

void TestCircuitBreaker::theLateResultOfACancelledProbeIsIgnored()
{
    auto breaker = openedAt(0ms, proxy::constantOpenTime(10s));
    const auto first = *breaker.acquire(at(10s));
    breaker.cancelled(first);
    const auto second = *breaker.acquire(at(10s));
    breaker.failed(first, at(11s));
    QCOMPARE(breaker.state(), BreakerState::HalfOpen);
    breaker.succeeded(second, at(12s));
    QCOMPARE(breaker.state(), BreakerState::Closed);
}

void TestCircuitBreaker::aProbeThatIsAnsweredCloses()
{
    auto breaker = openedAt(0ms, proxy::constantOpenTime(10s));
    breaker.answered(*breaker.acquire(at(10s)), at(10s));
    QCOMPARE(breaker.state(), BreakerState::Closed);
    QCOMPARE(breaker.snapshot().consecutiveFailures, 1);
}

void TestCircuitBreaker::doublesAfterFailedProbesUpToTheLongest()
{
    auto breaker = openedAt(0ms, proxy::doublingOpenTime(10s, 5min));
    milliseconds now {0};
    for (const auto expected : {10s, 20s, 40s, 80s, 160s, 300s, 300s, 300s}) {
        QVERIFY(!breaker.acquire(at(now + expected - 1ms)));
        now += expected;
        breaker.failed(*breaker.acquire(at(now)), at(now));
    }
}

void TestCircuitBreaker::beginsWithTheShortTimeAgainAfterClosing()
{
    auto breaker = openedAt(0ms, proxy::doublingOpenTime(10s, 5min));
    breaker.failed(*breaker.acquire(at(10s)), at(10s));
    breaker.succeeded(*breaker.acquire(at(30s)), at(30s));
    breaker.failed(*breaker.acquire(at(31s)), at(31s));
    QCOMPARE(breaker.snapshot().opensUntil, at(41s));
}

void TestCircuitBreaker::resultsOfAnOlderGenerationAreIgnored()
{
    auto breaker = breakerWith(2, proxy::constantOpenTime(10s));
    const auto lateSuccess = *breaker.acquire(at(0ms));
    const auto lateFailure = *breaker.acquire(at(0ms));
    breaker.failed(*breaker.acquire(at(1ms)), at(1ms));
    breaker.failed(*breaker.acquire(at(2ms)), at(2ms));

    breaker.succeeded(lateSuccess, at(3ms));
    breaker.failed(lateFailure, at(4ms), 60s);
    QCOMPARE(breaker.state(), BreakerState::Open);
    QCOMPARE(breaker.snapshot().consecutiveFailures, 2);
    QCOMPARE(breaker.snapshot().opensUntil, at(10002ms));
}

void TestCircuitBreaker::aWishForSilenceOpensAtOnceAndLonger()
{
    auto breaker = breakerWith(5, proxy::constantOpenTime(10s));
    breaker.failed(*breaker.acquire(at(0ms)), at(0ms), 60s);
    QCOMPARE(breaker.state(), BreakerState::Open);
    QCOMPARE(breaker.snapshot().opensUntil, at(60s));
}

void TestCircuitBreaker::aShortWishForSilenceIsBelievedBelowTheThreshold()
{
    auto breaker = breakerWith(5, proxy::constantOpenTime(10s));
    breaker.failed(*breaker.acquire(at(0ms)), at(0ms), 3s);
    QCOMPARE(breaker.snapshot().opensUntil, at(3s));
    breaker.succeeded(*breaker.acquire(at(3s)), at(3s));
    QCOMPARE(breaker.state(), BreakerState::Closed);
    for (auto now = 4s; now < 9s; now += 1s)
        breaker.failed(*breaker.acquire(at(now)), at(now), 1s);
    QCOMPARE(breaker.snapshot().opensUntil, at(18s));
}

void TestCircuitBreaker::canBeOpenedAndClosedByHand()
{
    auto breaker = breakerWith(5, proxy::constantOpenTime(10s));
    breaker.forceOpen(at(0ms), milliseconds::max());
    QVERIFY(!breaker.acquire(at(milliseconds(24h * 365))));
    breaker.reset(at(1ms));
    QVERIFY(breaker.acquire(at(1ms)));
    QCOMPARE(breaker.snapshot().consecutiveFailures, 0);
}

void TestCircuitBreaker::canBeAskedToProbeNow()
{
    auto breaker = openedAt(0ms, proxy::constantOpenTime(10s));
    breaker.probeNow(at(1ms));
    const auto probe = breaker.acquire(at(1ms));
    QVERIFY(probe && probe->isProbe);
}

void TestCircuitBreaker::aThresholdBelowOneCountsAsOne()
{
    auto breaker = breakerWith(0, proxy::constantOpenTime(10s));
    QVERIFY(breaker.acquire(at(0ms)));
    breaker.failed(*breaker.acquire(at(0ms)), at(0ms));
    QCOMPARE(breaker.state(), BreakerState::Open);
}

void TestCircuitBreaker::tellsItsStateWithoutChangingIt()
{
    auto breaker = openedAt(7ms, proxy::constantOpenTime(10s));
    const auto snapshot = breaker.snapshot();
    QCOMPARE(snapshot.state, BreakerState::Open);
    QCOMPARE(snapshot.since, at(7ms));
    QCOMPARE(snapshot.timesOpened, quint64(1));
    QCOMPARE(proxy::name(snapshot.state), "open");
    QCOMPARE(proxy::name(BreakerState::Closed), "closed");
    QCOMPARE(proxy::name(BreakerState::HalfOpen), "half-open");
}

QTEST_GUILESS_MAIN(TestCircuitBreaker)
#include "tst_circuitbreaker.moc"
