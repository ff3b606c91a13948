// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/looplag.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::Instant;
using proxy::LoopLag;

class TestLoopLag final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_now = Instant(1000s); }
    void measuresFromWakingToWaiting();
    void measuresRoundsThatDoNotWait();
    void namesTheLengthThatFewExceed_data();
    void namesTheLengthThatFewExceed();
    void forgetsAfterTwoMinutes();

private:
    void round(LoopLag &lag, std::chrono::microseconds length)
    {
        lag.noteAwake();
        m_now += length;
        lag.noteBlocking();
        m_now += 1ms;
    }

    Instant m_now;
    proxy::Clock m_clock = [this] { return m_now; };
};

void TestLoopLag::measuresFromWakingToWaiting()
{
    LoopLag lag(nullptr, m_clock);
    QCOMPARE(lag.p99().count(), 0);
    round(lag, 300us);
    round(lag, 700us);
    round(lag, 0us);
    QCOMPARE(lag.max().count(), 700);
}

void TestLoopLag::measuresRoundsThatDoNotWait()
{
    LoopLag lag(nullptr, m_clock);
    lag.noteAwake();
    m_now += 2ms;
    lag.noteAwake();
    m_now += 1ms;
    lag.noteAwake();
    QCOMPARE(lag.max().count(), 2000);
}

void TestLoopLag::namesTheLengthThatFewExceed_data()
{
    QTest::addColumn<int>("usual");
    for (const int usual : {0, 1, 7, 8, 9, 15, 16, 100, 1000, 12345, 40000})
        QTest::addRow("%d us", usual) << usual;
}

void TestLoopLag::namesTheLengthThatFewExceed()
{
    QFETCH(int, usual);
    LoopLag lag(nullptr, m_clock);
    for (int i = 0; i < 995; ++i)
        round(lag, std::chrono::microseconds(usual));
    for (int i = 0; i < 5; ++i)
        round(lag, 5s);
    round(lag, 0us);
    QVERIFY(lag.p99().count() >= usual);
    QVERIFY(static_cast<double>(lag.p99().count()) <= usual * 1.125 + 1);
    QCOMPARE(lag.max().count(), 5000000);
}

void TestLoopLag::forgetsAfterTwoMinutes()
{
    LoopLag lag(nullptr, m_clock);
    round(lag, 900ms);
    round(lag, 1us);
    m_now += 61s;
    round(lag, 1us);
    QCOMPARE(lag.max().count(), 900000);
    m_now += 61s;
    round(lag, 1us);
    round(lag, 1us);
    QCOMPARE(lag.max().count(), 1);
}

QTEST_GUILESS_MAIN(TestLoopLag)
#include "tst_looplag.moc"
