// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/accesschecks.h"
#include "proxy/local/localroutes.h"

#include <QTest>

using namespace proxy;

class TestLocalRoutes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFingerprintStandsForACredential();
    void findsTheRoute();
    void controlNeedsTheToken();
    void webPagesOfOtherOriginsAreToldOfHealthOnly_data();
    void webPagesOfOtherOriginsAreToldOfHealthOnly();
    void whoIsTurnedAwayIsSoBeforeTheBody_data();
    void whoIsTurnedAwayIsSoBeforeTheBody();
    void heavyWorkIsHandedOut();
    void asksForAKeyWhereKeysAreSet_data();
    void asksForAKeyWhereKeysAreSet();
    void probesOfThisMachineNeedNoKey();
    void privateRoutesAreForThisMachine();
};

namespace {

Request asking(QByteArray method, QByteArray path)
{
    Request request;
    request.head.method = std::move(method);
    request.head.normalisedPath = request.head.target = std::move(path);
    request.head.peer = QHostAddress(QHostAddress::LocalHost);
    return request;
}

LocalRoutes sampleRoutes()
{
    LocalRoutes routes;
    const auto ok = [](const Request &) { return Reply {.body = "ok"}; };
    routes.add("GET", "/health", LocalRoutes::Access::Open, ok);
    routes.add("POST", "/router/stop", LocalRoutes::Access::NeedsToken, ok);
    const auto read = [](Request request) -> LocalWork {
        return [body = request.body] {
            return [text = body + ", read"] { return Reply {.body = text}; };
        };
    };
    routes.addHeavy("POST", "/router/explain", read, 5000);
    return routes;
}

} // namespace

void TestLocalRoutes::findsTheRoute()
{
    const LocalRoutes routes = sampleRoutes();
    QCOMPARE(routes.handle(asking("GET", "/health")).reply.status, 200);
    QCOMPARE(routes.handle(asking("HEAD", "/health")).reply.status, 200);
    QCOMPARE(routes.handle(asking("GET", "/router/nothing")).reply.status, 404);
    const Reply wrong = routes.handle(asking("DELETE", "/health")).reply;
    QCOMPARE(wrong.status, 405);
    QCOMPARE(*wrong.headers.first("allow"), QByteArrayView("GET"));
}

void TestLocalRoutes::controlNeedsTheToken()
{
    LocalRoutes routes = sampleRoutes();
    Request request = asking("POST", "/router/stop");
    QCOMPARE(routes.handle(request).reply.status, 403);
    request.head.headers.append("Authorization", "Bearer ");
    QCOMPARE(routes.handle(request).reply.status, 403);
    routes.setControlToken("abc");
    QCOMPARE(routes.handle(request).reply.status, 403);
    request.head.headers.set("Authorization", "Bearer abc");
    QCOMPARE(routes.handle(request).reply.status, 200);
}

void TestLocalRoutes::webPagesOfOtherOriginsAreToldOfHealthOnly_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("admitted");
    QTest::newRow("health") << QByteArray("GET") << QByteArray("/health") << true;
    QTest::newRow("another look") << QByteArray("GET") << QByteArray("/router/status") << false;
    QTest::newRow("a change") << QByteArray("POST") << QByteArray("/router/stop") << false;
    QTest::newRow("what is asked before a change")
        << QByteArray("OPTIONS") << QByteArray("/router/stop") << false;
    QTest::newRow("work") << QByteArray("POST") << QByteArray("/router/explain") << false;
    QTest::newRow("nothing") << QByteArray("GET") << QByteArray("/router/nothing") << false;
}

void TestLocalRoutes::webPagesOfOtherOriginsAreToldOfHealthOnly()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    LocalRoutes routes = sampleRoutes();
    routes.setControlToken("abc");
    Request request = asking(method, path);
    request.head.headers.append("Authorization", "Bearer abc");
    const LocalAdmission admission = routes.admit(request.head, true);
    QTEST(!admission.refusal, "admitted");
    if (!admission.refusal)
        return;
    QCOMPARE(admission.refusal->status, 403);
    QVERIFY(admission.refusal->body.contains("web pages of other origins"));
}

void TestLocalRoutes::whoIsTurnedAwayIsSoBeforeTheBody_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("hasToken");
    QTest::addColumn<int>("status"); // 0: come in
    QTest::addColumn<qint64>("maxBody");
    const auto row = [](const char *what, const char *method, const char *path, bool hasToken,
                        int status, qint64 maxBody) {
        QTest::newRow(what) << QByteArray(method) << QByteArray(path) << hasToken << status
                            << maxBody;
    };
    row("a look", "GET", "/health", false, 0, LocalRoutes::kMaxBody);
    row("an order", "POST", "/router/stop", true, 0, LocalRoutes::kMaxBody);
    row("an order without the token", "POST", "/router/stop", false, 403, 0);
    row("work", "POST", "/router/explain", true, 0, 5000);
    row("work without the token", "POST", "/router/explain", false, 403, 0);
    row("another method", "PUT", "/router/stop", true, 405, 0);
    row("no route", "POST", "/router/nothing", true, 404, 0);
}

void TestLocalRoutes::whoIsTurnedAwayIsSoBeforeTheBody()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(bool, hasToken);
    QFETCH(int, status);
    LocalRoutes routes = sampleRoutes();
    routes.setControlToken("abc");
    Request request = asking(method, path);
    if (hasToken)
        request.head.headers.append("Authorization", "Bearer abc");
    const LocalAdmission admission = routes.admit(request.head, false);
    QCOMPARE(admission.refusal ? admission.refusal->status : 0, status);
    QTEST(admission.maxBody, "maxBody");
}

void TestLocalRoutes::heavyWorkIsHandedOut()
{
    LocalRoutes routes = sampleRoutes();
    routes.setControlToken("abc");
    Request request = asking("POST", "/router/explain");
    request.body = "body";
    QVERIFY(!routes.handle(request).work);
    request.head.headers.append("Authorization", "Bearer abc");
    const LocalAnswer answer = routes.handle(request);
    QVERIFY(answer.work);
    QCOMPARE(answer.work()().body, QByteArray("body, read"));
}

void TestLocalRoutes::asksForAKeyWhereKeysAreSet_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("admitted");
    QTest::newRow("none") << QByteArray() << QByteArray() << false;
    QTest::newRow("own field") << QByteArray("X-LLM-Proxy-Key") << QByteArray("key-2") << true;
    QTest::newRow("bearer") << QByteArray("Authorization") << QByteArray("bearer key-1") << true;
    QTest::newRow("x-api-key") << QByteArray("X-Api-Key") << QByteArray("key-1") << true;
    QTest::newRow("google") << QByteArray("x-goog-api-key") << QByteArray("key-1") << true;
    QTest::newRow("wrong") << QByteArray("X-Api-Key") << QByteArray("key-3") << false;
    QTest::newRow("part of one") << QByteArray("X-Api-Key") << QByteArray("key") << false;
    QTest::newRow("repeated one") << QByteArray("X-Api-Key") << QByteArray("key-1key-1") << false;
    QTest::newRow("empty") << QByteArray("X-Api-Key") << QByteArray() << false;
}

void TestLocalRoutes::asksForAKeyWhereKeysAreSet()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    ServerSettings settings;
    settings.apiKeys = {"key-1", "key-2"};
    RequestHead head = asking("POST", "/v1/messages").head;
    if (!field.isEmpty())
        head.headers.append(field, value);
    QTEST(!accessRefusal(head, PathClass::Routable, settings), "admitted");
    QVERIFY(!accessRefusal(head, PathClass::Routable, {}));
    head.target = "/v1/models?a=b&key=key%2D1";
    QVERIFY(!accessRefusal(head, PathClass::Other, settings));
}

void TestLocalRoutes::probesOfThisMachineNeedNoKey()
{
    ServerSettings settings;
    settings.apiKeys = {"key-1"};
    RequestHead head = asking("GET", "/health").head;
    QVERIFY(!accessRefusal(head, PathClass::Local, settings));
    head.peer = QHostAddress(QStringLiteral("192.168.1.5"));
    QCOMPARE(accessRefusal(head, PathClass::Local, settings)->code, ErrorCode::Unauthorized);
}

void TestLocalRoutes::privateRoutesAreForThisMachine()
{
    RequestHead head = asking("GET", "/v0/management/config").head;
    QVERIFY(!accessRefusal(head, PathClass::Management, {}));
    head.peer = QHostAddress(QStringLiteral("192.168.1.5"));
    QCOMPARE(accessRefusal(head, PathClass::Management, {})->code, ErrorCode::Forbidden);
    ServerSettings settings;
    settings.remoteManagement = true;
    QVERIFY(!accessRefusal(head, PathClass::Management, settings));
}

void TestLocalRoutes::aFingerprintStandsForACredential()
{
    using proxy::credentialFingerprint;
    const QByteArray key = credentialFingerprint("sk-ant-0123456789");
    QCOMPARE(key, QByteArray("8f44fc04"));
    QCOMPARE(credentialFingerprint("sk-ant-0123456789"), key);
    QVERIFY(credentialFingerprint("sk-ant-0123456780") != key);
    QCOMPARE(credentialFingerprint(""), QByteArray("none"));
}

QTEST_GUILESS_MAIN(TestLocalRoutes)
#include "tst_localroutes.moc"
