// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/controlport.h"
#include "tests/support/rawclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace standins;

class TestControlPort : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void keepsItsRoutesOffTheDataPort();
    void addsAndClearsRules();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
    void tellsWhatWasRecorded();
    void holdsAndReleases();
    void changesStateAndResets();
    void closesTheListener();
    void movesTheClock();
    void scriptsMorph();

private:
    RawResponse control(const QByteArray &method, const QByteArray &path,
                        const QByteArray &body = {})
    {
        return ask(m_control->port(), rawRequest(method, path, {}, body));
    }
    RawResponse ask(quint16 port, const QByteArray &request)
    {
        RawClient client;
        client.connectTo(port);
        return client.exchange(request);
    }
    RawResponse models()
    {
        return ask(m_backend->port(),
                   rawRequest("GET", "/v1/models", {{"X-Api-Key", "k-alpha-0001"}}));
    }

    std::unique_ptr<FakeBackend> m_backend;
    std::unique_ptr<ControlPort> m_control;
};

void TestControlPort::init()
{
    m_backend = std::make_unique<FakeBackend>(FakeBackendOptions {.manualClock = true});
    QVERIFY(m_backend->start());
    m_control = std::make_unique<ControlPort>(controlOf(*m_backend));
    QVERIFY(m_control->start(QHostAddress::LocalHost, 0));
}

void TestControlPort::cleanup()
{
    m_control.reset();
    m_backend.reset();
}

void TestControlPort::keepsItsRoutesOffTheDataPort()
{
    QCOMPARE(ask(m_backend->port(), rawRequest("GET", "/requests")).status, 404);
    QCOMPARE(control("GET", "/v1/models").status, 404);
    QCOMPARE(m_backend->recorded().size(), 1U);
}

void TestControlPort::addsAndClearsRules()
{
    const QByteArray rule =
        "{\"match\":{\"method\":\"GET\",\"path\":\"/v1/mod*\"},\"times\":1,\"name\":\"tea\","
        "\"steps\":[{\"head\":{\"status\":418,\"headers\":[[\"X-A\",\"1\"],[\"X-A\",\"2\"]]}},"
        "{\"send\":\"a\"},{\"send\":{\"base64\":\"YmI=\",\"repeat\":2}},"
        "{\"send_split\":{\"text\":\"cd\",\"sizes\":[1]}},{\"chunk_raw\":\"1\\r\\ne\\r\\n\"},"
        "{\"record\":\"seen\"},{\"wait\":0},{\"end\":{\"trailers\":{\"X-T\":\"t\"}}}]}";
    QCOMPARE(control("POST", "/scenario", rule).body, QByteArray("{\"status\":\"ok\"}"));
    const RawResponse response = models();
    QCOMPARE(response.status, 418);
    QCOMPARE(response.body, QByteArray("abbbbcde"));
    QCOMPARE(headerCount(response.headers, "X-A"), 2);
    QCOMPARE(response.trailers, (WireHeaders {{"X-T", "t"}}));
    QCOMPARE(models().status, 200);
    QCOMPARE(control("POST", "/scenario", "{\"scenario\":\"status-599\"}").status, 200);
    QCOMPARE(models().status, 599);
    QCOMPARE(control("DELETE", "/scenario").status, 200);
    QCOMPARE(models().status, 200);
}

void TestControlPort::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no JSON") << QByteArray("x")
                             << QByteArray("a rule needs \\\"steps\\\" or \\\"scenario\\\"");
    QTest::newRow("unknown step") << QByteArray("{\"steps\":[{\"jump\":1}]}")
                                  << QByteArray("unknown step \\\"jump\\\"");
    QTest::newRow("two steps in one")
        << QByteArray("{\"steps\":[{\"wait\":1,\"end\":1}]}") << QByteArray("unknown step");
    QTest::newRow("unknown scenario")
        << QByteArray("{\"scenario\":\"flood\"}") << QByteArray("unknown scenario \\\"flood\\\"");
}

void TestControlPort::refusesWhatItCannotRead()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, error);
    const RawResponse response = control("POST", "/scenario", body);
    QCOMPARE(response.status, 400);
    QVERIFY2(response.body.contains(error), response.body.constData());
}

void TestControlPort::tellsWhatWasRecorded()
{
    const QByteArray request = rawRequest(
        "POST", "/v1/messages?x=1", {{"X-Dup", "a"}, {"x-dup", "b"}}, "{\"model\":\"gpt-5\"}");
    ask(m_backend->port(), request);
    QVERIFY(m_backend->waitUntilIdle());
    const QJsonObject seen =
        QJsonDocument::fromJson(control("GET", "/requests").body).array()[0].toObject();
    QCOMPARE(QByteArray::fromBase64(seen[u"head"].toString().toLatin1())
                 + QByteArray::fromBase64(seen[u"body"].toString().toLatin1()),
             request);
    QCOMPARE(seen[u"status"].toInt(), 401);
    QCOMPARE(seen[u"model"].toString(), QStringLiteral("gpt-5"));
    QCOMPARE(seen[u"framing"].toString(), QStringLiteral("content-length"));
    QCOMPARE(seen[u"headers"].toArray().size(), 4);
    const QJsonArray connections =
        QJsonDocument::fromJson(control("GET", "/connections").body).array();
    QCOMPARE(connections.size(), 1);
    QCOMPARE(connections[0][u"requests"].toInt(), 1);
    QVERIFY(QJsonDocument::fromJson(control("GET", "/scenarios").body).array().size() > 50);
}

void TestControlPort::holdsAndReleases()
{
    control("POST", "/scenario",
            "{\"steps\":[{\"hold\":\"go\"},{\"head\":{\"status\":299}},\"end\"]}");
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(rawRequest("GET", "/x"));
    QVERIFY(m_backend->waitForRequests(1));
    QVERIFY(client.received().isEmpty());
    QCOMPARE(control("POST", "/release", "{\"token\":\"go\"}").status, 200);
    QCOMPARE(client.readResponse().status, 299);
}

void TestControlPort::changesStateAndResets()
{
    control("POST", "/state", "{\"api_keys\":[\"other\"]}");
    QCOMPARE(models().status, 401);
    control("POST", "/reset");
    QCOMPARE(models().status, 200);
    QCOMPARE(m_backend->recorded().size(), 1U);
}

void TestControlPort::closesTheListener()
{
    const quint16 port = m_backend->port();
    control("POST", "/listen", "{\"accepting\":false}");
    RawClient client;
    QVERIFY(!client.connectTo(port));
    control("POST", "/listen", "{\"accepting\":true}");
    QVERIFY(client.connectTo(port));
    client.exchange(rawRequest("GET", "/"));
    QVERIFY(m_backend->waitUntilIdle());
    control("POST", "/kill-idle");
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.end(), WireEnd::PeerReset);
}

void TestControlPort::movesTheClock()
{
    control("POST", "/scenario",
            "{\"steps\":[{\"wait\":60000},{\"head\":{\"status\":299}},\"end\"]}");
    RawClient client;
    client.connectTo(m_backend->port());
    client.send(rawRequest("GET", "/x"));
    QVERIFY(m_backend->waitForRequests(1));
    control("POST", "/clock", "{\"advance_ms\":60000}");
    QCOMPARE(client.readResponse().status, 299);
}

void TestControlPort::scriptsMorph()
{
    FakeMorph morph;
    QVERIFY(morph.start());
    ControlPort port(controlOf(morph));
    QVERIFY(port.start(QHostAddress::LocalHost, 0));
    const auto answer = [&](const QByteArray &body) {
        return ask(port.port(), rawRequest("POST", "/answer", {}, body)).status;
    };
    const QByteArray question =
        rawRequest("POST", "/v1/router/raw", {{"Authorization", "Bearer x"}},
                   "{\"input\":\"[[easy]]\",\"mode\":\"balanced\"}");
    QCOMPARE(answer("{\"kind\":\"fixed\",\"status\":429,\"headers\":{\"Retry-After\":\"7\"},"
                    "\"times\":2}"),
             200);
    QCOMPARE(answer("{\"kind\":\"riddle\"}"), 400);
    QCOMPARE(ask(morph.port(), question).header("Retry-After"), QByteArray("7"));
    QCOMPARE(ask(morph.port(), question).status, 429);
    QCOMPARE(ask(morph.port(), question).body, QByteArray("{\"difficulty\":\"easy\"}"));
    const QJsonArray seen =
        QJsonDocument::fromJson(ask(port.port(), rawRequest("GET", "/requests")).body).array();
    QCOMPARE(seen.size(), 3);
    QCOMPARE(ask(port.port(), rawRequest("POST", "/reset")).status, 200);
    QVERIFY(morph.recorded().empty());
}

QTEST_GUILESS_MAIN(TestControlPort)
#include "tst_controlport.moc"
