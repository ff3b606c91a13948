// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/backoff.h"

#include <QTest>

using proxy::Backoff;
using proxy::Delay;
using proxy::Jitter;

class TestBackoff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repeatsTheLastOfAList();
    void anEmptyListIsNoWait();
    void neverWaitsLongerThanTheLongest_data();
    void neverWaitsLongerThanTheLongest();
    void decorrelatedWaitsStayNearTheCurve();
    void randomNumbersAreInRange();
};

void TestBackoff::repeatsTheLastOfAList()
{
    Backoff backoff(proxy::ListedBackoff {{Delay(1), Delay(5)}}, proxy::systemRandom());
    QCOMPARE(backoff.next(), Delay(1));
    QCOMPARE(backoff.next(), Delay(5));
    QCOMPARE(backoff.next(), Delay(5));
}

void TestBackoff::anEmptyListIsNoWait()
{
    Backoff backoff(proxy::ListedBackoff {}, proxy::systemRandom());
    QCOMPARE(backoff.next(), Delay(0));
}

void TestBackoff::neverWaitsLongerThanTheLongest_data()
{
    QTest::addColumn<int>("jitter");
    QTest::newRow("none") << int(Jitter::None);
    QTest::newRow("full") << int(Jitter::Full);
    QTest::newRow("half") << int(Jitter::Half);
    QTest::newRow("decorrelated") << int(Jitter::Decorrelated);
}

void TestBackoff::neverWaitsLongerThanTheLongest()
{
    QFETCH(int, jitter);
    proxy::ExponentialBackoff settings;
    settings.longest = Delay(700);
    settings.jitter = Jitter(jitter);
    Backoff backoff(settings, [] { return 0.999; });
    // Far enough for the curve to overflow a double.
    for (int i = 0; i < 2000; ++i) {
        const Delay delay = backoff.next();
        QVERIFY(delay >= Delay(0) && delay <= Delay(700));
    }
}

void TestBackoff::decorrelatedWaitsStayNearTheCurve()
{
    // The steps telescope: two waits together take what the curve says at the second, whatever
    // the first one was.
    double first = 0;
    Backoff backoff(proxy::ExponentialBackoff {}, [&first] { return first; });
    const Delay shortest = backoff.next();
    first = 0.999;
    const Delay longest = backoff.next();
    QVERIFY(shortest == Delay(0));
    QVERIFY(longest > Delay(340) && longest < Delay(367));
}

void TestBackoff::randomNumbersAreInRange()
{
    const auto random = proxy::systemRandom();
    for (int i = 0; i < 1000; ++i) {
        const double number = random();
        QVERIFY(number >= 0 && number < 1);
    }
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
