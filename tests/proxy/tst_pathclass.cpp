// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/pathclass.h"

#include <QTest>

using proxy::PathClass;

class TestPathClass final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhoseBusinessAPathIs_data();
    void tellsWhoseBusinessAPathIs();
    void closesTheBackendsPrivateRoutes();
};

void TestPathClass::tellsWhoseBusinessAPathIs_data()
{
    QTest::addColumn<PathClass>("pathClass");
    const auto row = [](const char *path, PathClass pathClass) {
        QTest::newRow(path) << pathClass;
    };
    row("/v1/messages", PathClass::Routable);
    row("/v1/chat/completions", PathClass::Routable);
    row("/v1/responses", PathClass::Routable);
    row("/v1/messages/", PathClass::Other);
    row("/V1/messages", PathClass::Other);
    row("/v1/messages/count_tokens", PathClass::Other);
    row("/v1/responses/compact", PathClass::Other);
    row("/health", PathClass::Local);
    row("/metrics", PathClass::Local);
    row("/router", PathClass::Local);
    row("/router/status", PathClass::Local);
    row("/healthz", PathClass::Other);
    row("/health/", PathClass::Other);
    row("/routers", PathClass::Other);
    row("/v0/management", PathClass::Management);
    row("/v0/management/", PathClass::Management);
    row("/v0/management/usage", PathClass::Management);
    row("/v0/MANAGEMENT/usage", PathClass::Management);
    row("/management.html", PathClass::Management);
    row("/v0/managementx", PathClass::Other);
    row("/keep-alive", PathClass::KeepAlive);
    row("/Keep-Alive/", PathClass::KeepAlive);
    row("/keep-alive/x", PathClass::Other);
    row("/anthropic/callback", PathClass::OAuthCallback);
    row("/codex/CALLBACK", PathClass::OAuthCallback);
    row("/google/callback/", PathClass::OAuthCallback);
    row("/callback", PathClass::OAuthCallback);
    row("/v1/a/callback", PathClass::Other);
    row("/xcallback", PathClass::Other);
    row("/v1internal:generateContent", PathClass::V1Internal);
    row("/V1Internal:x", PathClass::V1Internal);
    row("/v1internal", PathClass::V1Internal);
    for (const char *path :
         {"/v1internals", "/v1internalX:loadCodeAssist", "/v1internal;x", "/v1internal ",
          "/v1internal-x", "/V1INTERNAL:x", "/v1internal/x", "/v1%69nternal:x", "/v1%2569nternal:x",
          "/%2576%31internal:x", "/v1%%36%39nternal:x", "/;a/v1internal:x",
          "/x;a/..;b/v1internal:x", "/x/%2e%2e/v1internal:x", "/\\v1internal:x",
          "/x/..\\v1internal:x", "/v1internal\xc3\x9f", "/%5cv1internal"})
        row(path, PathClass::V1Internal);
    row("/v1interna", PathClass::Other);
    row("/v2internal:x", PathClass::Other);
    row("/x/v1internal:x", PathClass::Other);
    for (const char *path :
         {"/v0/management;x/usage", "/v0;x/management/usage", "/v0/management%2fusage",
          "/v0%252fmanagement/usage", "/v0/management /usage", "/management.html;x",
          "/management%252ehtml", "/v0\\management\\usage"})
        row(path, PathClass::Management);
    row("/keep-alive;x=1", PathClass::KeepAlive);
    row("/keep%2dalive", PathClass::KeepAlive);
    row("/codex;x/callback;y", PathClass::OAuthCallback);
    row("/codex%2fcallback", PathClass::OAuthCallback);
    // Nothing is routed or answered here that is not spelled so.
    row("/v1/messages;x", PathClass::Other);
    row("/v1%2fmessages", PathClass::Other);
    row("/health;x", PathClass::Other);
    row("/", PathClass::Other);
    row("", PathClass::Other);
    row("*", PathClass::Other);
    row("/v1beta/models/gemini-2.5-pro:generateContent", PathClass::Other);
}

void TestPathClass::tellsWhoseBusinessAPathIs()
{
    QTEST(proxy::classifyPath(QTest::currentDataTag()), "pathClass");
}

void TestPathClass::closesTheBackendsPrivateRoutes()
{
    for (const PathClass privateClass :
         {PathClass::Management, PathClass::KeepAlive, PathClass::OAuthCallback}) {
        QVERIFY(proxy::isLoopbackOnly(privateClass));
        QVERIFY(!proxy::mayCarryUpstreamKey(privateClass));
    }
    QVERIFY(proxy::isLoopbackOnly(PathClass::V1Internal));
    QVERIFY(!proxy::isLoopbackOnly(PathClass::Routable));
    QVERIFY(!proxy::isLoopbackOnly(PathClass::Other));
    QVERIFY(proxy::mayCarryUpstreamKey(PathClass::Routable));
    QVERIFY(proxy::mayCarryUpstreamKey(PathClass::Other));
    QVERIFY(!proxy::mayCarryUpstreamKey(PathClass::Local));
}

QTEST_GUILESS_MAIN(TestPathClass)
#include "tst_pathclass.moc"
