// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/requestparser.h"

#include <QRandomGenerator>
#include <QTest>

#include <cstring>

using proxy::BodyFraming;
using proxy::ErrorCode;
using proxy::HeadRules;
using proxy::HostNames;
using proxy::RequestHead;
using proxy::RequestParser;

namespace {

using Progress = RequestParser::Progress;

HeadRules testRules()
{
    HeadRules rules;
    rules.maxTargetBytes = 1000;
    rules.maxHeadBytes = 4000;
    rules.maxFields = 20;
    rules.hosts = HostNames({QStringLiteral("proxy.example"), QStringLiteral("fd00::1")});
    return rules;
}

/// Feeds @p wire in pieces of random sizes up to @p longest, the whole prefix each time.
Progress feed(RequestParser &parser, const QByteArray &wire, int longest)
{
    QRandomGenerator random(static_cast<quint32>(wire.size() * 31 + longest));
    qsizetype size = 0;
    Progress progress = Progress::Incomplete;
    while (progress == Progress::Incomplete && size < wire.size()) {
        size = qMin(wire.size(), size + 1 + random.bounded(longest));
        // A copy of exactly that size: the sanitizer sees a read beyond it.
        const QByteArray prefix(wire.constData(), size);
        progress = parser.parse(prefix);
    }
    return progress;
}

QByteArray request(const QByteArray &fields, const QByteArray &line = "POST /v1/messages HTTP/1.1")
{
    return line + "\r\nHost: localhost:8317\r\n" + fields + "\r\n";
}

} // namespace

class TestRequestParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryByteOfAGoodHead();
    void passesOddButLegalHeads_data();
    void passesOddButLegalHeads();
    void refusesWhatIsNotStrictlyRight_data();
    void refusesWhatIsNotStrictlyRight();
    void refusesAsSoonAsABadByteComes_data();
    void refusesAsSoonAsABadByteComes();
    void waitsForTheRestOfAHead();
    void decidesTheFraming_data();
    void decidesTheFraming();
    void decidesPersistence_data();
    void decidesPersistence();
    void seesWhoIsMeant_data();
    void seesWhoIsMeant();
    void readsOneHeadAfterTheOther();
    void tellsWhatItUnderstoodOfARefusedHead();
    void partsTheProjectFromTheTarget();
};

void TestRequestParser::keepsEveryByteOfAGoodHead()
{
    const QByteArray wire = "POST //v1/%7Emessages?a=b+c&key=%zz HTTP/1.1\r\n"
                            "hOsT: LocalHost:8317\r\n"
                            "X-Twice: 1\r\n"
                            "Empty:\r\n"
                            "x-twice:\t 2 \t\r\n"
                            "X-Text: caf\xc3\xa9 \"quoted\"\tand, more\r\n"
                            "content-length: 7\r\n"
                            "\r\n";
    for (const int longest : {1, 2, 3, 7, 50, 1000}) {
        const HeadRules rules = testRules();
        RequestParser parser(rules);
        QCOMPARE(feed(parser, wire, longest), Progress::Complete);
        QCOMPARE(parser.headSize(), wire.size());
        const RequestHead head = parser.takeHead();
        QCOMPARE(head.method, QByteArray("POST"));
        QCOMPARE(head.target, QByteArray("//v1/%7Emessages?a=b+c&key=%zz"));
        QCOMPARE(head.normalisedPath, QByteArray("/v1/~messages"));
        QCOMPARE(head.minorVersion, 1);
        QCOMPARE(head.framing, BodyFraming::Length);
        QCOMPARE(head.contentLength, 7);
        QByteArray fields;
        head.headers.appendTo(fields);
        QCOMPARE(fields,
                 QByteArray("hOsT: LocalHost:8317\r\nX-Twice: 1\r\nEmpty: \r\nx-twice: 2\r\n"
                            "X-Text: caf\xc3\xa9 \"quoted\"\tand, more\r\ncontent-length: 7\r\n"));
    }
}

void TestRequestParser::passesOddButLegalHeads_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("target");
    const auto line = [](const char *text) {
        return QByteArray(text) + "\r\nHost: localhost\r\n\r\n";
    };
    QTest::newRow("unknown method") << line("PROPFIND /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("odd method bytes") << line("M-SEARCH.! /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("method in lower case") << line("get /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("longest method")
        << QByteArray(64, 'M') + " /x HTTP/1.1\r\nHost: localhost\r\n\r\n"
        << QByteArray("/x");
    QTest::newRow("two slashes") << line("GET //x HTTP/1.1") << QByteArray("//x");
    QTest::newRow("dots") << line("GET /a/../b/./c HTTP/1.1") << QByteArray("/a/../b/./c");
    QTest::newRow("stray percent") << line("GET /%zz%? HTTP/1.1") << QByteArray("/%zz%?");
    QTest::newRow("brackets and quotes")
        << line("GET /[a]{b}|\"^`\\ HTTP/1.1") << QByteArray("/[a]{b}|\"^`\\");
    QTest::newRow("fragment") << line("GET /a#b HTTP/1.1") << QByteArray("/a#b");
    QTest::newRow("colon in path")
        << line("POST /v1beta/models/g:streamGenerateContent?alt=sse HTTP/1.1")
        << QByteArray("/v1beta/models/g:streamGenerateContent?alt=sse");
    QTest::newRow("asterisk") << line("OPTIONS * HTTP/1.1") << QByteArray("*");
    QTest::newRow("absolute form")
        << line("GET http://localhost:1/a?b HTTP/1.1") << QByteArray("/a?b");
    QTest::newRow("absolute form, bare")
        << line("GET HTTP://127.0.0.1 HTTP/1.1") << QByteArray("/");
    QTest::newRow("absolute form, query")
        << line("GET http://[::1]?q=/ HTTP/1.1") << QByteArray("/?q=/");
    QTest::newRow("an empty line before") << line("\r\nGET /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("minor version of the future") << line("GET /x HTTP/1.7") << QByteArray("/x");
    QTest::newRow("as long as allowed")
        << "GET /" + QByteArray(999, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
        << "/" + QByteArray(999, 'a');
    QTest::newRow("field bytes above 0x7f")
        << request("X: \x80\xff\r\n", "GET /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("odd field name")
        << request("!#$%&'*+-.^_`|~: 1\r\n", "GET /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("value with colons")
        << request("X: a: b :c\r\n", "GET /x HTTP/1.1") << QByteArray("/x");
    QTest::newRow("20 fields") << request(QByteArray("X: 1\r\n").repeated(19), "GET /x HTTP/1.1")
                               << QByteArray("/x");
    QTest::newRow("length zero") << request("Content-Length: 0\r\n", "GET /x HTTP/1.1")
                                 << QByteArray("/x");
}

void TestRequestParser::passesOddButLegalHeads()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, target);
    for (const int longest : {1, 3, 17, 5000}) {
        const HeadRules rules = testRules();
        RequestParser parser(rules);
        QCOMPARE(feed(parser, wire, longest), Progress::Complete);
        QCOMPARE(parser.headSize(), wire.size());
        QCOMPARE(parser.takeHead().target, target);
    }
}

void TestRequestParser::refusesWhatIsNotStrictlyRight_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<ErrorCode>("code");
    const auto bad = [](const char *row, const QByteArray &wire,
                        ErrorCode code = ErrorCode::MalformedRequest) {
        QTest::newRow(row) << wire << code;
    };
    const auto line = [&bad](const char *row, const QByteArray &text,
                             ErrorCode code = ErrorCode::MalformedRequest) {
        bad(row, text + "\r\nHost: localhost\r\n\r\n", code);
    };
    const auto field = [&bad](const char *row, const QByteArray &text) {
        bad(row, request(text + "\r\n"));
    };
    line("no version", "GET /x");
    line("no target", "GET HTTP/1.1");
    line("method too long", QByteArray(65, 'M') + " /x HTTP/1.1");
    field("length of nineteen digits", "Content-Length: 1000000000000000000");
    line("two spaces", "GET  /x HTTP/1.1");
    line("space at the end", "GET /x HTTP/1.1 ");
    line("space in target", "GET /x y HTTP/1.1");
    line("tab for space", "GET\t/x\tHTTP/1.1");
    line("leading space", " GET /x HTTP/1.1");
    line("byte above 0x7e in target", "GET /\xc3\xa9 HTTP/1.1");
    line("DEL in target", "GET /\x7f HTTP/1.1");
    line("bad method byte", "GE(T /x HTTP/1.1");
    line("endless method", QByteArray(80, 'A') + " /x HTTP/1.1");
    line("version 2", "GET /x HTTP/2.0");
    line("version 0.9", "GET /x HTTP/0.9");
    line("lower-case version", "GET /x http/1.1");
    line("long version", "GET /x HTTP/1.10");
    line("preface of HTTP/2", "PRI * HTTP/2.0");
    line("asterisk with GET", "GET * HTTP/1.1");
    line("relative target", "GET x/y HTTP/1.1");
    line("https target", "GET https://localhost/x HTTP/1.1");
    line("user in target", "GET http://a@localhost/x HTTP/1.1");
    line("absolute form of another", "GET http://example.com/x HTTP/1.1",
         ErrorCode::MisdirectedRequest);
    line("absolute form without host", "GET http:///x HTTP/1.1", ErrorCode::MisdirectedRequest);
    line("CONNECT", "CONNECT example.com:443 HTTP/1.1", ErrorCode::MethodNotAllowed);
    line("TRACE", "TRACE /x HTTP/1.1", ErrorCode::MethodNotAllowed);
    line("target too long", "GET /" + QByteArray(1000, 'a') + " HTTP/1.1",
         ErrorCode::TargetTooLong);
    bad("target endless", "GET /" + QByteArray(3000, 'a'), ErrorCode::TargetTooLong);
    bad("two empty lines before", "\r\n\r\nGET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad("bare LF after request line", "GET /x HTTP/1.1\nHost: localhost\r\n\r\n");
    bad("bare LF after field", "GET /x HTTP/1.1\r\nHost: localhost\n\r\n");
    bad("bare LF at the end", "GET /x HTTP/1.1\r\nHost: localhost\r\n\n");
    bad("bare LF first", "\nGET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad("CR CR LF", "GET /x HTTP/1.1\r\r\nHost: localhost\r\n\r\n");
    bad("greeting of TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    field("CR in value", "X: a\rb");
    field("LF in value", "X: a\nb");
    field("NUL in value", QByteArray("X: a\0b", 6));
    field("escape in value", "X: \x1b[0m");
    field("DEL in value", "X: \x7f");
    field("NUL in name", QByteArray("X\0Y: b", 6));
    field("no colon", "X-Nothing");
    field("space before colon", "Content-Length : 5");
    field("tab before colon", "Transfer-Encoding\t: chunked");
    field("empty name", ": value");
    field("space in name", "X Y: 1");
    field("continuation line", "X: 1\r\n folded");
    field("continuation line with tab", "X: 1\r\n\tfolded");
    field("two hosts", "Host: localhost");
    field("two hosts that differ", "Host: example.com");
    field("length is junk", "Content-Length: five");
    field("length is negative", "Content-Length: -1");
    field("length with sign", "Content-Length: +5");
    field("length in hex", "Content-Length: 0x10");
    field("length is empty", "Content-Length:");
    field("length with a fraction", "Content-Length: 5.0");
    field("length is a list", "Content-Length: 5, 5");
    field("length overflows", "Content-Length: 18446744073709551621");
    field("two lengths", "Content-Length: 5\r\nContent-Length: 6");
    field("two equal lengths", "Content-Length: 5\r\nContent-Length: 5");
    field("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked");
    field("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5");
    field("other coding", "Transfer-Encoding: gzip");
    field("coding list", "Transfer-Encoding: gzip, chunked");
    field("identity", "Transfer-Encoding: identity");
    field("chunked twice", "Transfer-Encoding: chunked, chunked");
    field("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    field("chunked with a vertical tab", "Transfer-Encoding: \x0b"
                                         "chunked");
    field("quoted coding", "Transfer-Encoding: \"chunked\"");
    field("no coding", "Transfer-Encoding:");
    bad("chunked on HTTP/1.0", request("Transfer-Encoding: chunked\r\n", "POST /x HTTP/1.0"));
    bad("no host", "GET /x HTTP/1.1\r\n\r\n");
    bad("another's host on HTTP/1.0", "GET /x HTTP/1.0\r\nHost: evil.example\r\n\r\n",
        ErrorCode::MisdirectedRequest);
    bad("an empty host on HTTP/1.0", "GET /x HTTP/1.0\r\nHost:\r\n\r\n",
        ErrorCode::MisdirectedRequest);
    bad("a page without host on HTTP/1.0", "GET /x HTTP/1.0\r\norigin: null\r\n\r\n",
        ErrorCode::MisdirectedRequest);
    bad("a page's fetch without host on HTTP/1.0",
        "GET /x HTTP/1.0\r\nSEC-Fetch-Mode: cors\r\n\r\n", ErrorCode::MisdirectedRequest);
    bad("another's name as target on HTTP/1.0", "GET http://evil.example/x HTTP/1.0\r\n\r\n",
        ErrorCode::MisdirectedRequest);
    bad("too many fields", request(QByteArray("X: 1\r\n").repeated(20)),
        ErrorCode::HeadersTooLarge);
    bad("fields too large", request("X: " + QByteArray(4000, 'a') + "\r\n"),
        ErrorCode::HeadersTooLarge);
    bad("field endless", "GET /x HTTP/1.1\r\nX: " + QByteArray(5000, 'a'),
        ErrorCode::HeadersTooLarge);
}

void TestRequestParser::refusesWhatIsNotStrictlyRight()
{
    QFETCH(QByteArray, wire);
    QFETCH(ErrorCode, code);
    for (const int longest : {1, 3, 17, 10000}) {
        const HeadRules rules = testRules();
        RequestParser parser(rules);
        QCOMPARE(feed(parser, wire, longest), Progress::Refused);
        QCOMPARE(parser.error().code, code);
        QCOMPARE(parser.error().source, proxy::ErrorSource::Client);
        QVERIFY(!parser.error().detail.isEmpty());
    }
}

void TestRequestParser::refusesAsSoonAsABadByteComes_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("NUL in the request line") << QByteArray("GET /\0", 6);
    QTest::newRow("control byte first") << QByteArray("\x16");
    QTest::newRow("CR in mid-line") << QByteArray("GET /x\rH");
    QTest::newRow("bare LF") << QByteArray("GET /x HTTP/1.1\n");
    QTest::newRow("a line without colon") << QByteArray("GET /x HTTP/1.1\r\nnonsense\r\n");
}

void TestRequestParser::refusesAsSoonAsABadByteComes()
{
    QFETCH(QByteArray, wire);
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QCOMPARE(parser.parse(wire), Progress::Refused);
}

void TestRequestParser::waitsForTheRestOfAHead()
{
    const QByteArray wire = request("Content-Length: 5\r\n");
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QVERIFY(parser.isFresh());
    for (qsizetype size = 1; size < wire.size(); ++size)
        QCOMPARE(parser.parse(wire.first(size)), Progress::Incomplete);
    QVERIFY(!parser.isFresh());
    QCOMPARE(parser.parse(wire), Progress::Complete);
}

void TestRequestParser::decidesTheFraming_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<BodyFraming>("framing");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<bool>("expects");
    QTest::addColumn<bool>("upgrades");
    const auto row = [](const char *name, const QByteArray &wire, BodyFraming framing,
                        qint64 length, bool expects = false, bool upgrades = false) {
        QTest::newRow(name) << wire << framing << length << expects << upgrades;
    };
    const QByteArray webSocket = "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n";
    row("none", request(""), BodyFraming::None, 0);
    row("no host on HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", BodyFraming::None, 0);
    row("no host, but a length on HTTP/1.0", "POST /x HTTP/1.0\r\nContent-Length: 3\r\n\r\n",
        BodyFraming::Length, 3);
    row("length", request("Content-Length: 12345678901\r\n"), BodyFraming::Length, 12345678901);
    row("length of eighteen digits", request("Content-Length: 999999999999999999\r\n"),
        BodyFraming::Length, 999999999999999999);
    row("leading zeros", request("Content-Length: 007\r\n"), BodyFraming::Length, 7);
    row("chunked", request("transfer-encoding: Chunked\r\n"), BodyFraming::Chunked, 0);
    row("DELETE with a body", request("Content-Length: 3\r\n", "DELETE /x HTTP/1.1"),
        BodyFraming::Length, 3);
    row("expects", request("Content-Length: 3\r\nExpect: 100-Continue\r\n"), BodyFraming::Length, 3,
        true);
    row("expects without a body", request("Expect: 100-continue\r\n"), BodyFraming::None, 0);
    row("expects in HTTP/1.0",
        request("Content-Length: 3\r\nExpect: 100-continue\r\n", "POST /x HTTP/1.0"),
        BodyFraming::Length, 3);
    row("web socket", request(webSocket, "GET /v1/responses HTTP/1.1"), BodyFraming::None, 0, false,
        true);
    row("web socket by POST", request(webSocket), BodyFraming::None, 0);
    row("web socket in HTTP/1.0", request(webSocket, "GET /x HTTP/1.0"), BodyFraming::None, 0);
    row("web socket with a body", request(webSocket + "Content-Length: 3\r\n", "GET /x HTTP/1.1"),
        BodyFraming::Length, 3);
    row("upgrade to something else",
        request("Connection: Upgrade\r\nUpgrade: h2c\r\n", "GET /x HTTP/1.1"), BodyFraming::None,
        0);
    row("upgrade without Connection", request("Upgrade: websocket\r\n", "GET /x HTTP/1.1"),
        BodyFraming::None, 0);
}

void TestRequestParser::decidesTheFraming()
{
    QFETCH(QByteArray, wire);
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QCOMPARE(parser.parse(wire), Progress::Complete);
    const RequestHead head = parser.takeHead();
    QTEST(head.framing, "framing");
    QTEST(head.contentLength, "length");
    QTEST(head.expectsContinue, "expects");
    QTEST(head.upgradesToWebSocket, "upgrades");
}

void TestRequestParser::decidesPersistence_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<bool>("keepAlive");
    const QByteArray old = "GET /x HTTP/1.0";
    QTest::newRow("1.1") << request("") << true;
    QTest::newRow("1.1 close") << request("Connection: close\r\n") << false;
    QTest::newRow("1.1 Close in a list") << request("Connection: a, CLOSE ,b\r\n") << false;
    QTest::newRow("1.1 close in a second line")
        << request("Connection: keep-alive\r\nConnection: close\r\n") << false;
    QTest::newRow("1.1 a token that ends in close") << request("Connection: x-close\r\n") << true;
    QTest::newRow("1.0") << request("", old) << false;
    QTest::newRow("1.0 keep-alive") << request("Connection: Keep-Alive\r\n", old) << true;
    QTest::newRow("1.0 both") << request("Connection: keep-alive, close\r\n", old) << false;
}

void TestRequestParser::decidesPersistence()
{
    QFETCH(QByteArray, wire);
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QCOMPARE(parser.parse(wire), Progress::Complete);
    QTEST(parser.takeHead().keepAlive, "keepAlive");
}

void TestRequestParser::seesWhoIsMeant_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    const auto row = [](const char *host, int status) {
        QTest::newRow(*host ? host : "(empty)") << QByteArray(host) << status;
    };
    for (const char *ours : {"localhost", "LOCALHOST:8317", "localhost:", "127.0.0.1", "[::1]",
                             "[::1]:65535", "proxy.example:1", "Proxy.Example", "[fd00::1]:80"})
        row(ours, 200);
    for (const char *others :
         {"", "example.com", "localhost.evil.example", "xlocalhost", "127.0.0.2", "localhost.",
          "[::2]", "0", "127.1", "a_b.example", "x%41"})
        row(others, 421);
    for (const char *bad :
         {"local host", "localhost:80:80", "localhost:http", "a@localhost", "localhost/", "::1",
          "[::1", "[::1]x", "[]", "localhost:123456", "[a/b]", "localhost, example.com:80 ",
          "caf\xc3\xa9", "\"localhost\"", "a\\b"})
        row(bad, 400);
}

void TestRequestParser::seesWhoIsMeant()
{
    QFETCH(QByteArray, host);
    QFETCH(int, status);
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    const Progress progress = parser.parse("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    QCOMPARE(progress, status == 200 ? Progress::Complete : Progress::Refused);
    if (status != 200)
        QCOMPARE(parser.error().code,
                 status == 400 ? ErrorCode::MalformedRequest : ErrorCode::MisdirectedRequest);
}

void TestRequestParser::readsOneHeadAfterTheOther()
{
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    const QByteArray first = request("X-First: 1\r\n");
    const QByteArray second = request("", "GET /second HTTP/1.1");
    QCOMPARE(parser.parse(first + second), Progress::Complete);
    QCOMPARE(parser.headSize(), first.size());
    QVERIFY(parser.takeHead().headers.contains("x-first"));
    QCOMPARE(parser.parse(second), Progress::Complete);
    const RequestHead head = parser.takeHead();
    QCOMPARE(head.target, QByteArray("/second"));
    QCOMPARE(head.headers.size(), size_t(1));
}

void TestRequestParser::tellsWhatItUnderstoodOfARefusedHead()
{
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QCOMPARE(parser.parse("POST /v1/messages HTTP/1.1\r\nbroken\r\n"), Progress::Refused);
    const RequestHead head = parser.takeHead();
    QCOMPARE(head.method, QByteArray("POST"));
    QCOMPARE(head.target, QByteArray("/v1/messages"));
}

void TestRequestParser::partsTheProjectFromTheTarget()
{
    const HeadRules rules = testRules();
    RequestParser parser(rules);
    QCOMPARE(parser.parse(request("", "POST /p/my%20app/v1//messages?x=1 HTTP/1.1")),
             Progress::Complete);
    const RequestHead head = parser.takeHead();
    QCOMPARE(head.project, QByteArray("my app"));
    QCOMPARE(head.target, QByteArray("/v1//messages?x=1"));
    QCOMPARE(head.normalisedPath, QByteArray("/v1/messages"));
}

QTEST_GUILESS_MAIN(TestRequestParser)
#include "tst_requestparser.moc"
