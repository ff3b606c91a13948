// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/lastresort.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using app::LastResort;

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

class TestLastResort final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAProcessThatHangs();
    void theEarlierOfTwoLimitsCounts();
};

void TestLastResort::endsAProcessThatHangs()
{
    QCOMPARE(exitCodeOf([] { LastResort().endWithin(20ms, 7); }), 7);
}

void TestLastResort::theEarlierOfTwoLimitsCounts()
{
    LastResort limit;
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

QTEST_GUILESS_MAIN(TestLastResort)
#include "tst_lastresort.moc"
