// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/exitwatchdog.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using app::ExitWatchdog;

namespace {

/// What a process that hangs after @p work ends with.
template <class Work> int exitCodeOf(Work work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        while (true)
            ::pause();
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestExitWatchdog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAProcessThatHangs();
    void theEarlierOfTwoLimitsCounts();
};

void TestExitWatchdog::endsAProcessThatHangs()
{
    QCOMPARE(exitCodeOf([] { ExitWatchdog().endWithin(20ms, 7); }), 7);
}

void TestExitWatchdog::theEarlierOfTwoLimitsCounts()
{
    ExitWatchdog limit;
    QCOMPARE(exitCodeOf([&limit] {
                 limit.endWithin(24h, 7);
                 limit.endWithin(20ms, 8);
             }),
             8);
    QCOMPARE(exitCodeOf([&limit] {
                 limit.endWithin(20ms, 7);
                 limit.endWithin(24h, 8);
             }),
             7);
}

QTEST_GUILESS_MAIN(TestExitWatchdog)
#include "tst_exitwatchdog.moc"
