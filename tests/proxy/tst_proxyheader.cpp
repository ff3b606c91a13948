// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/proxyheader.h"

#include <QTest>

using proxy::ProxyHeader;
using proxy::readProxyHeader;
using namespace Qt::StringLiterals;

namespace {

QByteArray header(int versionAndCommand, int family, const QByteArray &data)
{
    QByteArray bytes("\r\n\r\n\0\r\nQUIT\n", 12);
    bytes.append(char(versionAndCommand)).append(char(family));
    bytes.append(char(data.size() >> 8)).append(char(data.size() & 0xFF));
    return bytes + data;
}

QByteArray tcp4()
{
    return QByteArray::fromHex("cb007105c0000207126701bb"); // 203.0.113.5:4711 to 192.0.2.7:443
}

} // namespace

class TestProxyHeader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsIPv4();
    void readsIPv6();
    void whatFollowsTheAddressesIsPassedOver();
    void aProxyThatAsksForItselfNamesNobody();
    void otherFamiliesAreSomeMachine_data();
    void otherFamiliesAreSomeMachine();
    void waitsForEachByte();
    void aRequestIsNoHeader_data();
    void aRequestIsNoHeader();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
};

void TestProxyHeader::readsIPv4()
{
    const ProxyHeader read = readProxyHeader(header(0x21, 0x11, tcp4()) + "GET / HTTP/1.1");
    QCOMPARE(read.state, ProxyHeader::State::Complete);
    QCOMPARE(read.bytes, qsizetype(28));
    QCOMPARE(read.source, QHostAddress(u"203.0.113.5"_s));
    QCOMPARE(read.sourcePort, quint16(4711));
}

void TestProxyHeader::readsIPv6()
{
    const QByteArray address = QByteArray::fromHex("20010db8000000000000000000000007");
    const ProxyHeader read =
        readProxyHeader(header(0x21, 0x21, address + address + QByteArray::fromHex("126701bb")));
    QCOMPARE(read.state, ProxyHeader::State::Complete);
    QCOMPARE(read.source, QHostAddress(u"2001:db8::7"_s));
    QCOMPARE(read.sourcePort, quint16(4711));
    const QByteArray mapped = QByteArray::fromHex("00000000000000000000ffff7f000001");
    QCOMPARE(readProxyHeader(header(0x21, 0x21, mapped + mapped + "\1\2\3\4")).source,
             QHostAddress(QHostAddress::LocalHost));
}

void TestProxyHeader::whatFollowsTheAddressesIsPassedOver()
{
    const ProxyHeader read = readProxyHeader(header(0x21, 0x11, tcp4() + QByteArray(100, 'x')));
    QCOMPARE(read.bytes, qsizetype(128));
    QCOMPARE(read.source, QHostAddress(u"203.0.113.5"_s));
}

void TestProxyHeader::aProxyThatAsksForItselfNamesNobody()
{
    const ProxyHeader read = readProxyHeader(header(0x20, 0x00, {}));
    QCOMPARE(read.state, ProxyHeader::State::Complete);
    QVERIFY(!read.source);
}

void TestProxyHeader::otherFamiliesAreSomeMachine_data()
{
    QTest::addColumn<int>("family");
    QTest::newRow("unspecified") << 0x00;
    QTest::newRow("UDP") << 0x12;
    QTest::newRow("a socket of this machine") << 0x31;
}

void TestProxyHeader::otherFamiliesAreSomeMachine()
{
    QFETCH(int, family);
    const ProxyHeader read = readProxyHeader(header(0x21, family, QByteArray(216, '/')));
    QCOMPARE(read.state, ProxyHeader::State::Complete);
    QVERIFY(read.source && !read.source->isLoopback());
}

void TestProxyHeader::waitsForEachByte()
{
    const QByteArray whole = header(0x21, 0x11, tcp4());
    for (qsizetype size = 0; size < whole.size(); ++size)
        QCOMPARE(readProxyHeader(QByteArrayView(whole).first(size)).state,
                 ProxyHeader::State::Incomplete);
    QCOMPARE(readProxyHeader(whole).state, ProxyHeader::State::Complete);
}

void TestProxyHeader::aRequestIsNoHeader_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("one byte of it") << QByteArray("G");
    QTest::newRow("empty lines ahead") << QByteArray("\r\nGET / HTTP/1.1");
    QTest::newRow("nearly the signature") << QByteArray("\r\n\r\n\0\r\nQUIT\r", 12);
    QTest::newRow("a method like it") << QByteArray("PROXYING / HTTP/1.1");
}

void TestProxyHeader::aRequestIsNoHeader()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(readProxyHeader(bytes).state, ProxyHeader::State::Absent);
}

void TestProxyHeader::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("problem");
    QTest::newRow("version 1") << QByteArray("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n")
                               << u"send-proxy-v2"_s;
    QTest::newRow("version 3") << header(0x31, 0x11, tcp4()) << u"unknown kind"_s;
    QTest::newRow("another command") << header(0x22, 0x11, tcp4()) << u"unknown kind"_s;
    QTest::newRow("too short for IPv4")
        << header(0x21, 0x11, tcp4().chopped(1)) << u"shorter than its addresses"_s;
    QTest::newRow("too short for IPv6")
        << header(0x21, 0x21, tcp4()) << u"shorter than its addresses"_s;
    QTest::newRow("too large") << header(0x21, 0x11, QByteArray(4081, 'x')).first(16)
                               << u"too large"_s;
}

void TestProxyHeader::refusesWhatItCannotRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, problem);
    const ProxyHeader read = readProxyHeader(bytes);
    QCOMPARE(read.state, ProxyHeader::State::Refused);
    QVERIFY2(read.problem.text().contains(problem), qPrintable(read.problem.text()));
}

QTEST_GUILESS_MAIN(TestProxyHeader)
#include "tst_proxyheader.moc"
