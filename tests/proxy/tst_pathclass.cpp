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
    void closesTheBackendsDoors();
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
    row("/v1internals", PathClass::Other);
    row("/", PathClass::Other);
    row("", PathClass::Other);
    row("*", PathClass::Other);
    row("/v1beta/models/gemini-2.5-pro:generateContent", PathClass::Other);
}

void TestPathClass::tellsWhoseBusinessAPathIs()
{
    QTEST(proxy::classifyPath(QTest::currentDataTag()), "pathClass");
}

void TestPathClass::closesTheBackendsDoors()
{
    for (const PathClass door :
         {PathClass::Management, PathClass::KeepAlive, PathClass::OAuthCallback}) {
        QVERIFY(proxy::isLoopbackOnly(door));
        QVERIFY(!proxy::mayCarryUpstreamKey(door));
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
