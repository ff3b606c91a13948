// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/upstreamprobe.h"
#include "tests/support/answeringserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;
using proxy::Instant;
using proxy::UpstreamProbe;

namespace {

/// A probe whose time stands still.
class Probe final
{
public:
    explicit Probe(const QUrl &upstream)
        : probe(upstream, [this] { return now; })
    { }

    /// Asks, and waits for the end.
    bool refresh()
    {
        QSignalSpy finished(&probe, &UpstreamProbe::finished);
        probe.refresh();
        return finished.wait(30'000);
    }

    Instant now {1h};
    UpstreamProbe probe;
};

} // namespace

class TestUpstreamProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyAnswerMeansThatItIsThere();
    void whereNobodyListensNobodyIs();
    void aResultIsFreshForThreeSeconds();
    void anotherUpstreamIsNotKnown();
    void tellsTheBackendsVersion_data();
    void tellsTheBackendsVersion();
    void knowsAnotherProxy();
};

void TestUpstreamProbe::anyAnswerMeansThatItIsThere()
{
    AnsweringServer server({AnsweringServer::answer(404, "no")});
    QUrl url = server.url();
    url.setPath(QStringLiteral("/base"));
    url.setQuery(QStringLiteral("a=b"));
    Probe made(url);
    QVERIFY(!made.probe.isReachable());
    QVERIFY(made.refresh());
    QCOMPARE(made.probe.isReachable(), std::optional(true));
    QVERIFY(made.probe.lastError().isEmpty());
    QVERIFY(server.requests()[0].head.startsWith("GET / HTTP/1.1\r\n"));
    QVERIFY(!made.probe.isOtherProxy());
}

void TestUpstreamProbe::whereNobodyListensNobodyIs()
{
    AnsweringServer server({});
    const QUrl url = server.url();
    server.close();
    Probe made(url);
    QVERIFY(made.refresh());
    QCOMPARE(made.probe.isReachable(), std::optional(false));
    QVERIFY(!made.probe.lastError().isEmpty());
}

void TestUpstreamProbe::aResultIsFreshForThreeSeconds()
{
    AnsweringServer server({AnsweringServer::answer(200, "")});
    Probe made(server.url());
    QVERIFY(made.refresh());
    made.now += 3s - 1ms;
    made.probe.refresh();
    made.now += 1ms;
    QVERIFY(made.refresh());
    QCOMPARE(server.requests().size(), size_t(2));
}

void TestUpstreamProbe::anotherUpstreamIsNotKnown()
{
    AnsweringServer server({AnsweringServer::answer(200, "")});
    AnsweringServer other({});
    Probe made(server.url());
    QVERIFY(made.refresh());
    made.probe.setUpstream(server.url());
    QCOMPARE(made.probe.isReachable(), std::optional(true));
    made.probe.setUpstream(other.url());
    QVERIFY(!made.probe.isReachable());
    QTRY_COMPARE(other.requests().size(), size_t(1));
    QCOMPARE(server.requests().size(), size_t(1));
}

void TestUpstreamProbe::tellsTheBackendsVersion_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("version");
    QTest::newRow("none") << QByteArray() << QString();
    QTest::newRow("usual") << QByteArray("X-CPA-VERSION: 6.1.2\r\n") << QStringLiteral("6.1.2");
    QTest::newRow("longest") << "X-CPA-VERSION: " + QByteArray(64, 'v') + "\r\n"
                             << QString(64, u'v');
    QTest::newRow("cut") << "X-CPA-VERSION: " + QByteArray(65, 'v') + "\r\n" << QString(64, u'v');
}

void TestUpstreamProbe::tellsTheBackendsVersion()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QString, version);
    AnsweringServer server({AnsweringServer::answer(200, "", fields)});
    Probe made(server.url());
    QVERIFY(made.refresh());
    QCOMPARE(made.probe.version(), version);
}

void TestUpstreamProbe::knowsAnotherProxy()
{
    AnsweringServer server(
        {AnsweringServer::answer(200, "", "x-llm-proxy-hops: 1111111111111111\r\n")});
    Probe made(server.url());
    QVERIFY(made.refresh());
    QVERIFY(made.probe.isOtherProxy());
}

QTEST_GUILESS_MAIN(TestUpstreamProbe)
#include "tst_upstreamprobe.moc"
