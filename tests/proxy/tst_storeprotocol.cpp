// SPDX-License-Identifier: LicenseRef-Private
// What goes to the store and comes from it: its address, commands, slots and replies.
#include "proxy/config/configloader.h"
#include "proxy/config/setting.h"
#include "proxy/config/storeaddress.h"
#include "proxy/store/replyreader.h"
#include "proxy/store/storecommand.h"
#include "proxy/store/storestate.h"

#include <QTest>

using proxy::parseStoreAddress;
using proxy::ReplyReader;
using proxy::StoreReply;

class TestStoreProtocol final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAddressIsRead_data();
    void anAddressIsRead();
    void whatIsNoAddressIsRefusedWithoutQuotingIt_data();
    void whatIsNoAddressIsRefusedWithoutQuotingIt();
    void anAddressIsShownWithoutItsPassword();
    void commandsStandOnTheWireAsTheProtocolHasThem();
    void aKeyHasTheSlotThatTheClusterGivesIt_data();
    void aKeyHasTheSlotThatTheClusterGivesIt();
    void repliesAreReadInAnyPieces();
    void listsOneAfterTheOtherAreNotDeep();
    void whatIsTooLargeOrUnknownIsBroken_data();
    void whatIsTooLargeOrUnknownIsBroken();
    void errorsAreToldApartByTheirFirstWord();
    void eachStateHasANameAndASentence();
};

void TestStoreProtocol::anAddressIsRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<int>("database");
    const QString store = QStringLiteral("store.example");
    QTest::newRow("host alone") << QStringLiteral("redis://store.example") << store << 6379 << false
                                << QByteArray() << QByteArray() << 0;
    QTest::newRow("database") << QStringLiteral("redis://store.example:6380/3") << store << 6380
                              << false << QByteArray() << QByteArray() << 3;
    QTest::newRow("TLS") << QStringLiteral("rediss://:secret@store.example/") << store << 6379
                         << true << QByteArray() << QByteArray("secret") << 0;
    QTest::newRow("user") << QStringLiteral("redis://who:a%40b%3Ac%2Fd@[::1]:1")
                          << QStringLiteral("::1") << 1 << false << QByteArray("who")
                          << QByteArray("a@b:c/d") << 0;
}

void TestStoreProtocol::anAddressIsRead()
{
    QFETCH(const QString, url);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const bool, isTls);
    QFETCH(const QByteArray, user);
    QFETCH(const QByteArray, password);
    QFETCH(const int, database);
    const auto read = parseStoreAddress(url);
    QVERIFY(read);
    QCOMPARE(read->host, host);
    QCOMPARE(int(read->port), port);
    QCOMPARE(read->isTls, isTls);
    QCOMPARE(read->user, user);
    QCOMPARE(read->password, password);
    QCOMPARE(read->database, database);
}

void TestStoreProtocol::whatIsNoAddressIsRefusedWithoutQuotingIt_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url :
         {"", "hunter2", "http://hunter2@store", "redis://", "redis://:hunter2@store:0",
          "redis://:hunter2@store/one", "redis://:hunter2@store/12345", "redis://hunter2@store",
          "redis://:hunter2@store?x=1", "redis://:hunter2@store#x", "unix:///run/hunter2"})
        QTest::newRow(url) << QString::fromUtf8(url);
}

void TestStoreProtocol::whatIsNoAddressIsRefusedWithoutQuotingIt()
{
    QFETCH(const QString, url);
    const auto read = parseStoreAddress(url);
    QVERIFY(!read);
    QVERIFY(!read.error().detail.utf8().contains("hunter2"));
}

void TestStoreProtocol::anAddressIsShownWithoutItsPassword()
{
    proxy::ProxyConfig config;
    config.store.url = QStringLiteral("rediss://who:hunter2@store.example:6380/3");
    const QString shown = proxy::maskedValue(u"LLM_PROXY_STORE_URL", config);
    QCOMPARE(shown, QStringLiteral("rediss://who@store.example:6380/3"));
    config.store.url = QStringLiteral("hunter2");
    QCOMPARE(proxy::maskedValue(u"LLM_PROXY_STORE_URL", config), QStringLiteral("…"));
}

void TestStoreProtocol::commandsStandOnTheWireAsTheProtocolHasThem()
{
    using std::chrono::milliseconds;
    QCOMPARE(proxy::commandWithoutKey({"PING"}).wire, "*1\r\n$4\r\nPING\r\n");
    const auto set = proxy::setNewCommand("k", QByteArrayView("a\r\nb", 4), milliseconds(2500));
    QCOMPARE(
        set.wire,
        "*6\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\nb\r\n$2\r\nNX\r\n$2\r\nPX\r\n$4\r\n2500\r\n");
    QCOMPARE(set.key, "k");
    QVERIFY(set.isWrite);
    QVERIFY(!proxy::getCommand("k").isWrite);
    QCOMPARE(proxy::setCommand("k", "", milliseconds(1)).wire,
             "*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n$2\r\nPX\r\n$1\r\n1\r\n");
}

void TestStoreProtocol::aKeyHasTheSlotThatTheClusterGivesIt_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("slot");
    // As CLUSTER KEYSLOT of Redis 7.0 has them.
    QTest::newRow("plain") << QByteArray("123456789") << 12739;
    QTest::newRow("tag") << QByteArray("foo{hash_tag}") << 2515;
    QTest::newRow("tag alone") << QByteArray("hash_tag") << 2515;
    QTest::newRow("empty tag") << QByteArray("foo{}{bar}") << 8363;
    QTest::newRow("first tag") << QByteArray("foo{bar}{zap}") << 5061;
    QTest::newRow("nested") << QByteArray("foo{{bar}}zap") << 4015;
}

void TestStoreProtocol::aKeyHasTheSlotThatTheClusterGivesIt()
{
    QFETCH(const QByteArray, key);
    QFETCH(const int, slot);
    QCOMPARE(int(proxy::slotOf(key)), slot);
}

void TestStoreProtocol::repliesAreReadInAnyPieces()
{
    const QByteArray wire = "+OK\r\n$-1\r\n:-12\r\n$5\r\na\r\nbc\r\n*2\r\n$1\r\nx\r\n*1\r\n:7\r\n"
                            "-ERR no\r\n$0\r\n\r\n*0\r\n*-1\r\n";
    for (const qsizetype piece : {qsizetype(1), qsizetype(2), qsizetype(7), wire.size()}) {
        ReplyReader reader;
        std::vector<StoreReply> replies;
        for (qsizetype at = 0; at < wire.size(); at += piece) {
            reader.feed(QByteArrayView(wire).sliced(at, std::min(piece, wire.size() - at)));
            while (const auto reply = reader.next())
                replies.push_back(*reply);
        }
        QVERIFY(!reader.isBroken());
        QCOMPARE(replies.size(), size_t(9));
        QCOMPARE(replies[0].text, "OK");
        QVERIFY(replies[1].kind == StoreReply::Kind::Nil);
        QCOMPARE(replies[2].integer, -12);
        QCOMPARE(replies[3].text, "a\r\nbc");
        QCOMPARE(replies[4].items.size(), size_t(2));
        QCOMPARE(replies[4].items[1].items[0].integer, 7);
        QVERIFY(replies[5].isError());
        QVERIFY(replies[6].kind == StoreReply::Kind::Text && replies[6].text.isEmpty());
        QVERIFY(replies[7].kind == StoreReply::Kind::List && replies[7].items.empty());
        QVERIFY(replies[8].kind == StoreReply::Kind::Nil);
    }
}

void TestStoreProtocol::listsOneAfterTheOtherAreNotDeep()
{
    // At the limit, and as often as one likes.
    const QByteArray deep = QByteArray("*1\r\n").repeated(ReplyReader::kMaxDepth - 1) + ":1\r\n";
    ReplyReader reader;
    reader.feed("*100\r\n" + deep.repeated(100) + "*2\r\n*0\r\n" + deep);
    const auto first = reader.next();
    QVERIFY(first);
    QCOMPARE(first->items.size(), size_t(100));
    const auto second = reader.next();
    QVERIFY(second);
    QCOMPARE(second->items.size(), size_t(2));
    QVERIFY(!reader.isBroken());
}

void TestStoreProtocol::whatIsTooLargeOrUnknownIsBroken_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const QByteArray &bytes) {
        QTest::newRow(name) << bytes;
    };
    row("HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n");
    row("RESP3", "%1\r\n+a\r\n+b\r\n");
    row("a text over the limit", "$65537\r\n");
    row("a length that wraps", "$18446744073709551617\r\n");
    row("a negative length", "$-2\r\n");
    row("a list over the limit", "*16385\r\n");
    row("lists in lists over the limit", QByteArray("*16000\r\n").repeated(3));
    row("a list as deep as it likes", QByteArray("*1\r\n").repeated(64) + ":1\r\n");
    row("a list that is one too deep",
        QByteArray("*1\r\n").repeated(ReplyReader::kMaxDepth + 1) + ":1\r\n");
    row("a line without end", QByteArray(2000, '+'));
    row("no line", "\r\n");
    row("texts over the limit of a reply",
        "*100\r\n" + ("$60000\r\n" + QByteArray(60000, 'x') + "\r\n").repeated(40));
}

void TestStoreProtocol::whatIsTooLargeOrUnknownIsBroken()
{
    QFETCH(const QByteArray, bytes);
    ReplyReader reader;
    reader.feed(bytes);
    while (reader.next()) { }
    QVERIFY(reader.isBroken());
    reader.feed("+OK\r\n");
    QVERIFY(!reader.next());
}

void TestStoreProtocol::errorsAreToldApartByTheirFirstWord()
{
    const StoreReply error {.kind = StoreReply::Kind::Error, .text = "OOM command not allowed"};
    QVERIFY(error.isError("OOM"));
    QVERIFY(!error.isError("OO"));
    QVERIFY(!StoreReply({.kind = StoreReply::Kind::Text, .text = "OOM"}).isError("OOM"));
}

void TestStoreProtocol::eachStateHasANameAndASentence()
{
    QList<QByteArray> names;
    for (const proxy::StoreState state : proxy::allStoreStates()) {
        names << proxy::name(state);
        QVERIFY(!proxy::inWords(state).isEmpty());
    }
    QCOMPARE(QSet<QByteArray>(names.begin(), names.end()).size(), names.size());
}

QTEST_GUILESS_MAIN(TestStoreProtocol)
#include "tst_storeprotocol.moc"
