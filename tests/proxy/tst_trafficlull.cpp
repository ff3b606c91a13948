// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/trafficlull.h"

#include <QTest>

using proxy::TrafficLull;

class TestTrafficLull final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsOnceAfterTraffic();
    void waitsForWhatIsOpen();
    void neverBeginsWithoutTraffic();
};

void TestTrafficLull::beginsOnceAfterTraffic()
{
    TrafficLull lull;
    QVERIFY(!lull.begins(1, 0));
    QVERIFY(!lull.begins(2, 0));
    QVERIFY(lull.begins(2, 0));
    QVERIFY(!lull.begins(2, 0));
    QVERIFY(!lull.begins(3, 0));
    QVERIFY(lull.begins(3, 0));
}

void TestTrafficLull::waitsForWhatIsOpen()
{
    TrafficLull lull;
    QVERIFY(!lull.begins(0, 1));
    QVERIFY(!lull.begins(0, 1));
    QVERIFY(lull.begins(0, 0));
}

void TestTrafficLull::neverBeginsWithoutTraffic()
{
    TrafficLull lull;
    QVERIFY(!lull.begins(0, 0));
    QVERIFY(!lull.begins(0, 0));
}

QTEST_GUILESS_MAIN(TestTrafficLull)
#include "tst_trafficlull.moc"
