// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/connectiontimeouts.h"

#include <QTest>

using namespace proxy;
using namespace std::chrono_literals;
using Verdict = ConnectionTimeouts::Verdict;

namespace {

constexpr Instant kOpened {1h};

ServerSettings shortTimeouts()
{
    ServerSettings settings;
    settings.headTimeout = 30s;
    settings.keepAliveTimeout = 75s;
    return settings;
}

} // namespace

class TestConnectionTimeouts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUnusedConnectionIsLetGoInTheTimeOfAHead();
    void aFreshConnectionMayBringItsFirstRequest();
    void aUsedConnectionIsKeptLonger();
    void aHeadMustBeWholeInTime();
    void laterInputGivesAHeadNoMoreTime();
};

void TestConnectionTimeouts::anUnusedConnectionIsLetGoInTheTimeOfAHead()
{
    const ConnectionTimeouts timeouts(kOpened);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 1s), Verdict::Wait);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 2s), Verdict::Idle);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 30s), Verdict::Idle);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 31s), Verdict::Unwanted);
}

void TestConnectionTimeouts::aFreshConnectionMayBringItsFirstRequest()
{
    ConnectionTimeouts timeouts(kOpened);
    QVERIFY(timeouts.mayBringFirst(kOpened));
    QVERIFY(!timeouts.mayBringFirst(kOpened + 1s));
    timeouts.noteAnswer(kOpened + 10s);
    QVERIFY(!timeouts.mayBringFirst(kOpened + 10s));
}

void TestConnectionTimeouts::aUsedConnectionIsKeptLonger()
{
    ConnectionTimeouts timeouts(kOpened);
    timeouts.noteAnswer(kOpened + 10s);
    QCOMPARE(timeouts.lastActive(), kOpened + 10s);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 85s), Verdict::Idle);
    QCOMPARE(timeouts.judge(shortTimeouts(), false, kOpened + 86s), Verdict::Unwanted);
}

void TestConnectionTimeouts::aHeadMustBeWholeInTime()
{
    ConnectionTimeouts timeouts(kOpened);
    timeouts.noteInput(kOpened + 20s);
    timeouts.noteHead();
    QCOMPARE(timeouts.headBegan(), kOpened + 20s);
    QCOMPARE(timeouts.judge(shortTimeouts(), true, kOpened + 50s), Verdict::Wait);
    QCOMPARE(timeouts.judge(shortTimeouts(), true, kOpened + 51s), Verdict::TooSlow);
}

void TestConnectionTimeouts::laterInputGivesAHeadNoMoreTime()
{
    ConnectionTimeouts timeouts(kOpened);
    timeouts.noteInput(kOpened);
    timeouts.noteHead();
    timeouts.noteInput(kOpened + 29s);
    QCOMPARE(timeouts.judge(shortTimeouts(), true, kOpened + 31s), Verdict::TooSlow);
}

QTEST_GUILESS_MAIN(TestConnectionTimeouts)
#include "tst_connectiontimeouts.moc"
