// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/retrypolicy.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace std::chrono_literals;
using proxy::Backoff;
using proxy::Delay;
using proxy::FailedAttempt;
using proxy::RetryPolicy;

namespace {

RetryPolicy policyWith(int retries, Delay interval)
{
    return RetryPolicy(retries, Backoff(proxy::ConstantBackoff {interval}, proxy::systemRandom()));
}

} // namespace

class TestRetryPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoRetriesAreThreeAttempts();
    void givesUpAtOnceOnWhatIsNotRetried();
    void beginsNoWaitThatLeavesNothingOfTheBudget();
    void retryAfterTakesThePlaceOfTheOwnWait();
    void givesUpWhenRetryAfterIsBeyondTheBudget();
    void readsRetryAfter_data();
    void readsRetryAfter();
};

void TestRetryPolicy::twoRetriesAreThreeAttempts()
{
    auto policy = policyWith(2, 100ms);
    QCOMPARE(policy.next({.mayBeRetried = true}), Delay(100));
    QCOMPARE(policy.next({.mayBeRetried = true}), Delay(100));
    QVERIFY(!policy.next({.mayBeRetried = true}));
    QCOMPARE(policy.granted(), 2);
}

void TestRetryPolicy::givesUpAtOnceOnWhatIsNotRetried()
{
    auto policy = policyWith(2, 100ms);
    QVERIFY(!policy.next({.mayBeRetried = false}));
    QCOMPARE(policy.granted(), 0);
}

void TestRetryPolicy::beginsNoWaitThatLeavesNothingOfTheBudget()
{
    auto policy = policyWith(2, 100ms);
    QVERIFY(!policy.next({.mayBeRetried = true, .remaining = 100ms}));
    QVERIFY(policy.next({.mayBeRetried = true, .remaining = 101ms}));
}

void TestRetryPolicy::retryAfterTakesThePlaceOfTheOwnWait()
{
    auto policy = policyWith(2, 100ms);
    QCOMPARE(policy.next({.mayBeRetried = true, .retryAfter = 1s, .remaining = 2s}), Delay(1000));
    QCOMPARE(policy.next({.mayBeRetried = true, .retryAfter = 0s, .remaining = 2s}), Delay(0));
}

void TestRetryPolicy::givesUpWhenRetryAfterIsBeyondTheBudget()
{
    auto policy = policyWith(2, 100ms);
    QVERIFY(!policy.next({.mayBeRetried = true, .retryAfter = 2s, .remaining = 2s}));
}

void TestRetryPolicy::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("seconds"); // -1: nonsense
    const auto row = [](const char *value, qint64 seconds) {
        QTest::newRow(value) << QByteArray(value) << seconds;
    };
    row("0", 0);
    row("1", 1);
    row(" 120 ", 120);
    row("123456789", 123456789);
    row("1234567890", 999999999);
    row("999999998.5", 999999999);
    row("999999999", 999999999);
    row("9999999999", 999999999);
    row("18446744073709551617", 999999999);
    row("Fri, 31 Dec 9999 23:59:59 GMT", 999999999);
    row("1.9", 2);
    row("0.0", 1);
    row("1.", -1);
    row(".5", -1);
    row("1.2.3", -1);
    row("-5", -1);
    row("", -1);
    row("soon", -1);
    row("Sun, 06 Nov 1994 08:49:47 GMT", 10);
    row("Sunday, 06-Nov-94 08:49:47 GMT", 10);
    row("Sun Nov  6 08:49:47 1994", 10);
    row("Sun, 06 Nov 1994 08:49:37 GMT", 0);
    row("Sat, 05 Nov 1994 08:49:37 GMT", 0);
    row("Sun, 06 Nov 1994 08:50:37 PST", -1);
}

void TestRetryPolicy::readsRetryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(1994, 11, 6), QTime(8, 49, 37), QTimeZone::utc());
    const auto wait = proxy::parseRetryAfter(value, now);
    QCOMPARE(wait ? wait->count() : -1, seconds);
}

QTEST_GUILESS_MAIN(TestRetryPolicy)
#include "tst_retrypolicy.moc"
