// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/hops.h"
#include "proxy/rewrite/headerrewriter.h"

#include <QTest>

using proxy::BodyFraming;
using proxy::HeaderList;
using proxy::OutgoingBody;
using proxy::RequestHead;
using proxy::UpstreamAccess;
using proxy::UpstreamRequest;

namespace {

HeaderList headersOf(const QByteArray &lines)
{
    HeaderList headers;
    for (const QByteArray &line : lines.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            headers.append(line.first(colon), line.sliced(colon + 1).trimmed());
    }
    return headers;
}

QByteArray linesOf(const HeaderList &headers)
{
    QByteArray lines;
    headers.appendTo(lines);
    lines.replace("\r\n", "\n");
    return lines.trimmed();
}

RequestHead headOf(const QByteArray &target, const QByteArray &lines)
{
    RequestHead head;
    head.method = "POST";
    head.target = target;
    head.normalisedPath = target.first(target.contains('?') ? target.indexOf('?') : target.size());
    head.headers = headersOf(lines);
    head.peer = QHostAddress(QHostAddress::LocalHost);
    return head;
}

UpstreamAccess access(const QByteArray &key = {})
{
    return {.authority = "127.0.0.1:18317",
            .basePath = {},
            .apiKey = key,
            .keyField = proxy::upstreamKeyField(proxy::UpstreamDialect::Any, key),
            .backendKeys = {"backend-1", "backend-2"},
            .proxyKeys = {"proxy-key"},
            .allowedOrigins = {QStringLiteral("https://ui.example")}};
}

} // namespace

class TestHeaderRewriter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesOnlyTheFieldsTheArchitectureNames_data();
    void changesOnlyTheFieldsTheArchitectureNames();
    void framesABufferedBodyWithItsLength_data();
    void framesABufferedBodyWithItsLength();
    void leavesAStreamedBodysFraming();
    void keepsOnlyAWebSocketsUpgrade();
    void dropsTheContentEncodingOfADecodedBody();
    void putsTheKeyWhereTheClientsStood_data();
    void putsTheKeyWhereTheClientsStood();
    void givesTheKeyOnlyToSomeRequests_data();
    void givesTheKeyOnlyToSomeRequests();
    void neverForwardsAProxyKey_data();
    void neverForwardsAProxyKey();
    void aProxyKeyThatIsTheBackendsTooStandsThereOnce_data();
    void aProxyKeyThatIsTheBackendsTooStandsThereOnce();
    void tellsTheUpstreamWhoARemotePeerIs_data();
    void tellsTheUpstreamWhoARemotePeerIs();
    void forwardsTheRawTarget_data();
    void forwardsTheRawTarget();
    void marksTheHopForOtherProxiesAlone_data();
    void marksTheHopForOtherProxiesAlone();
    void knowsALoopByItsHops();
    void describesTheRouting_data();
    void describesTheRouting();
    void letsNoModelBreakTheHead();
};

void TestHeaderRewriter::changesOnlyTheFieldsTheArchitectureNames_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("order, case and repetition stay", "accept: a\nX-B: 1\nhOST: localhost:8317\nx-b: 2",
        "accept: a\nX-B: 1\nhOST: 127.0.0.1:18317\nx-b: 2");
    row("empty values stay", "Host: h\nX-Empty:\nUser-Agent: u",
        "Host: 127.0.0.1:18317\nX-Empty: \nUser-Agent: u");
    row("hop-by-hop fields leave",
        "Host: h\nConnection: keep-alive\nKeep-Alive: timeout=5\nProxy-Connection: close\n"
        "TE: trailers\nTrailer: x\nProxy-Authorization: Basic eA==\nAccept: a",
        "Host: 127.0.0.1:18317\nAccept: a");
    row("fields named by Connection leave",
        "Host: h\nX-Hop: 1\nConnection: close, x-hop\nconnection: X-Other\nX-Other: 2\nX-Stay: 3",
        "Host: 127.0.0.1:18317\nX-Stay: 3");
    row("Connection can't take what carries meaning",
        "Host: h\nContent-Type: t\nContent-Encoding: gzip\nAuthorization: Bearer c\nX-Api-Key: k\n"
        "Connection: host, content-length, Content-Type, content-encoding, authorization, "
        "x-api-key",
        "Host: 127.0.0.1:18317\nContent-Type: t\nContent-Encoding: gzip\n"
        "Authorization: Bearer c\nX-Api-Key: k");
    row("Expect leaves", "Host: h\nExpect: 100-continue\nA: b", "Host: 127.0.0.1:18317\nA: b");
    row("h2c leaves",
        "Host: h\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMA\nA: b",
        "Host: 127.0.0.1:18317\nA: b");
    row("our own fields are consumed",
        "Host: h\nX-LLM-Proxy-Key: s\nx-llm-proxy-route: off\nX-Llm-Proxy-Any: 1\nX-LLM: 2",
        "Host: 127.0.0.1:18317\nX-LLM: 2");
    row("forwarding fields of a local peer stay", "Host: h\nX-Forwarded-For: 1.2.3.4\nVia: v",
        "Host: 127.0.0.1:18317\nX-Forwarded-For: 1.2.3.4\nVia: v");
    row("no key known: all of the client's pass",
        "Host: h\nAuthorization: Bearer a\nX-Api-Key: b\nx-goog-api-key: c",
        "Host: 127.0.0.1:18317\nAuthorization: Bearer a\nX-Api-Key: b\nx-goog-api-key: c");
}

void TestHeaderRewriter::changesOnlyTheFieldsTheArchitectureNames()
{
    QFETCH(QByteArray, before);
    const UpstreamRequest request =
        proxy::rewriteHead(headOf("/v1/messages", before), access(), OutgoingBody {});
    QTEST(linesOf(request.headers), "after");
    QVERIFY(!request.carriesUpstreamKey);
}

void TestHeaderRewriter::framesABufferedBodyWithItsLength_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("changed length in place")
        << QByteArray("content-length: 10\nA: b") << BodyFraming::Length << 12
        << QByteArray("content-length: 12\nA: b\nHost: 127.0.0.1:18317");
    QTest::newRow("chunked becomes a length in place")
        << QByteArray("A: b\nTransfer-Encoding: chunked\nC: d") << BodyFraming::Chunked << 7
        << QByteArray("A: b\nContent-Length: 7\nC: d\nHost: 127.0.0.1:18317");
    QTest::newRow("empty chunked body")
        << QByteArray("Transfer-Encoding: chunked") << BodyFraming::Chunked << 0
        << QByteArray("Content-Length: 0\nHost: 127.0.0.1:18317");
    QTest::newRow("repeated equal lengths")
        << QByteArray("Content-Length: 3\nA: b\nContent-Length: 3") << BodyFraming::Length << 4
        << QByteArray("Content-Length: 4\nA: b\nHost: 127.0.0.1:18317");
    QTest::newRow("no body") << QByteArray("A: b") << BodyFraming::None << 0
                             << QByteArray("A: b\nHost: 127.0.0.1:18317");
}

void TestHeaderRewriter::framesABufferedBodyWithItsLength()
{
    QFETCH(QByteArray, before);
    QFETCH(BodyFraming, framing);
    QFETCH(int, bytes);
    RequestHead head = headOf("/v1/messages", before);
    head.framing = framing;
    const UpstreamRequest request =
        proxy::rewriteHead(head, access(), OutgoingBody {.bufferedBytes = bytes});
    QTEST(linesOf(request.headers), "after");
    QCOMPARE(request.framing,
             framing == BodyFraming::None ? BodyFraming::None : BodyFraming::Length);
}

void TestHeaderRewriter::leavesAStreamedBodysFraming()
{
    RequestHead head = headOf("/v1/files", "Host: h\nTransfer-Encoding: chunked\nTE: trailers");
    head.framing = BodyFraming::Chunked;
    const UpstreamRequest request = proxy::rewriteHead(head, access(), OutgoingBody {});
    QCOMPARE(linesOf(request.headers),
             QByteArray("Host: 127.0.0.1:18317\nTransfer-Encoding: chunked"));
    QCOMPARE(request.framing, BodyFraming::Chunked);
}

void TestHeaderRewriter::keepsOnlyAWebSocketsUpgrade()
{
    RequestHead head =
        headOf("/v1/responses", "Host: h\nConnection: keep-alive, Upgrade\nUpgrade: websocket\n"
                                "Sec-WebSocket-Key: k\nHTTP2-Settings: x\nKeep-Alive: 5");
    head.upgradesToWebSocket = true;
    const UpstreamRequest request = proxy::rewriteHead(head, access("up"), OutgoingBody {});
    QCOMPARE(linesOf(request.headers),
             QByteArray("Host: 127.0.0.1:18317\nConnection: Upgrade\nUpgrade: websocket\n"
                        "Sec-WebSocket-Key: k\nAuthorization: Bearer up"));
    QVERIFY(request.upgradesToWebSocket);
}

void TestHeaderRewriter::dropsTheContentEncodingOfADecodedBody()
{
    RequestHead head =
        headOf("/v1/messages", "Host: h\nContent-Encoding: zstd\nContent-Length: 10");
    head.framing = BodyFraming::Length;
    const UpstreamRequest request =
        proxy::rewriteHead(head, access(), OutgoingBody {.bufferedBytes = 99, .isDecoded = true});
    QCOMPARE(linesOf(request.headers), QByteArray("Host: 127.0.0.1:18317\nContent-Length: 99"));
}

void TestHeaderRewriter::putsTheKeyWhereTheClientsStood_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("afterTarget");
    const auto row = [](const char *name, const char *target, const char *before, const char *after,
                        const char *afterTarget) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(before) << QByteArray(after)
                            << QByteArray(afterTarget);
    };
    row("x-api-key", "/v1/messages", "A: 1\nx-api-key: c\nB: 2",
        "A: 1\nAuthorization: Bearer up\nB: 2", "/v1/messages");
    row("first of all three", "/v1/messages",
        "A: 1\nX-Goog-Api-Key: g\nB: 2\nauthorization: Bearer c\nX-API-KEY: c\nC: 3",
        "A: 1\nAuthorization: Bearer up\nB: 2\nC: 3", "/v1/messages");
    row("none: appended", "/v1/messages", "A: 1", "A: 1\nAuthorization: Bearer up", "/v1/messages");
    row("query key", "/v1/x?alt=sse&key=c&z=%7E", "A: 1", "A: 1\nAuthorization: Bearer up",
        "/v1/x?alt=sse&z=%7E");
    row("both query keys and nothing else", "/v1/x?key=a&auth_token=b&key=c", "A: 1",
        "A: 1\nAuthorization: Bearer up", "/v1/x");
    row("escaped query key", "/v1/x?k%65y=c&b=1+2", "A: 1", "A: 1\nAuthorization: Bearer up",
        "/v1/x?b=1+2");
    row("look-alikes stay", "/v1/x?monkey=c&Key=d&keys=e&&=", "Api-Key: 1",
        "Api-Key: 1\nAuthorization: Bearer up", "/v1/x?monkey=c&Key=d&keys=e&&=");
    row("backend's own key stays", "/v1/x?key=c", "Authorization: bearer backend-2\nX-Api-Key: c",
        "Authorization: bearer backend-2\nX-Api-Key: c", "/v1/x?key=c");
    row("backend's own key in another place", "/v1/x", "X-Goog-Api-Key: backend-1",
        "X-Goog-Api-Key: backend-1", "/v1/x");
    row("backend's own key in the query", "/v1/x?auth_token=backend%2D1", "A: 1", "A: 1",
        "/v1/x?auth_token=backend%2D1");
    row("backend's own key without a scheme", "/v1/x", "Authorization: backend-1",
        "Authorization: backend-1", "/v1/x");
    row("the upstream key itself", "/v1/x", "x-api-key: up", "x-api-key: up", "/v1/x");
    row("a key that only begins alike", "/v1/x", "x-api-key: backend-11",
        "Authorization: Bearer up", "/v1/x");
}

void TestHeaderRewriter::putsTheKeyWhereTheClientsStood()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const UpstreamRequest request =
        proxy::rewriteHead(headOf(target, "Host: h\n" + before), access("up"), OutgoingBody {});
    QCOMPARE(linesOf(request.headers), "Host: 127.0.0.1:18317\n" + after);
    QTEST(request.target, "afterTarget");
    QCOMPARE(request.carriesUpstreamKey, after.contains("Bearer up"));
}

void TestHeaderRewriter::givesTheKeyOnlyToSomeRequests_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("gets");
    const auto row = [](const char *name, const char *path, const char *fields, bool gets) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(fields) << gets;
    };
    row("messages", "/v1/messages", "", true);
    row("models", "/v1/models", "", true);
    row("gemini", "/v1beta/models/gemini-2.5-pro:generateContent", "", true);
    row("root", "/", "", true);
    row("management", "/v0/management/usage", "", false);
    row("management, another case", "/V0/Management/usage", "", false);
    row("management page", "/management.html", "", false);
    row("no management", "/v0/managements", "", true);
    row("watchdog", "/keep-alive", "", false);
    row("watchdog with a slash", "/keep-alive/", "", false);
    row("callback", "/anthropic/callback", "", false);
    row("allowed origin", "/v1/models", "Origin: https://ui.example", true);
    row("foreign origin", "/v1/models", "Origin: https://evil.example", false);
    row("null origin", "/v1/models", "Origin: null", false);
    row("our own address as origin", "/v1/models", "Origin: http://localhost:8317", false);
    row("second origin", "/v1/models", "Origin: https://ui.example\nOrigin: https://evil.example",
        false);
    row("typed into a browser", "/v1/models", "Sec-Fetch-Site: none", true);
    row("same origin", "/v1/models", "sec-fetch-site: same-origin", true);
    row("same site", "/v1/models", "Sec-Fetch-Site: same-site", false);
    row("cross site", "/v1/models", "Sec-Fetch-Site: cross-site", false);
    row("allowed origin, cross site", "/v1/models",
        "Origin: https://ui.example\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors", true);
    row("allowed origin, same site", "/v1/models",
        "Origin: https://ui.example\nSec-Fetch-Site: same-site", true);
    row("allowed origin with its port", "/v1/models", "Origin: https://ui.example:443", true);
    row("allowed origin in capitals", "/v1/models", "Origin: HTTPS://UI.example", true);
    row("allowed host by another scheme", "/v1/models", "Origin: http://ui.example", false);
    row("allowed host at another port", "/v1/models", "Origin: https://ui.example:8443", false);
    row("allowed host at http's port", "/v1/models", "Origin: https://ui.example:80", false);
    row("a host that begins alike", "/v1/models", "Origin: https://ui.example.evil", false);
    row("foreign origin that claims the same site", "/v1/models",
        "Origin: https://evil.example\nSec-Fetch-Site: same-origin", false);
    row("agents' fetch mode", "/v1/messages", "sec-fetch-mode: cors", true);
}

void TestHeaderRewriter::givesTheKeyOnlyToSomeRequests()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, fields);
    QFETCH(bool, gets);
    const RequestHead head = headOf(path, "Authorization: Bearer client\n" + fields);
    const UpstreamRequest request = proxy::rewriteHead(head, access("up"), OutgoingBody {});
    QCOMPARE(request.carriesUpstreamKey, gets);
    QCOMPARE(*request.headers.first("authorization"),
             QByteArrayView(gets ? "Bearer up" : "Bearer client"));
    QVERIFY(gets || !linesOf(request.headers).contains("Bearer up"));
}

void TestHeaderRewriter::neverForwardsAProxyKey_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("upstream key unknown") << QByteArray() << QByteArray("/v1/messages");
    QTest::newRow("upstream key known") << QByteArray("up") << QByteArray("/v1/messages");
    QTest::newRow("management") << QByteArray("up") << QByteArray("/v0/management/usage");
}

void TestHeaderRewriter::neverForwardsAProxyKey()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, path);
    const RequestHead head = headOf(path + "?key=proxy-key&a=1",
                                    "Authorization: Bearer proxy-key\nX-Api-Key: proxy-key\n"
                                    "X-LLM-Proxy-Key: proxy-key");
    const UpstreamRequest request = proxy::rewriteHead(head, access(key), OutgoingBody {});
    QVERIFY(!linesOf(request.headers).contains("proxy-key"));
    QCOMPARE(request.target, path + "?a=1");
}

void TestHeaderRewriter::aProxyKeyThatIsTheBackendsTooStandsThereOnce_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("bearer") << QByteArray("Authorization: Bearer proxy-key");
    QTest::newRow("x-api-key") << QByteArray("X-Api-Key: proxy-key");
    QTest::newRow("own header") << QByteArray("X-LLM-Proxy-Key: proxy-key");
    QTest::newRow("two") << QByteArray("Authorization: Bearer proxy-key\nX-Api-Key: backend-1");
}

void TestHeaderRewriter::aProxyKeyThatIsTheBackendsTooStandsThereOnce()
{
    QFETCH(QByteArray, fields);
    const RequestHead head = headOf("/v1/messages", fields);
    const UpstreamRequest request = proxy::rewriteHead(head, access("proxy-key"), OutgoingBody {});
    const QByteArray lines = linesOf(request.headers);
    QVERIFY2(lines.count("proxy-key") <= 1, lines.constData());
    QVERIFY2(lines.contains("proxy-key") || lines.contains("backend-1"), lines.constData());
}

void TestHeaderRewriter::tellsTheUpstreamWhoARemotePeerIs_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("appended") << QStringLiteral("192.0.2.7") << QByteArray("A: b")
                              << QByteArray("A: b\nX-Forwarded-For: 192.0.2.7");
    QTest::newRow("replaced")
        << QStringLiteral("192.0.2.7")
        << QByteArray("x-forwarded-for: 127.0.0.1\nX-Real-IP: ::1\nForwarded: for=127.0.0.1\n"
                      "X-Forwarded-For: 10.0.0.1\nA: b")
        << QByteArray("x-forwarded-for: 192.0.2.7\nX-Real-IP: 192.0.2.7\n"
                      "Forwarded: for=192.0.2.7\nA: b");
    QTest::newRow("mapped") << QStringLiteral("::ffff:192.0.2.7") << QByteArray("A: b")
                            << QByteArray("A: b\nX-Forwarded-For: 192.0.2.7");
    QTest::newRow("six") << QStringLiteral("fe80::1%eth0") << QByteArray("Forwarded: x")
                         << QByteArray("Forwarded: for=\"[fe80::1]\"\nX-Forwarded-For: fe80::1");
    QTest::newRow("not removable through Connection")
        << QStringLiteral("192.0.2.7")
        << QByteArray("X-Forwarded-For: 1.1.1.1\nConnection: x-forwarded-for")
        << QByteArray("X-Forwarded-For: 192.0.2.7");
    QTest::newRow("mapped loopback")
        << QStringLiteral("::ffff:127.0.0.1") << QByteArray("X-Real-IP: 1.1.1.1")
        << QByteArray("X-Real-IP: 1.1.1.1");
}

void TestHeaderRewriter::tellsTheUpstreamWhoARemotePeerIs()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    RequestHead head = headOf("/v1/messages", "Host: h\n" + before);
    head.peer = QHostAddress(peer);
    const UpstreamRequest request = proxy::rewriteHead(head, access(), OutgoingBody {});
    QCOMPARE(linesOf(request.headers), "Host: 127.0.0.1:18317\n" + after);
}

void TestHeaderRewriter::forwardsTheRawTarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("normalised");
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, std::array<const char *, 5> columns) {
        QTest::newRow(name) << QByteArray(columns[0]) << QByteArray(columns[1])
                            << QByteArray(columns[2]) << QByteArray(columns[3])
                            << QByteArray(columns[4]);
    };
    row("odd but legal", {"//x/%7E?a=b+c&&", "/x/~", "", "", "//x/%7E?a=b+c&&"});
    row("asterisk", {"*", "*", "", "/base", "*"});
    row("base path", {"/v1/messages?b", "/v1/messages", "", "/base", "/base/v1/messages?b"});
    row("project",
        {"/p/toy/v1/messages?beta=true", "/v1/messages", "toy", "", "/v1/messages?beta=true"});
    row("project keeps odd bytes", {"/p/toy//x/%7E?/p/toy/", "/x/~", "toy", "", "//x/%7E?/p/toy/"});
    row("escaped project", {"/p/my%20toy/v1/models", "/v1/models", "my toy", "/b", "/b/v1/models"});
    row("project alone", {"/p/toy?x=1", "/", "toy", "", "/?x=1"});
    row("project reached by detours",
        {"/./p//toy/v1/mod%65ls?x=%41", "/v1/models", "toy", "", "/v1/models?x=%41"});
    row("dots behind the project", {"/p/toy/../b/v1/a%20b", "/v1/a b", "b", "", "/v1/a%20b"});
    row("escaped dots behind the project", {"/p/toy/x/%2e%2E/v1/a", "/v1/a", "toy", "", "/v1/a"});
}

void TestHeaderRewriter::forwardsTheRawTarget()
{
    QFETCH(QByteArray, base);
    RequestHead head;
    QFETCH(QByteArray, target);
    head.target = target;
    QFETCH(QByteArray, normalised);
    QFETCH(QByteArray, project);
    head.normalisedPath = normalised;
    head.project = project;
    head.peer = QHostAddress(QHostAddress::LocalHostIPv6);
    UpstreamAccess to = access();
    to.basePath = base;
    QTEST(proxy::rewriteHead(head, to, OutgoingBody {}).target, "after");
}

void TestHeaderRewriter::marksTheHopForOtherProxiesAlone_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<bool>("isOtherProxy");
    QTest::addColumn<QByteArray>("hops");
    const auto row = [](const char *name, const char *before, bool isOtherProxy, const char *hops) {
        QTest::newRow(name) << QByteArray(before) << isOtherProxy << QByteArray(hops);
    };
    row("to a backend", "A: b", false, "");
    row("to another proxy", "A: b", true, "1111111111111111");
    row("from another proxy", "X-LLM-Proxy-Hops: 2222222222222222", false,
        "2222222222222222, 1111111111111111");
    row("among proxies", "x-llm-proxy-hops: 3333333333333333,2222222222222222", true,
        "3333333333333333,2222222222222222, 1111111111111111");
    row("what is no chain of ids", "x-llm-proxy-hops: hello", false, "");
    row("what is no chain of ids, to another proxy", "x-llm-proxy-hops: , ", true,
        "1111111111111111");
}

void TestHeaderRewriter::marksTheHopForOtherProxiesAlone()
{
    QFETCH(QByteArray, before);
    QFETCH(bool, isOtherProxy);
    UpstreamAccess to = access();
    to.hopId = "1111111111111111";
    to.isOtherProxy = isOtherProxy;
    const auto request = proxy::rewriteHead(headOf("/v1/messages", before), to, OutgoingBody {});
    QTEST(request.headers.first("x-llm-proxy-hops").value_or("").toByteArray(), "hops");
}

void TestHeaderRewriter::knowsALoopByItsHops()
{
    const QByteArray id = proxy::newHopId();
    QCOMPARE(id.size(), 16);
    QVERIFY(id != proxy::newHopId());
    QByteArray hops = proxy::withHop("2222222222222222", "3333333333333333");
    QVERIFY(!proxy::isLoop(hops, id));
    QVERIFY(proxy::isLoop(proxy::withHop(hops, id), id));
    QVERIFY(!proxy::isLoop({}, id));
    // Fifteen others are a long chain, sixteen one that has no end.
    for (int hop = 2; hop < 15; ++hop)
        hops = proxy::withHop(hops, proxy::newHopId());
    QVERIFY(!proxy::isLoop(hops, id));
    hops = proxy::withHop(hops, proxy::newHopId());
    QVERIFY(proxy::isLoop(hops, id));
}

void TestHeaderRewriter::describesTheRouting_data()
{
    using proxy::Difficulty;
    using proxy::RouteReason;
    using proxy::RoutingOutcome;
    QTest::addColumn<Difficulty>("difficulty");
    QTest::addColumn<RoutingOutcome>("outcome");
    QTest::addColumn<RouteReason>("reason");
    QTest::addColumn<QByteArray>("selected");
    QTest::addColumn<bool>("expose");
    QTest::addColumn<QByteArray>("after");
    const QByteArray four = "A: b\nx-llm-proxy-original-model: big\n"
                            "x-llm-proxy-selected-model: small\nx-llm-proxy-difficulty: easy\n"
                            "x-llm-proxy-routing-ms: 563\nx-llm-proxy-routing: ";
    QTest::newRow("routed") << Difficulty::Easy << RoutingOutcome::Routed << RouteReason::None
                            << QByteArray("small") << true << four + "routed";
    QTest::newRow("reused") << Difficulty::Easy << RoutingOutcome::Reused << RouteReason::None
                            << QByteArray("small") << true << four + "reused";
    QTest::newRow("kept though classified")
        << Difficulty::Easy << RoutingOutcome::Kept << RouteReason::NoListedModel
        << QByteArray("small") << true << four + "kept:no-listed-model";
    QTest::newRow("not classified") << Difficulty::None << RoutingOutcome::Kept
                                    << RouteReason::RouterTimeout << QByteArray("big") << true
                                    << QByteArray("A: b\nx-llm-proxy-routing: kept:router-timeout");
    QTest::newRow("needs info") << Difficulty::NeedsInfo << RoutingOutcome::Kept
                                << RouteReason::NeedsInfo << QByteArray("big") << true
                                << QByteArray("A: b\nx-llm-proxy-routing: kept:needs-info");
    const QByteArray models = "A: b\nx-llm-proxy-original-model: big\n"
                              "x-llm-proxy-selected-model: ";
    QTest::newRow("a person named the model")
        << Difficulty::None << RoutingOutcome::Routed << RouteReason::None << QByteArray("small")
        << true << models + "small\nx-llm-proxy-routing: routed";
    QTest::newRow("a person named the model that was asked for")
        << Difficulty::None << RoutingOutcome::Routed << RouteReason::None << QByteArray("big")
        << true << models + "big\nx-llm-proxy-routing: routed";
    QTest::newRow("kept with the session's model")
        << Difficulty::None << RoutingOutcome::Kept << RouteReason::CacheWarm << QByteArray("small")
        << true << models + "small\nx-llm-proxy-routing: kept:cache-warm";
    QTest::newRow("hidden") << Difficulty::Easy << RoutingOutcome::Routed << RouteReason::None
                            << QByteArray("small") << false << QByteArray("A: b");
}

void TestHeaderRewriter::describesTheRouting()
{
    proxy::RouteDecision decision;
    decision.requestedModel = "big";
    QFETCH(QByteArray, selected);
    decision.selectedModel = selected;
    decision.routingTime = std::chrono::microseconds(563999);
    QFETCH(proxy::Difficulty, difficulty);
    decision.difficulty = difficulty;
    QFETCH(proxy::RoutingOutcome, outcome);
    QFETCH(proxy::RouteReason, reason);
    QFETCH(bool, expose);
    decision.outcome = outcome;
    decision.reason = reason;
    HeaderList headers = headersOf("X-LLM-Proxy-Difficulty: theirs\nA: b\nx-llm-proxy-routing: x");
    proxy::addRoutingHeaders(headers, decision, expose);
    QTEST(linesOf(headers), "after");
}

void TestHeaderRewriter::letsNoModelBreakTheHead()
{
    proxy::RouteDecision decision;
    decision.requestedModel = "a\r\nSet-Cookie: x\xC3\xBC\x7F" + QByteArray(1000, 'z');
    decision.selectedModel = decision.requestedModel;
    decision.difficulty = proxy::Difficulty::Hard;
    HeaderList headers;
    proxy::addRoutingHeaders(headers, decision, true);
    const QByteArray value = headers.first("x-llm-proxy-original-model")->toByteArray();
    QVERIFY(value.startsWith("a??Set-Cookie: x???zzz"));
    QCOMPARE(value.size(), 256);
    QVERIFY(!headers.contains("set-cookie"));
}

QTEST_GUILESS_MAIN(TestHeaderRewriter)
#include "tst_headerrewriter.moc"
