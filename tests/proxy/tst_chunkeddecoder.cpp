// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/chunkeddecoder.h"

#include <QTest>

using proxy::ChunkedDecoder;

class TestChunkedDecoder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yieldsThePayloadWhereverTheBytesAreSplit_data();
    void yieldsThePayloadWhereverTheBytesAreSplit();
    void leavesWhatComesAfterTheEnd();
    void refusesBrokenFraming_data();
    void refusesBrokenFraming();
    void linesHaveUpTo16KiB_data();
    void linesHaveUpTo16KiB();
    void refusesTrailersWhenAsked();
};

void TestChunkedDecoder::yieldsThePayloadWhereverTheBytesAreSplit_data()
{
    QTest::addColumn<int>("pieceSize");
    for (const int size : {1, 2, 3, 5, 100})
        QTest::addRow("%d bytes a piece", size) << size;
}

void TestChunkedDecoder::yieldsThePayloadWhereverTheBytesAreSplit()
{
    QFETCH(int, pieceSize);
    const QByteArray wire =
        "5;name=\"v\"\r\nhello\r\n0A\r\n, big worl\r\n1\r\nd\r\n0\r\nX-T: 1\r\n\r\n";
    ChunkedDecoder decoder;
    QByteArray text;
    for (qsizetype at = 0; at < wire.size(); at += pieceSize) {
        const QByteArray piece = wire.mid(at, pieceSize);
        std::vector<QByteArrayView> payload;
        QCOMPARE(decoder.feed(piece, payload), piece.size());
        for (const QByteArrayView view : payload)
            text.append(view);
    }
    QVERIFY(decoder.isDone());
    QCOMPARE(text, QByteArray("hello, big world"));
}

void TestChunkedDecoder::leavesWhatComesAfterTheEnd()
{
    ChunkedDecoder decoder;
    std::vector<QByteArrayView> payload;
    QCOMPARE(decoder.feed("0\r\n\r\nGET /", payload), qsizetype(5));
    QVERIFY(decoder.isDone());
}

void TestChunkedDecoder::linesHaveUpTo16KiB_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("byte");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("size") << QByteArray() << QByteArray("0") << QByteArray("\r\n\r\n");
    QTest::newRow("extension") << QByteArray("0;") << QByteArray("x") << QByteArray("\r\n\r\n");
    QTest::newRow("trailer") << QByteArray("0\r\n") << QByteArray("x") << QByteArray("\r\n\r\n");
}

void TestChunkedDecoder::linesHaveUpTo16KiB()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, byte);
    QFETCH(const QByteArray, after);
    const auto isTaken = [&](qsizetype counted) {
        // The digit before an extension counts, its semicolon does not.
        const qsizetype size = counted - (before == "0;" ? 1 : 0);
        ChunkedDecoder decoder;
        std::vector<QByteArrayView> payload;
        (void)decoder.feed(before + byte.repeated(size) + after, payload);
        return decoder.isDone();
    };
    QVERIFY(isTaken(qsizetype(16) * 1024));
    QVERIFY(!isTaken(qsizetype(16) * 1024 + 1));
}

void TestChunkedDecoder::refusesBrokenFraming_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("no digit") << QByteArray("\r\n");
    QTest::newRow("sign") << QByteArray("-1\r\n");
    QTest::newRow("0x prefix") << QByteArray("0x5\r\nhello");
    QTest::newRow("space before size") << QByteArray(" 5\r\nhello");
    QTest::newRow("space after size") << QByteArray("5 \r\nhello");
    QTest::newRow("bare LF after size") << QByteArray("5\nhello");
    QTest::newRow("CR without LF") << QByteArray("5\rhello");
    QTest::newRow("data too long") << QByteArray("5\r\nhello!\r\n");
    QTest::newRow("bare LF after data") << QByteArray("5\r\nhello\n");
    QTest::newRow("size overflows") << QByteArray("FFFFFFFFFFFFFFFF0\r\n");
    QTest::newRow("size wraps to the data's")
        << QByteArray("10000000000000005\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size wraps twice")
        << QByteArray("1000000000000000000000000000000005\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size wraps to the end") << QByteArray("10000000000000000\r\n\r\n");
    QTest::newRow("size wraps behind zeros")
        << QByteArray("0000010000000000000005\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("as large as no number with a sign") << QByteArray("8000000000000000\r\nhello");
    QTest::newRow("more than 2^60") << QByteArray("1000000000000001\r\nhello");
    QTest::newRow("endless zeros") << QByteArray(20000, '0');
    QTest::newRow("endless extension") << QByteArray("1;" + QByteArray(20000, 'x'));
    QTest::newRow("NUL in extension") << QByteArray("1;\0x\r\n", 7);
    QTest::newRow("endless trailer") << QByteArray("0\r\n" + QByteArray(20000, 'x'));
    QTest::newRow("bare LF in trailer") << QByteArray("0\r\nA: b\n\r\n");
}

void TestChunkedDecoder::refusesBrokenFraming()
{
    QFETCH(QByteArray, wire);
    ChunkedDecoder decoder;
    std::vector<QByteArrayView> payload;
    decoder.feed(wire, payload);
    QVERIFY(decoder.isBad());
}

void TestChunkedDecoder::refusesTrailersWhenAsked()
{
    ChunkedDecoder decoder(ChunkedDecoder::Trailers::Refuse);
    std::vector<QByteArrayView> payload;
    decoder.feed("0\r\nX-T: 1\r\n\r\n", payload);
    QVERIFY(decoder.isBad());
}

QTEST_GUILESS_MAIN(TestChunkedDecoder)
#include "tst_chunkeddecoder.moc"
