// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakemorph.h"
#include "tests/support/rawclient.h"

#include <QtTest>

using namespace standins;
using Kind = MorphAnswer::Kind;

namespace {

constexpr std::chrono::milliseconds kSoon {3000};

QByteArray call(const QByteArray &endpoint, const QByteArray &body,
                const QByteArray &key = "Bearer sk-morph")
{
    return rawRequest("POST", "/v1/router/" + endpoint,
                      {{"Content-Type", "application/json"}, {"Authorization", key}}, body);
}

QByteArray input(const QByteArray &text)
{
    return "{\"input\":\"" + text + "\",\"mode\":\"balanced\"}";
}

} // namespace

class TestFakeMorph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void classifies_data();
    void classifies();
    void answersEachEndpoint_data();
    void answersEachEndpoint();
    void playsOneAnswerForEachRequestInOrder();
    void sendsTheHeadBeforeALateBody();
    void breaksOffAnswers_data();
    void breaksOffAnswers();
    void recordsArrivalAndClose();
    void refusesConnectsWhileNotAccepting();

private:
    RawResponse ask(const QByteArray &request)
    {
        RawClient client;
        client.connectTo(m_morph->port());
        return client.exchange(request, kSoon);
    }

    std::unique_ptr<FakeMorph> m_morph;
};

void TestFakeMorph::init()
{
    m_morph = std::make_unique<FakeMorph>();
    QVERIFY(m_morph->start());
}

void TestFakeMorph::classifies_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("difficulty");
    QTest::newRow("marker easy") << QByteArray("prove it [[easy]]") << QByteArray("easy");
    QTest::newRow("marker medium") << QByteArray("x [[medium]]") << QByteArray("medium");
    QTest::newRow("marker hard") << QByteArray("[[HARD]] fix a typo") << QByteArray("hard");
    QTest::newRow("marker needs_info") << QByteArray("[[needs_info]]") << QByteArray("needs_info");
    QTest::newRow("short") << QByteArray("rename this variable") << QByteArray("easy");
    QTest::newRow("keyword") << QByteArray("find the race condition") << QByteArray("hard");
    QTest::newRow("in between") << QByteArray("implement a stack") << QByteArray("medium");
    QTest::newRow("long") << QByteArray(3000, 'x') << QByteArray("hard");
    QTest::newRow("next to nothing") << QByteArray("ok") << QByteArray("needs_info");
}

void TestFakeMorph::classifies()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, difficulty);
    QCOMPARE(classifyInput(text), difficulty);
    const RawResponse response = ask(call("raw", input(text)));
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "{\"difficulty\":\"" + difficulty + "\"}");
}

void TestFakeMorph::answersEachEndpoint_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("part");
    const QByteArray easy = input("[[easy]]");
    const QByteArray hard = input("[[hard]]");
    QTest::newRow("anthropic") << call("anthropic", hard) << 200
                               << QByteArray("\"model\":\"claude-sonnet-4-5-20250929\"");
    QTest::newRow("openai") << call("openai", easy) << 200
                            << QByteArray("{\"model\":\"gpt-5-mini\",\"confidence\":0.93}");
    QTest::newRow("gemini") << call("gemini", hard) << 200
                            << QByteArray("\"model\":\"gemini-2.5-pro\"");
    QTest::newRow("classify") << call("classify", hard) << 200
                              << QByteArray("\"label\":\"hard\",\"confidence\":0.93,"
                                            "\"meets_threshold\":true");
    QTest::newRow("classify, unsure")
        << call("classify", input("[[needs_info]]")) << 200
        << QByteArray("\"label\":\"medium\",\"confidence\":0.41,\"meets_threshold\":false");
    QTest::newRow("multimodel") << call("multimodel", easy) << 200
                                << QByteArray("\"provider\":\"anthropic\",\"difficulty\":\"easy\"");
    QTest::newRow("any mode") << call("raw", "{\"input\":\"[[easy]]\",\"mode\":\"foo\"}") << 200
                              << QByteArray("easy");
    QTest::newRow("no key") << call("raw", easy, "") << 401
                            << QByteArray("\"type\":\"authentication_error\"");
    QTest::newRow("blank key") << call("raw", easy, "Bearer  ") << 401 << QByteArray();
    QTest::newRow("other scheme") << call("raw", easy, "Basic x") << 401 << QByteArray();
    QTest::newRow("no input") << call("raw", "{\"mode\":\"balanced\"}") << 400 << QByteArray();
    QTest::newRow("input is no string") << call("raw", "{\"input\":1}") << 400 << QByteArray();
    QTest::newRow("no JSON") << call("raw", "hello") << 400 << QByteArray();
    QTest::newRow("other path") << call("mystery", easy) << 404 << QByteArray();
    QTest::newRow("other method") << rawRequest("GET", "/v1/router/raw") << 405 << QByteArray();
}

void TestFakeMorph::answersEachEndpoint()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QByteArray, part);
    const RawResponse response = ask(request);
    QCOMPARE(response.status, status);
    QVERIFY2(response.body.contains(part), response.body.constData());
    QCOMPARE(response.header("Content-Type"), QByteArray("application/json"));
    if (status == 400)
        QCOMPARE(response.body, QByteArray());
}

void TestFakeMorph::playsOneAnswerForEachRequestInOrder()
{
    m_morph->answerNext({.kind = Kind::Fixed, .status = 429, .headers = {{"Retry-After", "1"}}});
    m_morph->answerNext({.kind = Kind::Fixed, .body = "{\"difficulty\":\"extreme\"}"});
    const RawResponse limited = ask(call("raw", input("[[easy]]")));
    QCOMPARE(limited.status, 429);
    QCOMPARE(limited.header("Retry-After"), QByteArray("1"));
    QCOMPARE(ask(call("raw", input("[[easy]]"))).body, QByteArray("{\"difficulty\":\"extreme\"}"));
    QCOMPARE(ask(call("raw", input("[[easy]]"))).body, QByteArray("{\"difficulty\":\"easy\"}"));
    m_morph->answerWith("hard");
    QCOMPARE(ask(call("raw", input("[[easy]]"))).body, QByteArray("{\"difficulty\":\"hard\"}"));
    QCOMPARE(m_morph->recorded().size(), 4U);
    m_morph->reset();
    QCOMPARE(m_morph->recorded().size(), 0U);
    QCOMPARE(ask(call("raw", input("[[easy]]"))).body, QByteArray("{\"difficulty\":\"easy\"}"));
}

void TestFakeMorph::sendsTheHeadBeforeALateBody()
{
    m_morph->answerNext({.delayBeforeHead = std::chrono::milliseconds(1),
                         .delayBeforeBody = std::chrono::hours(1)});
    RawClient client;
    client.connectTo(m_morph->port());
    client.send(call("raw", input("[[easy]]")));
    QVERIFY(client.waitForText("\r\n\r\n"));
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(client.received().endsWith("\r\n\r\n"));
}

void TestFakeMorph::breaksOffAnswers_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("received");
    QTest::newRow("cut in the body") << int(Kind::Cut) << QByteArray("{\"diffic");
    QTest::newRow("cut before the head") << int(Kind::CutBeforeHead) << QByteArray();
    QTest::newRow("garbage") << int(Kind::Garbage) << QByteArray("not HTTP");
}

void TestFakeMorph::breaksOffAnswers()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, received);
    m_morph->answerAll({.kind = static_cast<Kind>(kind)});
    RawClient client;
    client.connectTo(m_morph->port());
    client.send(call("raw", input("[[easy]]")));
    QVERIFY(client.waitForEnd(kSoon));
    // A reset may throw away what the receiver had not read yet.
    if (!client.received().isEmpty())
        QVERIFY(client.received().contains(received));
    QCOMPARE(client.end(),
             static_cast<Kind>(kind) == Kind::Garbage ? WireEnd::PeerFin : WireEnd::PeerReset);
}

void TestFakeMorph::recordsArrivalAndClose()
{
    m_morph->answerAll({.kind = Kind::NeverAnswer});
    const WireTime before = std::chrono::steady_clock::now();
    RawClient client;
    client.connectTo(m_morph->port());
    const QByteArray body = input("[[easy]]");
    client.send(call("raw", body));
    QVERIFY(m_morph->waitForRequests(1, kSoon));
    QCOMPARE(m_morph->openConnections(), 1);
    QVERIFY(!m_morph->recorded()[0].clientClosedAt);
    client.close();
    QVERIFY(m_morph->waitForClientClose(0, kSoon));
    const RecordedRequest seen = m_morph->recorded()[0];
    QVERIFY(seen.firstByteAt >= before);
    QVERIFY(*seen.clientClosedAt >= *seen.bodyAt);
    QCOMPARE(seen.body, body);
    QCOMPARE(seen.status, 0);
    QCOMPARE(seen.end, WireEnd::PeerFin);
    QCOMPARE(m_morph->openConnections(), 0);
}

void TestFakeMorph::refusesConnectsWhileNotAccepting()
{
    const quint16 port = m_morph->port();
    m_morph->setAccepting(false);
    RawClient client;
    QVERIFY(!client.connectTo(port));
    m_morph->setAccepting(true);
    QVERIFY(client.connectTo(port));
}

QTEST_GUILESS_MAIN(TestFakeMorph)
#include "tst_fakemorph.moc"
