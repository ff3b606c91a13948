// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/loopround.h"

#include <QTest>

using proxy::LoopRound;

namespace {

struct Waiting final : LoopRound::Observer
{
    ~Waiting() override { LoopRound::forget(*this); }
    void roundEnded() override
    {
        ++ended;
        sawMore = LoopRound::hasMore();
    }
    int ended = 0;
    bool sawMore = false;
};

} // namespace

class TestLoopRound final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasNothingToComeWithoutADispatcherThatTells();
    void tellsEachObserverOnceWhenItIsOver();
    void forgetsAnObserverThatGoes();
};

void TestLoopRound::hasNothingToComeWithoutADispatcherThatTells()
{
    QVERIFY(!LoopRound::hasMore());
}

void TestLoopRound::tellsEachObserverOnceWhenItIsOver()
{
    Waiting one;
    Waiting other;
    LoopRound::setLeft(1);
    QVERIFY(LoopRound::hasMore());
    LoopRound::callAtEnd(one);
    LoopRound::callAtEnd(other);
    LoopRound::setLeft(0);
    LoopRound::end();
    LoopRound::end();
    QCOMPARE(one.ended, 1);
    QCOMPARE(other.ended, 1);
    QVERIFY(!one.sawMore);
}

void TestLoopRound::forgetsAnObserverThatGoes()
{
    LoopRound::setLeft(1);
    {
        Waiting gone;
        LoopRound::callAtEnd(gone);
    }
    LoopRound::end();
}

QTEST_GUILESS_MAIN(TestLoopRound)
#include "tst_loopround.moc"
