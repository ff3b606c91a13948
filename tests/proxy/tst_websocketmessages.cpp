// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/websocketmessages.h"
#include "tests/support/socketframes.h"

#include <QTest>

using namespace proxy;
using support::clientFrame;
using support::serverFrame;

namespace {

using Seen = QList<QByteArray>;

/// Notes what it is told; pieces of what passes are put together.
class Notes final : public WebSocketMessageObserver
{
public:
    void wirePasses(QByteArrayView wire) override
    {
        if (!seen.isEmpty() && seen.last().startsWith("passes "))
            seen.last().append(wire);
        else
            seen.append("passes " + wire.toByteArray());
    }
    void messageCame(WebSocketMessage message) override
    {
        seen.append("text " + message.text);
        held += message.wire;
        mask = message.mask;
    }
    Seen seen;
    QByteArray held;
    QByteArray mask;
};

void readAll(WebSocketMessages &messages, QByteArrayView bytes)
{
    while (!bytes.isEmpty())
        bytes = bytes.sliced(messages.read(bytes));
}

constexpr qsizetype kLimit = 70000;

} // namespace

class TestWebSocketMessages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsComeWholeHoweverTheyWereSplit_data();
    void textsComeWholeHoweverTheyWereSplit();
    void heldFramesComeWithTheirText();
    void aControlFramePassesAHeldText();
    void whatIsNoPlainTextPasses_data();
    void whatIsNoPlainTextPasses();
    void aTextBeyondTheLimitPassesToItsEnd();
    void aTextThatTheBudgetHasNoRoomForPasses();
    void aTextBrokenIntoByAnotherPasses();
    void whatIsHeldCanBeGivenBack();
    void aFrameIsReadAsItWasWritten_data();
    void aFrameIsReadAsItWasWritten();
};

void TestWebSocketMessages::textsComeWholeHoweverTheyWereSplit_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<Seen>("expected");
    const QByteArray large(65536, 'x');
    QTest::newRow("one frame") << clientFrame(1, "hello") << Seen {"text hello"};
    QTest::newRow("not masked") << serverFrame(1, "hello") << Seen {"text hello"};
    QTest::newRow("empty") << clientFrame(1, {}) << Seen {"text "};
    QTest::newRow("binary") << clientFrame(2, "hello") << Seen {"text hello"};
    QTest::newRow("three frames") << clientFrame(1, "hel", false) + clientFrame(0, "l", false)
                                         + clientFrame(0, "o")
                                  << Seen {"text hello"};
    QTest::newRow("two texts") << clientFrame(1, "a") + clientFrame(1, "b")
                               << Seen {"text a", "text b"};
    QTest::newRow("large") << clientFrame(1, large) << Seen {"text " + large};
}

void TestWebSocketMessages::textsComeWholeHoweverTheyWereSplit()
{
    QFETCH(QByteArray, wire);
    for (const qsizetype piece : {1, 3, 1000000}) {
        Notes notes;
        WebSocketMessages messages(notes, kLimit, nullptr);
        for (qsizetype at = 0; at < wire.size(); at += piece)
            readAll(messages, QByteArrayView(wire).sliced(at, std::min(piece, wire.size() - at)));
        QTEST(notes.seen, "expected");
        QVERIFY(messages.isBetweenFrames());
        QCOMPARE(notes.held, wire);
    }
}

void TestWebSocketMessages::heldFramesComeWithTheirText()
{
    const QByteArray text = clientFrame(1, "hel", false) + clientFrame(0, "lo");
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, QByteArrayView(text).chopped(1));
    QVERIFY(messages.isHolding());
    readAll(messages, QByteArrayView(text).last(1));
    QCOMPARE(notes.held, text);
    QCOMPARE(notes.mask, QByteArray(support::kSocketMask));
    // From the next text on, none is held.
    messages.setWire(WebSocketMessages::Wire::Passed);
    readAll(messages, text);
    QCOMPARE(notes.seen, (Seen {"text hello", "passes " + text, "text hello"}));
    QCOMPARE(notes.held, text);
    messages.setWire(WebSocketMessages::Wire::Unread);
    readAll(messages, text);
    QCOMPARE(notes.seen.last(), "passes " + text);
}

void TestWebSocketMessages::aControlFramePassesAHeldText()
{
    const QByteArray ping = clientFrame(9, "are you there?");
    const QByteArray begin = clientFrame(1, "hel", false);
    const QByteArray end = clientFrame(0, "lo");
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, begin + ping + end);
    QCOMPARE(notes.seen, (Seen {"passes " + ping, "text hello"}));
    QCOMPARE(notes.held, begin + end);
}

void TestWebSocketMessages::whatIsNoPlainTextPasses_data()
{
    QTest::addColumn<QByteArray>("wire");
    QByteArray extended = clientFrame(1, "hello");
    extended[0] = static_cast<char>(extended[0] | 0x40);
    QTest::newRow("changed by an extension") << extended;
    QTest::newRow("close") << clientFrame(8, "\x03\xe8");
    QTest::newRow("no beginning") << clientFrame(0, "lo");
    QTest::newRow("an unknown kind") << clientFrame(5, "x");
}

void TestWebSocketMessages::whatIsNoPlainTextPasses()
{
    QFETCH(QByteArray, wire);
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, wire);
    QCOMPARE(notes.seen, (Seen {"passes " + wire}));
    // And the text behind it is read.
    readAll(messages, clientFrame(1, "a"));
    QCOMPARE(notes.seen.last(), QByteArray("text a"));
}

void TestWebSocketMessages::aTextBeyondTheLimitPassesToItsEnd()
{
    const QByteArray exact = clientFrame(1, QByteArray(kLimit, 'x'));
    const QByteArray more = clientFrame(1, QByteArray(kLimit - 1, 'x'), false)
                            + clientFrame(0, "yz", false) + clientFrame(0, "!");
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, exact);
    QCOMPARE(notes.seen.size(), 1);
    QVERIFY(notes.seen.last().startsWith("text x"));
    readAll(messages, more);
    QCOMPARE(notes.seen.last(), "passes " + more);
    readAll(messages, clientFrame(1, "a"));
    QCOMPARE(notes.seen.last(), QByteArray("text a"));
}

void TestWebSocketMessages::aTextThatTheBudgetHasNoRoomForPasses()
{
    MemoryBudget budget {.limit = 10};
    Notes notes;
    WebSocketMessages messages(notes, kLimit, &budget);
    const QByteArray large = clientFrame(1, "elevenbytes");
    readAll(messages, large);
    QCOMPARE(notes.seen, (Seen {"passes " + large}));
    QCOMPARE(budget.used, 0);
    readAll(messages, clientFrame(1, "tenbytes10"));
    QCOMPARE(notes.seen.last(), QByteArray("text tenbytes10"));
    QCOMPARE(budget.used, 0);
}

void TestWebSocketMessages::aTextBrokenIntoByAnotherPasses()
{
    const QByteArray begin = clientFrame(1, "hel", false);
    const QByteArray other = clientFrame(1, "other");
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, begin + other + clientFrame(1, "a"));
    QCOMPARE(notes.seen, (Seen {"passes " + begin + other, "text a"}));
}

void TestWebSocketMessages::whatIsHeldCanBeGivenBack()
{
    const QByteArray wire = clientFrame(1, "hello");
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, QByteArrayView(wire).first(8));
    QCOMPARE(messages.release(), wire.first(8));
    QVERIFY(!messages.isHolding());
    readAll(messages, QByteArrayView(wire).sliced(8));
    QCOMPARE(notes.seen, (Seen {"passes " + wire.sliced(8)}));
}

void TestWebSocketMessages::aFrameIsReadAsItWasWritten_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qsizetype>("headSize");
    QTest::newRow("empty") << qsizetype(0) << qsizetype(6);
    QTest::newRow("the longest short one") << qsizetype(125) << qsizetype(6);
    QTest::newRow("the shortest with two bytes") << qsizetype(126) << qsizetype(8);
    QTest::newRow("the longest with two bytes") << qsizetype(65535) << qsizetype(8);
    QTest::newRow("the shortest with eight bytes") << qsizetype(65536) << qsizetype(14);
}

void TestWebSocketMessages::aFrameIsReadAsItWasWritten()
{
    QFETCH(qsizetype, size);
    QFETCH(qsizetype, headSize);
    QByteArray head;
    appendFrameHead(head, WebSocketFrame::Text, size, support::kSocketMask);
    QCOMPARE(head.size(), headSize);
    QCOMPARE(head.last(4), QByteArray(support::kSocketMask));
    Notes notes;
    WebSocketMessages messages(notes, kLimit, nullptr);
    readAll(messages, clientFrame(1, QByteArray(size, 'x')));
    QCOMPARE(notes.seen, (Seen {"text " + QByteArray(size, 'x')}));
}

QTEST_GUILESS_MAIN(TestWebSocketMessages)
#include "tst_websocketmessages.moc"
