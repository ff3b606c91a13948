// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/timerheap.h"

#include <QObject>
#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace std::chrono_literals;
using proxy::Instant;
using proxy::TimerHeap;

class TestTimerHeap final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNextOneFirst();
    void movesCoarseTimersByATwentiethAtMost_data();
    void movesCoarseTimersByATwentiethAtMost();
    void aShortCoarseTimerKeepsItsTime();
    void letsCoarseTimersFallTogether();
    void goesOnFromTheDueTime();
    void doesNotMakeUpForMissedTimes();
    void doesNotFireATimerInsideItself();
    void tellsAReusedIdFromTheOldTimer();
    void removesAllOfAnObject();

private:
    static TimerHeap::Timer timer(int id, std::chrono::milliseconds interval,
                                  Qt::TimerType type = Qt::PreciseTimer)
    {
        return {.id = id, .interval = interval, .type = type};
    }

    Instant m_now {12345678ms};
};

void TestTimerHeap::keepsTheNextOneFirst()
{
    std::mt19937 random(1);
    TimerHeap heap;
    std::map<int, int> model;
    for (int i = 0; i < 2000; ++i) {
        const int id = static_cast<int>(random() % 300);
        if (random() % 3 == 0) {
            QCOMPARE(heap.remove(id), model.erase(id) == 1);
        } else {
            model[id] = static_cast<int>(random() % 10000);
            heap.add(timer(id, std::chrono::milliseconds(model[id])), m_now);
        }
        int least = 10000;
        for (const auto &[key, interval] : model)
            least = std::min(least, interval);
        QCOMPARE(heap.isEmpty(), model.empty());
        if (!model.empty())
            QVERIFY(*heap.nextDue() == m_now + std::chrono::milliseconds(least));
    }
    const std::vector<int> due = heap.dueBy(m_now + 5000ms);
    for (size_t i = 1; i < due.size(); ++i)
        QVERIFY(model[due[i - 1]] <= model[due[i]]);
    const auto isDue = [](const auto &entry) { return entry.second <= 5000; };
    QCOMPARE(due.size(), static_cast<size_t>(std::count_if(model.begin(), model.end(), isDue)));
}

void TestTimerHeap::movesCoarseTimersByATwentiethAtMost_data()
{
    QTest::addColumn<int>("interval");
    for (const int interval : {0, 1, 19, 20, 100, 250, 999, 5000, 60000, 3600000})
        QTest::addRow("%d ms", interval) << interval;
}

void TestTimerHeap::movesCoarseTimersByATwentiethAtMost()
{
    QFETCH(int, interval);
    for (int offset = 0; offset < 500; offset += 7) {
        TimerHeap heap;
        const Instant now = m_now + std::chrono::milliseconds(offset);
        const std::chrono::milliseconds wanted(interval);
        heap.add(timer(1, wanted, Qt::CoarseTimer), now);
        const auto shift = std::chrono::abs(*heap.nextDue() - (now + wanted));
        QVERIFY(shift <= wanted / 20.0);
    }
}

void TestTimerHeap::aShortCoarseTimerKeepsItsTime()
{
    const Instant now = m_now + 300us;
    for (const auto interval : {1ms, 9ms, 10ms, 19ms}) {
        TimerHeap heap;
        heap.add(timer(1, interval, Qt::CoarseTimer), now);
        QVERIFY(*heap.nextDue() == now + interval);
    }
    TimerHeap heap;
    heap.add(timer(1, 20ms, Qt::CoarseTimer), now);
    QVERIFY(*heap.nextDue() != now + 20ms);
}

void TestTimerHeap::letsCoarseTimersFallTogether()
{
    TimerHeap heap;
    for (int i = 0; i < 40; ++i)
        heap.add(timer(i, 1000ms, Qt::CoarseTimer), m_now + std::chrono::milliseconds(i));
    std::set<Instant> times;
    for (int i = 0; i < 40; ++i)
        times.insert(heap.find(i)->due);
    QVERIFY(times.size() <= 2);
}

void TestTimerHeap::goesOnFromTheDueTime()
{
    TimerHeap heap;
    heap.add(timer(1, 10ms), m_now);
    QVERIFY(!heap.beginFiring(1, m_now + 9ms));
    const auto firing = heap.beginFiring(1, m_now + 13ms);
    QVERIFY(firing);
    heap.endFiring(*firing);
    QVERIFY(*heap.nextDue() == m_now + 20ms);
}

void TestTimerHeap::doesNotMakeUpForMissedTimes()
{
    TimerHeap heap;
    heap.add(timer(1, 10ms), m_now);
    QVERIFY(heap.beginFiring(1, m_now + 95ms));
    QVERIFY(*heap.nextDue() == m_now + 105ms);
}

void TestTimerHeap::doesNotFireATimerInsideItself()
{
    TimerHeap heap;
    heap.add(timer(1, 0ms), m_now);
    const auto firing = heap.beginFiring(1, m_now);
    QVERIFY(firing);
    QVERIFY(!heap.beginFiring(1, m_now + 1ms));
    heap.endFiring(*firing);
    QVERIFY(heap.beginFiring(1, m_now + 2ms));
}

void TestTimerHeap::tellsAReusedIdFromTheOldTimer()
{
    TimerHeap heap;
    heap.add(timer(1, 0ms), m_now);
    const auto old = heap.beginFiring(1, m_now);
    heap.remove(1);
    heap.add(timer(1, 0ms), m_now);
    const auto fresh = heap.beginFiring(1, m_now);
    QVERIFY(fresh);
    heap.endFiring(*old);
    QVERIFY(!heap.beginFiring(1, m_now + 1ms));
}

void TestTimerHeap::removesAllOfAnObject()
{
    QObject mine;
    QObject other;
    TimerHeap heap;
    for (int id = 0; id < 10; ++id) {
        TimerHeap::Timer added = timer(id, 5ms);
        added.object = id % 2 == 0 ? &mine : &other;
        heap.add(added, m_now);
    }
    QCOMPARE(heap.of(&mine).size(), size_t(5));
    QVERIFY(heap.removeAll(&mine));
    QVERIFY(!heap.removeAll(&mine));
    QCOMPARE(heap.of(&other).size(), size_t(5));
    QCOMPARE(heap.dueBy(m_now + 5ms).size(), size_t(5));
}

QTEST_GUILESS_MAIN(TestTimerHeap)
#include "tst_timerheap.moc"
