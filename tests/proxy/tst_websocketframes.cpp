// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/websocketframes.h"

#include <QTest>

using proxy::WebSocketFrames;

class TestWebSocketFrames final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seesACloseFrameWhereverTheBytesAreSplit_data();
    void seesACloseFrameWhereverTheBytesAreSplit();
    void aLengthBeyondAllBoundsIsPassedOver();
};

namespace {

QByteArray frame(unsigned opcode, const QByteArray &payload, bool isMasked = false)
{
    QByteArray bytes(1, static_cast<char>(0x80U | opcode));
    const auto size = static_cast<quint64>(payload.size());
    const unsigned mask = isMasked ? 0x80U : 0U;
    const int lengthBytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    const unsigned code = lengthBytes == 0   ? static_cast<unsigned>(size)
                          : lengthBytes == 2 ? 126U
                                             : 127U;
    bytes += static_cast<char>(mask | code);
    for (int at = lengthBytes; at-- > 0;)
        bytes += static_cast<char>(size >> (8U * static_cast<unsigned>(at)) & 0xffU);
    if (isMasked)
        bytes += "mask";
    return bytes + payload;
}

} // namespace

void TestWebSocketFrames::seesACloseFrameWhereverTheBytesAreSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isClosed");
    const QByteArray close = frame(8, QByteArray("\x03\xe8", 2));
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("close alone") << close << true;
    QTest::newRow("close without a reason") << frame(8, {}) << true;
    QTest::newRow("masked close") << frame(8, "xy", true) << true;
    QTest::newRow("a text that looks like one") << frame(1, close.repeated(3)) << false;
    for (const int size : {0, 125, 126, 65535, 65536}) {
        const QByteArray payload(size, '\x88');
        QTest::addRow("after %d bytes", size) << frame(2, payload) + close << true;
        QTest::addRow("%d bytes alone", size) << frame(2, payload) << false;
        QTest::addRow("after %d masked bytes", size) << frame(1, payload, true) + close << true;
    }
    QTest::newRow("ping and pong") << frame(9, "x") + frame(10, "x") << false;
    QTest::newRow("half a head") << frame(1, QByteArray(200, 'x')).first(3) << false;
    QTest::newRow("broken off in a payload")
        << frame(1, QByteArray(200, '\x88')).first(100) << false;
}

void TestWebSocketFrames::seesACloseFrameWhereverTheBytesAreSplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isClosed);
    for (const qsizetype piece : {1, 3, 1000000}) {
        WebSocketFrames frames;
        for (qsizetype at = 0; at < bytes.size(); at += piece)
            frames.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        QCOMPARE(frames.hasClosed(), isClosed);
    }
}

void TestWebSocketFrames::aLengthBeyondAllBoundsIsPassedOver()
{
    WebSocketFrames frames;
    frames.feed(QByteArray("\x82\x7f") + QByteArray(8, '\xff'));
    frames.feed(QByteArray(100, '\x88'));
    QVERIFY(!frames.hasClosed());
}

QTEST_GUILESS_MAIN(TestWebSocketFrames)
#include "tst_websocketframes.moc"
