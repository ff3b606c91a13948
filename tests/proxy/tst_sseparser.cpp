// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/sseparser.h"

#include <QTest>

using proxy::SseEvent;
using proxy::SseParser;

class TestSseParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEventsWhereverTheBytesAreSplit_data();
    void readsEventsWhereverTheBytesAreSplit();
    void reportsEachEventAsSoonAsItsEmptyLineCame();
    void takesALineFeedAfterACarriageReturnAsOneLineEnd();
    void swallowsWhatIsOverTheLimit_data();
    void swallowsWhatIsOverTheLimit();
    void reportsALastEventWithoutItsEmptyLine();
    void startsAnewAfterTheEnd();
};

namespace {

// "name|data", ": comment", "too large"; one line each.
SseParser::Handler into(QByteArray &text)
{
    return [&text](const SseEvent &event) {
        if (event.tooLarge)
            text += "too large";
        else if (event.kind == SseEvent::Kind::Comment)
            text += QByteArray(":").append(event.data);
        else
            text += event.name.toByteArray() + '|' + event.data.toByteArray();
        text += ';';
    };
}

QByteArray eventsOf(const QByteArray &wire, qsizetype pieceSize, SseParser &parser)
{
    QByteArray text;
    for (qsizetype at = 0; at < wire.size(); at += pieceSize)
        parser.feed(wire.mid(at, pieceSize), into(text));
    parser.finish(into(text));
    return text;
}

} // namespace

void TestSseParser::readsEventsWhereverTheBytesAreSplit_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *wire, const char *expected) {
        QTest::newRow(name) << QByteArray(wire) << QByteArray(expected);
    };
    row("name and data", "event: ping\ndata: {}\n\n", "ping|{};");
    row("crlf", "event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n", "a|1;|2;");
    row("cr alone", "data: 1\r\rdata: 2\r\r", "|1;|2;");
    row("mixed line ends", "data: 1\r\ndata: 2\n\rdata: 3\r\r\n", "|1\n2;|3;");
    row("several data lines", "data: a\ndata:  b\ndata\ndata:c\n\n", "|a\n b\n\nc;");
    row("comment inside an event", "event: x\n: hello\ndata: 1\n\n", ": hello;x|1;");
    row("empty comment", ":\n\n", ":;");
    row("name without data", "event: done\n\n", "done|;");
    row("nothing but empty lines", "\n\n\n\r\n", "");
    row("unknown fields", "id: 7\nretry: 10\nfoo: bar\nbaz\ndata: 1\n\n", "|1;");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "data: 1\n\n",
        "|1;");
    row("mark in the middle is no mark",
        "data: 1\n\n\xEF\xBB\xBF"
        "data: 2\n\n",
        "|1;");
    row("colons in the value", "data: a: b:\n\n", "|a: b:;");
    row("last name wins", "event: a\nevent: b\ndata: 1\n\n", "b|1;");
}

void TestSseParser::readsEventsWhereverTheBytesAreSplit()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, expected);
    for (qsizetype size = 1; size <= wire.size(); ++size) {
        SseParser parser;
        QCOMPARE(eventsOf(wire, size, parser), expected);
    }
}

void TestSseParser::reportsEachEventAsSoonAsItsEmptyLineCame()
{
    SseParser parser;
    QByteArray text;
    parser.feed("data: 1\n", into(text));
    QCOMPARE(text, QByteArray());
    QVERIFY(parser.isInsideEvent());
    parser.feed("\nda", into(text));
    QCOMPARE(text, QByteArray("|1;"));
    QVERIFY(parser.isInsideEvent());
    parser.feed("ta: 2\r\n\r", into(text));
    QCOMPARE(text, QByteArray("|1;|2;"));
    QVERIFY(!parser.isInsideEvent());
}

void TestSseParser::takesALineFeedAfterACarriageReturnAsOneLineEnd()
{
    SseParser parser;
    QByteArray text;
    parser.feed("data: 1\r", into(text));
    parser.feed("\ndata: 2\r", into(text));
    parser.feed("\n\r", into(text));
    parser.feed("\n", into(text));
    QCOMPARE(text, QByteArray("|1\n2;"));
}

void TestSseParser::swallowsWhatIsOverTheLimit_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray big(100, 'x');
    QTest::newRow("a line") << QByteArray("data: " + big + "\n\ndata: 1\n\n")
                            << QByteArray("too large;|1;");
    QTest::newRow("many lines") << QByteArray(QByteArray("data: 1234567\n").repeated(20)
                                              + "\ndata: 1\n\n")
                                << QByteArray("too large;|1;");
    QTest::newRow("a comment") << QByteArray(":" + big + "\n\ndata: 1\n\n")
                               << QByteArray("too large;|1;");
    QTest::newRow("a last line") << QByteArray("data: 1\n\ndata: " + big)
                                 << QByteArray("|1;too large;");
    QTest::newRow("just inside") << QByteArray("data: " + big.first(58) + "\n\n")
                                 << QByteArray("|" + big.first(58) + ";");
}

void TestSseParser::swallowsWhatIsOverTheLimit()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, expected);
    for (qsizetype size = 1; size <= wire.size(); ++size) {
        SseParser parser(64);
        QCOMPARE(eventsOf(wire, size, parser), expected);
    }
}

void TestSseParser::reportsALastEventWithoutItsEmptyLine()
{
    for (const char *wire : {"data: [DONE]\n", "data: [DONE]"}) {
        SseParser parser;
        QCOMPARE(eventsOf(wire, 3, parser), QByteArray("|[DONE];"));
    }
}

void TestSseParser::startsAnewAfterTheEnd()
{
    SseParser parser;
    QCOMPARE(eventsOf("event: half", 4, parser), QByteArray("half|;"));
    QCOMPARE(eventsOf("data: 1\n\n", 4, parser), QByteArray("|1;"));
}

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sseparser.moc"
