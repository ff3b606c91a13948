// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/ownaddress.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestOwnAddress final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isOneThatIsListenedOn_data();
    void isOneThatIsListenedOn();
};

void TestOwnAddress::isOneThatIsListenedOn_data()
{
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("url");
    QTest::newRow("none given") << QStringList() << u"127.0.0.1"_s << u"http://localhost:8317"_s;
    QTest::newRow("every IPv4") << QStringList {u"0.0.0.0"_s} << u"127.0.0.1"_s
                                << u"http://localhost:8317"_s;
    QTest::newRow("every IPv6") << QStringList {u"::"_s} << u"::1"_s << u"http://[::1]:8317"_s;
    QTest::newRow("both") << QStringList {u"::"_s, u"0.0.0.0"_s} << u"127.0.0.1"_s
                          << u"http://localhost:8317"_s;
    QTest::newRow("IPv6 alone") << QStringList {u"::1"_s} << u"::1"_s << u"http://[::1]:8317"_s;
    QTest::newRow("another loopback address")
        << QStringList {u"127.0.0.2"_s} << u"127.0.0.2"_s << u"http://127.0.0.2:8317"_s;
    QTest::newRow("loopback behind another")
        << QStringList {u"192.0.2.7"_s, u"::1"_s} << u"::1"_s << u"http://[::1]:8317"_s;
    QTest::newRow("of the network alone")
        << QStringList {u"192.0.2.7"_s} << u"192.0.2.7"_s << u"http://192.0.2.7:8317"_s;
    QTest::newRow("of a link") << QStringList {u"fe80::1%eth0"_s} << u"fe80::1%eth0"_s
                               << u"http://[fe80::1%25eth0]:8317"_s;
}

void TestOwnAddress::isOneThatIsListenedOn()
{
    QFETCH(QStringList, hosts);
    QTEST(proxy::ownAddress(hosts), "address");
    QTEST(proxy::ownUrl(hosts, 8317), "url");
}

QTEST_GUILESS_MAIN(TestOwnAddress)
#include "tst_ownaddress.moc"
