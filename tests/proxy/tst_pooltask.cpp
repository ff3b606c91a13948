// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/pooltask.h"

#include <QCoreApplication>
#include <QTest>
#include <QThread>

#include <memory>
#include <vector>

using proxy::PoolTask;

namespace {

void waitForPool()
{
    QThreadPool::globalInstance()->waitForDone();
}

} // namespace

class TestPoolTask final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theResultIsHeardOnTheThreadThatAsked();
    void theResultIsHeardWhenDeletionsAreCarriedOutFirst();
    void nothingIsHeardAfterForget();
    void onlyTheLatestResultIsHeard();
    void nothingIsHeardAfterTheEnd();
};

void TestPoolTask::theResultIsHeardOnTheThreadThatAsked()
{
    PoolTask<QThread *> task;
    QThread *heardOn = nullptr;
    QThread *workedOn = nullptr;
    task.ask([] { return QThread::currentThread(); },
             [&](QThread *answer) {
                 workedOn = answer;
                 heardOn = QThread::currentThread();
             });
    QTRY_VERIFY(workedOn);
    QVERIFY(workedOn != thread());
    QCOMPARE(heardOn, thread());
}

void TestPoolTask::theResultIsHeardWhenDeletionsAreCarriedOutFirst()
{
    PoolTask<int> task;
    int heard = 0;
    task.ask([] { return 7; }, [&heard](int answer) { heard = answer; });
    waitForPool();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    QCOMPARE(heard, 7);
}

void TestPoolTask::nothingIsHeardAfterForget()
{
    PoolTask<int> task;
    int heard = 0;
    task.ask([] { return 7; }, [&heard](int answer) { heard = answer; });
    waitForPool();
    task.forget();
    QCoreApplication::processEvents();
    QCOMPARE(heard, 0);
}

void TestPoolTask::onlyTheLatestResultIsHeard()
{
    PoolTask<int> task;
    std::vector<int> heard;
    task.ask([] { return 1; }, [&heard](int answer) { heard.push_back(answer); });
    waitForPool();
    task.ask([] { return 2; }, [&heard](int answer) { heard.push_back(answer); });
    waitForPool();
    QCoreApplication::processEvents();
    QCOMPARE(heard, std::vector {2});
}

void TestPoolTask::nothingIsHeardAfterTheEnd()
{
    auto task = std::make_unique<PoolTask<int>>();
    int heard = 0;
    task->ask([] { return 7; }, [&heard](int answer) { heard = answer; });
    waitForPool();
    task.reset();
    QCoreApplication::processEvents();
    QCOMPARE(heard, 0);
}

QTEST_GUILESS_MAIN(TestPoolTask)
#include "tst_pooltask.moc"
