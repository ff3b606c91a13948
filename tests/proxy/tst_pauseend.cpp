// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/pauseend.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::PauseEnd;

class TestPauseEnd final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAtTheEarlierOfTwoClocks_data();
    void endsAtTheEarlierOfTwoClocks();
};

void TestPauseEnd::endsAtTheEarlierOfTwoClocks_data()
{
    using Millis = std::chrono::milliseconds;
    QTest::addColumn<Millis>("steady"); // gone by since the start of a pause of 30 minutes
    QTest::addColumn<Millis>("wall");
    QTest::addColumn<Millis>("remaining");
    QTest::newRow("at once") << Millis(0) << Millis(0) << Millis(30min);
    QTest::newRow("awake") << Millis(10min) << Millis(10min) << Millis(20min);
    QTest::newRow("over") << Millis(30min) << Millis(30min) << Millis(0);
    QTest::newRow("asleep a while") << Millis(10min) << Millis(25min) << Millis(5min);
    QTest::newRow("asleep past the end") << Millis(1min) << Millis(9h) << Millis(0);
    QTest::newRow("clock set back") << Millis(20min) << Millis(-1h) << Millis(10min);
    QTest::newRow("clock set back, over") << Millis(30min) << Millis(-1h) << Millis(0);
}

void TestPauseEnd::endsAtTheEarlierOfTwoClocks()
{
    QFETCH(std::chrono::milliseconds, steady);
    QFETCH(std::chrono::milliseconds, wall);
    const proxy::Instant start {};
    constexpr qint64 kWallStart = 1763900000000;
    const PauseEnd end(30min, start, kWallStart);
    QTEST(end.remaining(start + steady, kWallStart + wall.count()), "remaining");
}

QTEST_GUILESS_MAIN(TestPauseEnd)
#include "tst_pauseend.moc"
