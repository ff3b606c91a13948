// SPDX-License-Identifier: LicenseRef-Private
// The demonstration's Morph classifies as the tests' fake does, and misbehaves when told.
#include "app/demo/demomorph.h"
#include "tests/standins/fakemorph.h"
#include "tests/support/rawclient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

class TestDemoMorph final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void classifiesAsTheFakeDoes_data();
    void classifiesAsTheFakeDoes();
    void refusesOtherRequests();
    void saysWhatItIsTold();
    void hangsUntilItRecovers();
    void comesBackWhenItRecovers();

private:
    [[nodiscard]] QByteArray question(const QString &text) const
    {
        return rawRequest(
            "POST", "/v1/router/raw",
            {{"Authorization", "Bearer sk"}, {"Content-Type", "application/json"}},
            QJsonDocument(QJsonObject {{u"input"_s, text}}).toJson(QJsonDocument::Compact));
    }
    RawResponse ask(const QByteArray &request)
    {
        RawClient client;
        return client.connectTo(m_morph->port()) ? client.exchange(request) : RawResponse();
    }
    std::unique_ptr<app::DemoMorph> m_morph;
};

void TestDemoMorph::init()
{
    m_morph = std::make_unique<app::DemoMorph>();
    QVERIFY(m_morph->listen());
}

void TestDemoMorph::classifiesAsTheFakeDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("difficulty");
    QTest::newRow("short") << u"Rename the variable tmp to total."_s << u"easy"_s;
    QTest::newRow("a word of work") << u"Implement a stack"_s << u"medium"_s;
    QTest::newRow("not short") << QString(150, u'a') << u"medium"_s;
    QTest::newRow("a hard word") << u"Find the RACE CONDITION"_s << u"hard"_s;
    QTest::newRow("long") << QString(2100, u'a') << u"hard"_s;
    QTest::newRow("too little") << u"Go on"_s << u"needs_info"_s;
    QTest::newRow("a marker wins") << u"Prove it [[easy]]"_s << u"easy"_s;
    QTest::newRow("another marker") << u"Rename it [[needs_info]]"_s << u"needs_info"_s;
}

void TestDemoMorph::classifiesAsTheFakeDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, difficulty);
    const RawResponse answer = ask(question(text));
    QCOMPARE(answer.status, 200);
    QCOMPARE(QJsonDocument::fromJson(answer.body)["difficulty"_L1].toString(), difficulty);
    QCOMPARE(standins::classifyInput(text.toUtf8()), difficulty.toUtf8());
}

void TestDemoMorph::refusesOtherRequests()
{
    QCOMPARE(ask(rawRequest("GET", "/v1/router/raw")).status, 404);
    QCOMPARE(ask(rawRequest("POST", "/v1/router/else", {}, "{}")).status, 404);
    QCOMPARE(ask(rawRequest("POST", "/v1/router/raw", {}, "{}")).status, 400);
    QCOMPARE(ask(rawRequest("POST", "/v1/router/raw", {}, "no JSON")).status, 400);
}

void TestDemoMorph::saysWhatItIsTold()
{
    m_morph->answerAlways("<html>");
    QCOMPARE(ask(question(u"Rename it all"_s)).body, QByteArray("<html>"));
    QCOMPARE(ask(rawRequest("GET", "/")).body, QByteArray("<html>"));
    m_morph->recover();
    QVERIFY(ask(question(u"Rename it all"_s)).body.contains("easy"));
}

void TestDemoMorph::hangsUntilItRecovers()
{
    m_morph->hang();
    RawClient client;
    QVERIFY(client.connectTo(m_morph->port()));
    QVERIFY(client.send(question(u"Rename it all"_s)));
    client.readFor(std::chrono::milliseconds(200));
    QVERIFY(client.received().isEmpty());
    QVERIFY(client.isConnected());
    m_morph->recover();
    QCOMPARE(ask(question(u"Rename it all"_s)).status, 200);
}

void TestDemoMorph::comesBackWhenItRecovers()
{
    m_morph->setAccepting(false);
    QVERIFY(!RawClient().connectTo(m_morph->port()));
    m_morph->recover();
    QCOMPARE(ask(question(u"Rename it all"_s)).status, 200);
}

QTEST_GUILESS_MAIN(TestDemoMorph)
#include "tst_demomorph.moc"
