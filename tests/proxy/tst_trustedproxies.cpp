// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/checkedtext.h"
#include "proxy/http/trustedproxies.h"

#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

class TestTrustedProxies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsNetworks_data();
    void knowsItsNetworks();
    void theClientIsTheRightmostAddressThatIsNotTrusted_data();
    void theClientIsTheRightmostAddressThatIsNotTrusted();
    void aProxyOnThisMachineMayNameIt();
    void severalFieldsAreOneList();
    void aListWithoutAnEndNamesNobody();
    void networksAreChecked_data();
    void networksAreChecked();
};

void TestTrustedProxies::knowsItsNetworks_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("inside") << u"10.1.2.3"_s << true;
    QTest::newRow("outside") << u"11.1.2.3"_s << false;
    QTest::newRow("one address") << u"192.0.2.7"_s << true;
    QTest::newRow("its neighbour") << u"192.0.2.8"_s << false;
    QTest::newRow("written as IPv6") << u"::ffff:10.1.2.3"_s << true;
    QTest::newRow("IPv6") << u"2001:db8::9"_s << true;
    QTest::newRow("another IPv6") << u"2001:db9::9"_s << false;
}

void TestTrustedProxies::knowsItsNetworks()
{
    QFETCH(QString, address);
    const TrustedProxies trusted({u"10.0.0.0/8"_s, u"192.0.2.7"_s, u"2001:db8::/32"_s});
    QTEST(trusted.contains(QHostAddress(address)), "isTrusted");
    QVERIFY(!TrustedProxies().contains(QHostAddress(address)));
}

void TestTrustedProxies::theClientIsTheRightmostAddressThatIsNotTrusted_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("client");
    QTest::newRow("from anybody it is ignored")
        << u"198.51.100.1"_s << QByteArray("203.0.113.5") << u"198.51.100.1"_s;
    QTest::newRow("one") << u"10.0.0.1"_s << QByteArray("203.0.113.5") << u"203.0.113.5"_s;
    QTest::newRow("what the client wrote itself stands to the left")
        << u"10.0.0.1"_s << QByteArray("127.0.0.1, 203.0.113.5") << u"203.0.113.5"_s;
    QTest::newRow("through two proxies")
        << u"10.0.0.1"_s << QByteArray("203.0.113.5, 10.0.0.2") << u"203.0.113.5"_s;
    QTest::newRow("all are trusted")
        << u"10.0.0.1"_s << QByteArray("10.0.0.3, 10.0.0.2") << u"10.0.0.3"_s;
    QTest::newRow("with a port") << u"10.0.0.1"_s << QByteArray("203.0.113.5:4711")
                                 << u"203.0.113.5"_s;
    QTest::newRow("IPv6") << u"10.0.0.1"_s << QByteArray("2001:db8::7") << u"2001:db8::7"_s;
    QTest::newRow("IPv6 with a port")
        << u"10.0.0.1"_s << QByteArray("[2001:db8::7]:443") << u"2001:db8::7"_s;
    QTest::newRow("no address") << u"10.0.0.1"_s << QByteArray("unknown") << u"0.0.0.0"_s;
    QTest::newRow("a number") << u"10.0.0.1"_s << QByteArray("1") << u"0.0.0.0"_s;
    QTest::newRow("an open bracket") << u"10.0.0.1"_s << QByteArray("[::1") << u"0.0.0.0"_s;
    QTest::newRow("empty") << u"10.0.0.1"_s << QByteArray("") << u"10.0.0.1"_s;
    // This machine is named by itself alone.
    QTest::newRow("loopback, told by a proxy elsewhere")
        << u"10.0.0.1"_s << QByteArray("127.0.0.1") << u"0.0.0.0"_s;
    QTest::newRow("loopback, told to a trusted machine")
        << u"10.0.0.1"_s << QByteArray("127.0.0.1, 10.0.0.2") << u"0.0.0.0"_s;
    QTest::newRow("loopback of IPv6") << u"10.0.0.1"_s << QByteArray("::1") << u"0.0.0.0"_s;
    QTest::newRow("loopback, mapped")
        << u"10.0.0.1"_s << QByteArray("::ffff:127.0.0.1") << u"0.0.0.0"_s;
    QTest::newRow("leading zeros") << u"10.0.0.1"_s << QByteArray("0177.0.0.1") << u"0.0.0.0"_s;
}

void TestTrustedProxies::theClientIsTheRightmostAddressThatIsNotTrusted()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, field);
    HeaderList headers;
    headers.append("X-Forwarded-For", field);
    const TrustedProxies trusted({u"10.0.0.0/8"_s});
    QFETCH(QString, client);
    QCOMPARE(trusted.clientOf(QHostAddress(peer), headers), QHostAddress(client));
}

void TestTrustedProxies::aProxyOnThisMachineMayNameIt()
{
    HeaderList headers;
    headers.append("X-Forwarded-For", "127.0.0.1");
    const TrustedProxies trusted({u"127.0.0.0/8"_s, u"10.0.0.0/8"_s});
    const QHostAddress here(QHostAddress::LocalHost);
    QCOMPARE(trusted.clientOf(here, headers), here);
    headers.append("X-Forwarded-For", "10.0.0.9");
    QCOMPARE(trusted.clientOf(here, headers), QHostAddress(QHostAddress::AnyIPv4));
}

void TestTrustedProxies::severalFieldsAreOneList()
{
    HeaderList headers;
    headers.append("X-Forwarded-For", "192.0.2.1");
    headers.append("x-forwarded-for", "203.0.113.5, 10.0.0.2");
    const TrustedProxies trusted({u"10.0.0.0/8"_s});
    QCOMPARE(trusted.clientOf(QHostAddress(u"10.0.0.1"_s), headers),
             QHostAddress(u"203.0.113.5"_s));
}

void TestTrustedProxies::aListWithoutAnEndNamesNobody()
{
    QByteArray hops = "127.0.0.1";
    for (int hop = 0; hop < TrustedProxies::kMostHops; ++hop)
        hops += ", 10.0.0.2";
    HeaderList headers;
    headers.append("X-Forwarded-For", hops);
    const TrustedProxies trusted({u"10.0.0.0/8"_s});
    const QHostAddress client = trusted.clientOf(QHostAddress(u"10.0.0.1"_s), headers);
    QVERIFY(!client.isLoopback());
    QCOMPARE(client, QHostAddress(QHostAddress::AnyIPv4));
}

void TestTrustedProxies::networksAreChecked_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("accepted");
    QTest::newRow("address") << u"10.0.0.1"_s << u"10.0.0.1"_s;
    QTest::newRow("network") << u"10.0.0.0/8"_s << u"10.0.0.0/8"_s;
    QTest::newRow("IPv6") << u"2001:DB8::/32"_s << u"2001:db8::/32"_s;
    QTest::newRow("a name") << u"localhost"_s << QString();
    QTest::newRow("half an address") << u"10/8"_s << QString();
    QTest::newRow("too long") << u"10.0.0.0/33"_s << QString();
    QTest::newRow("no prefix") << u"10.0.0.0/"_s << QString();
    QTest::newRow("a mask") << u"10.0.0.0/255.0.0.0"_s << QString();
    QTest::newRow("everybody") << u"0.0.0.0/0"_s << QString();
    QTest::newRow("everybody's IPv6") << u"::/0"_s << QString();
}

void TestTrustedProxies::networksAreChecked()
{
    QFETCH(QString, text);
    QTEST(checkedNetwork(text).value_or(QString()), "accepted");
}

QTEST_GUILESS_MAIN(TestTrustedProxies)
#include "tst_trustedproxies.moc"
