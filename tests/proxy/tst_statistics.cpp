// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangefeed.h"
#include "proxy/status/statistics.h"

#include <QTest>

using namespace proxy;
using namespace std::chrono_literals;

class TestStatistics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreNearTheTruth();
    void countsUpToABound();
    void countsWhatExchangesWere();
    void feedTellsOnceAndDropsTheOldest();
    void feedKeepsNothingUnwatched();
};

void TestStatistics::percentilesAreNearTheTruth()
{
    LatencyHistogram histogram;
    for (int us = 1; us <= 100000; ++us)
        histogram.add(std::chrono::microseconds(us));
    const auto isNear = [&](double share, double truth) {
        const auto found = static_cast<double>(histogram.percentile(share).count());
        return found >= truth && found <= truth * 1.13;
    };
    QVERIFY(isNear(0.5, 50000));
    QVERIFY(isNear(0.95, 95000));
    QVERIFY(isNear(0.99, 99000));
    QCOMPARE(histogram.percentile(1.0), 100000us);
    QCOMPARE(histogram.max(), 100000us);
    QCOMPARE(LatencyHistogram().percentile(0.5), 0us);
    histogram.add(std::chrono::hours(100));
    QCOMPARE(histogram.percentile(1.0) > 20min, true);
}

void TestStatistics::countsUpToABound()
{
    LatencyHistogram histogram;
    for (const auto time : {1us, 5us, 900us, 5000us})
        histogram.add(time);
    QCOMPARE(histogram.countUpTo(10us), 2U);
    QCOMPARE(histogram.countUpTo(1s), 4U);
}

void TestStatistics::countsWhatExchangesWere()
{
    Statistics statistics;
    Exchange routed;
    routed.routable = true;
    routed.status = 200;
    routed.end = ExchangeEnd::Complete;
    routed.decision.outcome = RoutingOutcome::Routed;
    routed.decision.difficulty = Difficulty::Easy;
    routed.decision.selectedModel = "other";
    routed.decision.routerAttempts = 2;
    statistics.add(routed);
    Exchange failed;
    failed.end = ExchangeEnd::Failed;
    failed.status = 502;
    failed.error = Error {.code = ErrorCode::UpstreamRefused};
    statistics.add(failed);
    QCOMPARE(statistics.requests, 2U);
    QCOMPARE(statistics.modelChanged, 1U);
    QCOMPARE(statistics.routerRequests, 2U);
    QCOMPARE(statistics.byRouting["routed"], 1U);
    QCOMPARE(statistics.byError["upstream-refused"], 1U);
    QCOMPARE(statistics.byStatus[502], 1U);
    QCOMPARE(statistics.routing.count(), 1U);
}

void TestStatistics::feedTellsOnceAndDropsTheOldest()
{
    ExchangeFeed feed;
    int told = 0;
    feed.watch([&told] { ++told; });
    for (size_t i = 0; i < ExchangeFeed::kCapacity + 3; ++i) {
        Exchange exchange;
        exchange.id = QByteArray::number(qulonglong(i));
        feed.push(exchange);
    }
    QCOMPARE(told, 1);
    const ExchangeFeed::Batch batch = feed.pull();
    QCOMPARE(batch.exchanges.size(), ExchangeFeed::kCapacity);
    QCOMPARE(batch.dropped, 3U);
    QCOMPARE(batch.exchanges.front().id, QByteArray("3"));
    QCOMPARE(batch.exchanges.back().id,
             QByteArray::number(qulonglong(ExchangeFeed::kCapacity + 2)));
    feed.push(Exchange());
    QCOMPARE(told, 2);
}

void TestStatistics::feedKeepsNothingUnwatched()
{
    ExchangeFeed feed;
    feed.push(Exchange());
    QVERIFY(feed.pull().exchanges.empty());
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
