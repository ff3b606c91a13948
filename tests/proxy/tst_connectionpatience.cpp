// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/connectionpatience.h"

#include <QTest>

using namespace proxy;
using namespace std::chrono_literals;
using Verdict = ConnectionPatience::Verdict;

namespace {

constexpr Instant kOpened {1h};

ServerSettings settings()
{
    ServerSettings settings;
    settings.headTimeout = 30s;
    settings.keepAliveTimeout = 75s;
    return settings;
}

} // namespace

class TestConnectionPatience final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUnusedConnectionIsLetGoInTheTimeOfAHead();
    void aUsedConnectionIsKeptLonger();
    void aHeadMustBeWholeInTime();
    void laterInputGivesAHeadNoMoreTime();
};

void TestConnectionPatience::anUnusedConnectionIsLetGoInTheTimeOfAHead()
{
    const ConnectionPatience patience(kOpened);
    QCOMPARE(patience.judge(settings(), false, kOpened + 1s), Verdict::Wait);
    QCOMPARE(patience.judge(settings(), false, kOpened + 2s), Verdict::Idle);
    QCOMPARE(patience.judge(settings(), false, kOpened + 30s), Verdict::Idle);
    QCOMPARE(patience.judge(settings(), false, kOpened + 31s), Verdict::Unwanted);
}

void TestConnectionPatience::aUsedConnectionIsKeptLonger()
{
    ConnectionPatience patience(kOpened);
    patience.noteAnswer(kOpened + 10s);
    QCOMPARE(patience.lastActive(), kOpened + 10s);
    QCOMPARE(patience.judge(settings(), false, kOpened + 85s), Verdict::Idle);
    QCOMPARE(patience.judge(settings(), false, kOpened + 86s), Verdict::Unwanted);
}

void TestConnectionPatience::aHeadMustBeWholeInTime()
{
    ConnectionPatience patience(kOpened);
    patience.noteInput(kOpened + 20s);
    patience.noteHead();
    QCOMPARE(patience.headBegan(), kOpened + 20s);
    QCOMPARE(patience.judge(settings(), true, kOpened + 50s), Verdict::Wait);
    QCOMPARE(patience.judge(settings(), true, kOpened + 51s), Verdict::TooSlow);
}

void TestConnectionPatience::laterInputGivesAHeadNoMoreTime()
{
    ConnectionPatience patience(kOpened);
    patience.noteInput(kOpened);
    patience.noteHead();
    patience.noteInput(kOpened + 29s);
    QCOMPARE(patience.judge(settings(), true, kOpened + 31s), Verdict::TooSlow);
}

QTEST_GUILESS_MAIN(TestConnectionPatience)
#include "tst_connectionpatience.moc"
