// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/cuttablerelay.h"
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "ui/host/language.h"
#include "ui/requests/exchangefacts.h"
#include "ui/source/attachedsource.h"
#include "ui/source/chosensource.h"
#include "ui/words/enginetext.h"

#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/exchangerow.h"
#include "proxy/proxyservice.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

using namespace ui;
using namespace std::chrono_literals;

/// The window on a proxy that it does not host: here a real engine on a port of its own.
class TestAttached final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aRowReadsBackAsItWasWritten();
    void junkIsNoRow_data();
    void junkIsNoRow();
    void eventsComeWholeHoweverTheyAreCut();
    void showsStatusAndTraffic();
    void controlsTheProxy();
    void whatTheProxySaysIsTranslatedHere();
    void missedRequestsComeAfterABreak();
    void aCutStreamGoesOnWhereItStopped();
    void quittingLeavesTheProxyRunning();
    void aRunningProxyIsAttachedTo();

private:
    [[nodiscard]] DesktopHost::OtherInstance instance() const;
    void send(const QByteArray &target);

    std::unique_ptr<ScriptedHost> m_files;
    std::unique_ptr<proxy::ProxyService> m_engine;
    std::unique_ptr<QNetworkAccessManager> m_client;
    quint16 m_port = 0;
};

void TestAttached::init()
{
    m_files = std::make_unique<ScriptedHost>();
    m_client = std::make_unique<QNetworkAccessManager>();
    m_engine = std::make_unique<proxy::ProxyService>();
    proxy::ProxyConfig config = m_files->config().config;
    config.server.port = 0;
    config.router.apiKey = "sk-test";
    config.upstream.url = QUrl(QStringLiteral("http://127.0.0.1:9"));
    QSignalSpy started(m_engine.get(), &proxy::ProxyService::started);
    m_engine->start(config, "secret-token");
    QVERIFY(started.wait());
    m_port = started.first().first().value<quint16>();
}

void TestAttached::cleanup()
{
    m_engine.reset();
}

DesktopHost::OtherInstance TestAttached::instance() const
{
    return {.pid = 4711,
            .port = m_port,
            .version = QStringLiteral("1"),
            .controlToken = "secret-token"};
}

void TestAttached::send(const QByteArray &target)
{
    const QUrl url(
        QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(QLatin1StringView(target)));
    QNetworkReply *reply = m_client->get(QNetworkRequest(url));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    QVERIFY(finished.wait());
}

void TestAttached::aRowReadsBackAsItWasWritten()
{
    for (const proxy::Exchange &exchange : lifelikeTraffic(200, 1763900000000)) {
        QByteArray written;
        proxy::appendExchangeJson(written, exchange);
        const auto read = proxy::exchangeFromRow(written);
        QVERIFY(read);
        QByteArray again;
        proxy::appendExchangeJson(again, *read);
        QCOMPARE(again, written);
    }
}

void TestAttached::junkIsNoRow_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{\"schema\":\"v1\",\"id\":");
    QTest::newRow("another schema") << QByteArray(R"({"schema":"v9","id":"1"})");
    QTest::newRow("no id") << QByteArray(R"({"schema":"v1"})");
    QTest::newRow("too long") << QByteArray(R"({"schema":"v1","id":"1","x":")")
                                     + QByteArray(2'000'000, 'a') + "\"}";
}

void TestAttached::junkIsNoRow()
{
    QFETCH(QByteArray, text);
    QVERIFY(!proxy::exchangeFromRow(text));
}

void TestAttached::eventsComeWholeHoweverTheyAreCut()
{
    const QByteArray stream = ": beat\n\nid: a-1\nevent: exchange\ndata: {\"x\":1}\n\n"
                              "event: lost\r\ndata: 3\r\n\r\n";
    for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
        EventReader reader;
        auto events = reader.feed(stream.left(cut));
        for (auto &event : reader.feed(stream.mid(cut)))
            events.push_back(event);
        QCOMPARE(events.size(), size_t(2));
        QCOMPARE(events[0].id, QByteArray("a-1"));
        QCOMPARE(events[0].data, QByteArray("{\"x\":1}"));
        QCOMPARE(events[1].name, QByteArray("lost"));
    }
}

void TestAttached::showsStatusAndTraffic()
{
    AttachedSource source(instance());
    std::vector<proxy::Exchange> seen;
    connect(&source, &ProxySource::exchangesArrived, this, [&seen](const auto &exchanges) {
        seen.insert(seen.end(), exchanges.begin(), exchanges.end());
    });
    QTRY_COMPARE(source.status().state, proxy::ServiceState::Running);
    QCOMPARE(source.status().port, m_port);
    QCOMPARE(source.status().routing, proxy::RoutingState::On);
    QVERIFY(source.isAttached());
    QCOMPARE(source.status().openExchanges, 0);
    send("/v1/nothing");
    QTRY_VERIFY(!seen.empty() && seen.back().end != proxy::ExchangeEnd::Open);
    QCOMPARE(seen.back().target, QByteArray("/v1/nothing"));
    QTRY_COMPARE(source.status().today.requests, quint64(1));
}

void TestAttached::controlsTheProxy()
{
    AttachedSource source(instance());
    QTRY_COMPARE(source.status().routing, proxy::RoutingState::On);
    source.pauseRouting(30min);
    QTRY_COMPARE(source.status().routing, proxy::RoutingState::Paused);
    QVERIFY(source.status().pausedUntilMs);
    source.resumeRouting();
    QTRY_COMPARE(source.status().routing, proxy::RoutingState::On);
    DesktopHost::OtherInstance stranger = instance();
    stranger.controlToken = "wrong";
    AttachedSource refused(stranger);
    QSignalSpy failed(&refused, &ProxySource::wishFailed);
    refused.pauseRouting(30min);
    QVERIFY(failed.wait());
}

void TestAttached::whatTheProxySaysIsTranslatedHere()
{
    const auto spoken = qScopeGuard([] {
        qDeleteAll(QCoreApplication::instance()->findChildren<QTranslator *>());
        QLocale::setDefault(QLocale::c());
    });
    installLanguage(*QCoreApplication::instance(), QStringLiteral("de"));
    AttachedSource source(instance());
    std::vector<proxy::Exchange> seen;
    connect(&source, &ProxySource::exchangesArrived, this, [&seen](const auto &exchanges) {
        seen.insert(seen.end(), exchanges.begin(), exchanges.end());
    });
    QTRY_COMPARE(source.status().state, proxy::ServiceState::Running);
    send("/v1/nothing");
    QTRY_VERIFY(!seen.empty() && seen.back().end != proxy::ExchangeEnd::Open);
    QVERIFY(seen.back().error);
    QCOMPARE(engineText(seen.back().error->detail),
             QStringLiteral("der Upstream unter http://127.0.0.1:9: Verbindung abgelehnt"));
    const QString facts = exchangeFactsHtml(seen.back(), Checks::Unfolded);
    QVERIFY2(facts.contains(QStringLiteral("Verbindung abgelehnt")), qPrintable(facts));
    QTRY_COMPARE(engineText(source.status().upstream.lastError),
                 QStringLiteral("Verbindung abgelehnt"));
    QString refusal;
    connect(&source, &ProxySource::wishFailed, this,
            [&refusal](const proxy::Text &reason) { refusal = engineText(reason); });
    source.pauseRouting(std::chrono::minutes(20000));
    QTRY_COMPARE(refusal, QStringLiteral("minutes muss eine Zahl über 0 und höchstens 10080 sein"));
}

void TestAttached::missedRequestsComeAfterABreak()
{
    send("/v1/before");
    AttachedSource source(instance());
    QSignalSpy arrived(&source, &ProxySource::exchangesArrived);
    QVERIFY(arrived.wait());
    const auto batch = arrived.first().first().value<std::vector<proxy::Exchange>>();
    QCOMPARE(batch.front().target, QByteArray("/v1/before"));
}

void TestAttached::aCutStreamGoesOnWhereItStopped()
{
    support::CuttableRelay relay(m_port, "/router/events");
    DesktopHost::OtherInstance behind = instance();
    behind.port = relay.serverPort();
    AttachedSource source(behind);
    QByteArrayList ended;
    quint64 lost = 0;
    connect(&source, &ProxySource::exchangesLost, this, [&lost](quint64 count) { lost += count; });
    connect(&source, &ProxySource::exchangesArrived, this, [&ended](const auto &exchanges) {
        for (const proxy::Exchange &exchange : exchanges) {
            if (exchange.end != proxy::ExchangeEnd::Open)
                ended << exchange.target;
        }
    });
    send("/v1/one");
    QTRY_COMPARE(ended, QByteArrayList {"/v1/one"});
    relay.cut();
    send("/v1/two");
    send("/v1/three");
    QCOMPARE(ended, QByteArrayList {"/v1/one"});
    relay.allow();
    QTRY_COMPARE(ended, (QByteArrayList {"/v1/one", "/v1/two", "/v1/three"}));
    send("/v1/four");
    QTRY_COMPARE(ended, (QByteArrayList {"/v1/one", "/v1/two", "/v1/three", "/v1/four"}));
    QCOMPARE(lost, quint64(0));
    QVERIFY(source.status().state != proxy::ServiceState::Stopped);
}

void TestAttached::quittingLeavesTheProxyRunning()
{
    QSignalSpy stopped(m_engine.get(), &proxy::ProxyService::stopped);
    {
        AttachedSource source(instance());
        QTRY_COMPARE(source.status().state, proxy::ServiceState::Running);
    }
    send("/v1/after");
    QCOMPARE(stopped.count(), 0);
}

void TestAttached::aRunningProxyIsAttachedTo()
{
    ScriptedHost host;
    host.other = instance();
    ChosenSource source(host);
    QVERIFY(!source.isAttached());
    source.startProxy();
    QVERIFY(source.isAttached());
    QTRY_COMPARE(source.status().state, proxy::ServiceState::Running);
    // It ends: the window stays, and its own engine may be started.
    host.other.reset();
    m_engine.reset();
    QTRY_VERIFY_WITH_TIMEOUT(!source.isAttached(), 15000);
    // Somebody starts it anew.
    cleanup();
    init();
    host.other = instance();
    QTRY_VERIFY_WITH_TIMEOUT(source.isAttached(), 15000);
    QTRY_COMPARE(source.status().state, proxy::ServiceState::Running);
}

QTEST_GUILESS_MAIN(TestAttached)
#include "tst_attached.moc"
