// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/responseparser.h"

#include "proxy/upstream/responsehead.h"

#include <QTest>

using proxy::BodyFraming;
using proxy::ResponseParser;
using Event = proxy::ResponseParser::Event;

Q_DECLARE_METATYPE(proxy::BodyFraming)

namespace {

/// What a parser made of an answer.
struct Outcome
{
    int heads = 0;
    QByteArray wire;
    QByteArray payload;
    Event last = Event::NeedMore;
    QByteArray excess;
};

Outcome parse(ResponseParser &parser, const QByteArray &answer, qsizetype pieceSize)
{
    Outcome outcome;
    for (qsizetype at = 0; at < answer.size(); at += pieceSize) {
        // A copy, so that a view kept too long is seen by the sanitizer.
        const QByteArray piece = answer.mid(at, pieceSize);
        QByteArrayView input = piece;
        do {
            outcome.last = parser.next(input);
            outcome.heads += outcome.last == Event::Head ? 1 : 0;
            if (outcome.last == Event::Body) {
                outcome.wire.append(parser.piece().wire);
                for (const QByteArrayView view : parser.piece().payload)
                    outcome.payload.append(view);
            }
        } while (outcome.last == Event::Head || outcome.last == Event::Body);
        if (outcome.last == Event::End)
            outcome.excess.append(input);
        if (outcome.last == Event::Malformed)
            return outcome;
    }
    return outcome;
}

Outcome parse(const QByteArray &answer, const QByteArray &method = "POST", bool upgrade = false)
{
    ResponseParser parser;
    parser.reset(method, upgrade);
    return parse(parser, answer, answer.size());
}

} // namespace

class TestResponseParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnswersWhereverTheyAreSplit_data();
    void readsAnswersWhereverTheyAreSplit();
    void keepsFieldsAsTheyCame();
    void takesAMissingReason();
    void decidesTheFraming_data();
    void decidesTheFraming();
    void skipsInterimHeads();
    void passesAWantedUpgrade();
    void refusesMalformedAnswers_data();
    void refusesMalformedAnswers();
    void limitsTheHead();
    void leavesWhatFollowsTheEnd();
    void passesTheSoundPartOfABrokenChunk();
    void knowsWhatEndsWithTheConnection();
    void knowsWhatKeepsTheConnection_data();
    void knowsWhatKeepsTheConnection();
    void readsOneAnswerAfterTheOther();
};

void TestResponseParser::readsAnswersWhereverTheyAreSplit_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("payload");
    const QByteArray chunks = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n";
    QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                            << QByteArray("hello") << QByteArray("hello");
    QTest::newRow("chunked with trailer")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) << chunks
        << QByteArray("hello world");
    QTest::newRow("empty") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                           << QByteArray() << QByteArray();
    QTest::newRow("after 103") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                               << QByteArray("ok") << QByteArray("ok");
}

void TestResponseParser::readsAnswersWhereverTheyAreSplit()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, payload);
    ResponseParser parser;
    for (qsizetype first = 0; first <= answer.size(); ++first) {
        parser.reset("POST", false);
        const Outcome before = parse(parser, answer.first(first), answer.size());
        const Outcome after = parse(parser, answer.sliced(first), answer.size());
        QCOMPARE(before.heads + after.heads, 1);
        QCOMPARE(before.wire + after.wire, wire);
        QCOMPARE(before.payload + after.payload, payload);
        QCOMPARE(first == answer.size() ? before.last : after.last, Event::End);
    }
    parser.reset("POST", false);
    QCOMPARE(parse(parser, answer, 1).payload, payload);
}

void TestResponseParser::keepsFieldsAsTheyCame()
{
    ResponseParser parser;
    parser.reset("GET", false);
    const QByteArray fields = "Set-Cookie: a=1\r\nX-Odd:\r\nset-cookie: b=2\r\nx-UTF: \xc3\xa9\r\n";
    parse(parser, "HTTP/1.1 299 Fine, thanks\r\n" + fields + "Content-Length: 0\r\n\r\n", 7);
    QCOMPARE(parser.head().status, 299);
    QCOMPARE(parser.head().reason, QByteArray("Fine, thanks"));
    QByteArray out;
    parser.head().headers.appendTo(out);
    QCOMPARE(out, QByteArray("Set-Cookie: a=1\r\nX-Odd: \r\nset-cookie: b=2\r\nx-UTF: \xc3\xa9\r\n"
                             "Content-Length: 0\r\n"));
}

void TestResponseParser::takesAMissingReason()
{
    for (const char *line : {"HTTP/1.1 200\r\n", "HTTP/1.1 200 \r\n"}) {
        ResponseParser parser;
        parser.reset("GET", false);
        const Outcome outcome = parse(parser, line + QByteArray("Content-Length: 0\r\n\r\n"), 99);
        QCOMPARE(outcome.last, Event::End);
        QCOMPARE(parser.head().reason, QByteArray());
    }
}

void TestResponseParser::decidesTheFraming_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<BodyFraming>("framing");
    const QByteArray both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    QTest::newRow("length") << QByteArray("GET") << ok + "content-LENGTH: 5\r\n"
                            << BodyFraming::Length;
    QTest::newRow("equal lengths")
        << QByteArray("GET") << ok + "Content-Length: 5\r\nContent-Length: 5\r\n"
        << BodyFraming::Length;
    QTest::newRow("chunked") << QByteArray("GET") << ok + "transfer-encoding: Chunked\r\n"
                             << BodyFraming::Chunked;
    QTest::newRow("neither") << QByteArray("GET") << ok << BodyFraming::UntilClose;
    QTest::newRow("HTTP/1.0") << QByteArray("GET") << QByteArray("HTTP/1.0 200 OK\r\n")
                              << BodyFraming::UntilClose;
    QTest::newRow("HEAD") << QByteArray("HEAD") << ok + both << BodyFraming::None;
    QTest::newRow("204") << QByteArray("GET") << "HTTP/1.1 204 No Content\r\n" + both
                         << BodyFraming::None;
    QTest::newRow("304") << QByteArray("GET") << "HTTP/1.1 304 Not Modified\r\n" + both
                         << BodyFraming::None;
}

void TestResponseParser::decidesTheFraming()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, start);
    QFETCH(BodyFraming, framing);
    ResponseParser parser;
    parser.reset(method, false);
    const Outcome outcome = parse(parser, start + "\r\n", 999);
    QCOMPARE(outcome.heads, 1);
    QCOMPARE(parser.head().framing, framing);
    QCOMPARE(outcome.last, framing == BodyFraming::None ? Event::End : Event::NeedMore);
}

void TestResponseParser::skipsInterimHeads()
{
    ResponseParser parser;
    parser.reset("POST", false);
    parse(parser,
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n",
          999);
    QVERIFY(parser.hasBytes());
    QVERIFY(!parser.hasHead());
    const Outcome outcome = parse(parser, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 999);
    QCOMPARE(outcome.last, Event::End);
    QCOMPARE(parser.head().status, 404);
}

void TestResponseParser::passesAWantedUpgrade()
{
    const QByteArray head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    const Outcome outcome = parse(head + "\x81\x00raw", "GET", true);
    QCOMPARE(outcome.heads, 1);
    QCOMPARE(outcome.payload, QByteArray("\x81\x00raw"));
    QCOMPARE(parse(head, "GET", false).last, Event::Malformed);
}

void TestResponseParser::refusesMalformedAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const auto row = [](const char *name, const QByteArray &answer) {
        QTest::newRow(name) << answer;
    };
    row("not HTTP", "SSH-2.0-OpenSSH\r\n\r\n");
    row("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n");
    row("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n");
    row("lower case version", "http/1.1 200 OK\r\n\r\n");
    row("two-digit status", "HTTP/1.1 20 OK\r\n\r\n");
    row("four-digit status", "HTTP/1.1 2000 OK\r\n\r\n");
    row("status 099", "HTTP/1.1 099 OK\r\n\r\n");
    row("no status", "HTTP/1.1\r\n\r\n");
    row("empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n");
    row("bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
    row("bare LF in a header", ok + "A: b\nContent-Length: 0\r\n\r\n");
    row("bare CR in a header", ok + "A: b\rc\r\n\r\n");
    row("NUL in a header", ok + QByteArray("A: b\0c\r\n\r\n", 10));
    row("NUL in the reason", QByteArray("HTTP/1.1 200 O\0K\r\n\r\n", 20));
    row("no colon", ok + "Content-Length 5\r\n\r\n");
    row("space before colon", ok + "Content-Length : 5\r\n\r\n");
    row("folded", ok + "A: b\r\n c\r\n\r\n");
    row("empty name", ok + ": b\r\n\r\n");
    row("length and coding", ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("differing lengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n");
    row("listed lengths", ok + "Content-Length: 5, 6\r\n\r\n");
    row("negative length", ok + "Content-Length: -5\r\n\r\n");
    row("signed length", ok + "Content-Length: +5\r\n\r\n");
    row("empty length", ok + "Content-Length:\r\n\r\n");
    row("a length of an exabyte", ok + "Content-Length: 1152921504606846980\r\n\r\n");
    row("overflowing length", ok + "Content-Length: 99999999999999999999999\r\n\r\n");
    row("gzip coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n");
    row("identity coding", ok + "Transfer-Encoding: identity\r\n\r\n");
    row("two codings", ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("unasked 101", "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    row("bad chunk", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
}

void TestResponseParser::refusesMalformedAnswers()
{
    QFETCH(QByteArray, answer);
    ResponseParser parser;
    for (const qsizetype size : {qsizetype(1), qsizetype(7), answer.size()}) {
        parser.reset("POST", false);
        QCOMPARE(parse(parser, answer, size).last, Event::Malformed);
        QVERIFY(*parser.why() != '\0');
        QByteArrayView more = "HTTP/1.1 200 OK\r\n\r\n";
        QCOMPARE(parser.next(more), Event::Malformed);
    }
}

void TestResponseParser::limitsTheHead()
{
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    QByteArray many = ok;
    for (size_t i = 0; i < proxy::kMaxResponseFields; ++i)
        many += "A: b\r\n";
    QCOMPARE(parse(many + "\r\n").heads, 1);
    QCOMPARE(parse(many + "A: b\r\n\r\n").last, Event::Malformed);
    const auto headOf = [&ok](qsizetype size) {
        return ok + "A: " + QByteArray(size - ok.size() - 7, 'x') + "\r\n\r\n";
    };
    QCOMPARE(parse(headOf(ResponseParser::kMaxHeadBytes)).heads, 1);
    QCOMPARE(parse(headOf(ResponseParser::kMaxHeadBytes + 1)).last, Event::Malformed);
    const QByteArray large = ok + "A: " + QByteArray(ResponseParser::kMaxHeadBytes, 'x');
    QCOMPARE(parse(large).last, Event::Malformed);
    QByteArray endless;
    while (endless.size() <= ResponseParser::kMaxHeadBytes)
        endless += "HTTP/1.1 100 Continue\r\n\r\n";
    QCOMPARE(parse(endless).last, Event::Malformed);
}

void TestResponseParser::leavesWhatFollowsTheEnd()
{
    const QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200";
    QCOMPARE(parse(answer).excess, QByteArray("HTTP/1.1 200"));
    const QByteArray head = "HTTP/1.1 204 No Content\r\n\r\n";
    QCOMPARE(parse(head + "x").excess, QByteArray("x"));
}

void TestResponseParser::passesTheSoundPartOfABrokenChunk()
{
    const QByteArray head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const Outcome outcome = parse(head + "3\r\nabc\r\n2\r\ndeX\r\n");
    QCOMPARE(outcome.last, Event::Malformed);
    QCOMPARE(outcome.wire, QByteArray("3\r\nabc\r\n2\r\nde"));
    QCOMPARE(outcome.payload, QByteArray("abcde"));
}

void TestResponseParser::knowsWhatEndsWithTheConnection()
{
    ResponseParser parser;
    parser.reset("GET", false);
    QVERIFY(!parser.endsWithConnection());
    parse(parser, "HTTP/1.1 200 OK\r\n\r\nhello", 99);
    QVERIFY(parser.endsWithConnection());
    parser.reset("GET", false);
    parse(parser, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", 99);
    QVERIFY(!parser.endsWithConnection());
}

void TestResponseParser::knowsWhatKeepsTheConnection_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("keeps");
    QTest::newRow("HTTP/1.1") << QByteArray("HTTP/1.1 200 OK\r\n") << true;
    QTest::newRow("close") << QByteArray("HTTP/1.1 200 OK\r\nconnection: Close\r\n") << false;
    QTest::newRow("close among others")
        << QByteArray("HTTP/1.1 200 OK\r\nConnection: x-y, close\r\n") << false;
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n")
                              << false;
}

void TestResponseParser::knowsWhatKeepsTheConnection()
{
    QFETCH(QByteArray, start);
    QFETCH(bool, keeps);
    ResponseParser parser;
    parser.reset("GET", false);
    QCOMPARE(parse(parser, start + "Content-Length: 0\r\n\r\n", 99).last, Event::End);
    QCOMPARE(parser.keepsAlive(), keeps);
}

void TestResponseParser::readsOneAnswerAfterTheOther()
{
    ResponseParser parser;
    for (int i = 0; i < 3; ++i) {
        parser.reset("GET", false);
        QVERIFY(!parser.hasBytes());
        const Outcome outcome = parse(
            parser, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 3);
        QCOMPARE(outcome.payload, QByteArray("a"));
        QCOMPARE(outcome.last, Event::End);
    }
}

QTEST_GUILESS_MAIN(TestResponseParser)
#include "tst_responseparser.moc"
