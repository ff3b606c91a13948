// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/bodyrewriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using proxy::ByteRange;

class TestBodyRewriter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheModelIntoItsPlace_data();
    void writesTheModelIntoItsPlace();
    void copiesASharedBody();
    void changesAnUnsharedBodyInPlace();
    void escapesWhatJsonDemands_data();
    void escapesWhatJsonDemands();
};

void TestBodyRewriter::writesTheModelIntoItsPlace_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("isShared");
    for (const bool isShared : {false, true}) {
        const char *how = isShared ? "shared" : "unshared";
        QTest::addRow("longer, %s", how) << QByteArray("claude-haiku-4-5-20251001") << isShared;
        QTest::addRow("shorter, %s", how) << QByteArray("m") << isShared;
        QTest::addRow("as long, %s", how) << QByteArray("abc-def") << isShared;
        QTest::addRow("empty, %s", how) << QByteArray() << isShared;
        QTest::addRow("much longer, %s", how) << QByteArray(100000, 'x') << isShared;
    }
}

void TestBodyRewriter::writesTheModelIntoItsPlace()
{
    QFETCH(QByteArray, model);
    QFETCH(bool, isShared);
    const QByteArray head = R"({"a":[1.10],"model" : )";
    const QByteArray old = R"("gpt-5.1")";
    const QByteArray tail = " , \"z\":\"\xC3\xBC\"} \n";
    const QByteArray original = head + old + tail;
    const ByteRange range {head.size(), head.size() + old.size()};
    QByteArray body = original;
    if (!isShared)
        body.detach();
    const auto spliced = proxy::spliceModel(std::move(body), range, model);
    QCOMPARE(spliced.body, head + '"' + model + '"' + tail);
    QCOMPARE(spliced.body.sliced(spliced.range.begin, spliced.range.size()), '"' + model + '"');
    QCOMPARE(spliced.replaced, old);
    QCOMPARE(proxy::restoreBody(spliced), original);
}

void TestBodyRewriter::copiesASharedBody()
{
    const QByteArray body = R"({"model":"a"})";
    const QByteArray held(body.constData(), body.size());
    const auto spliced = proxy::spliceModel(held, {9, 12}, "b");
    QCOMPARE(held, body);
    QCOMPARE(spliced.body, QByteArray(R"({"model":"b"})"));
}

void TestBodyRewriter::changesAnUnsharedBodyInPlace()
{
    QByteArray body = R"({"model":"abcdef"})";
    body.reserve(1000);
    const char *bytes = body.constData();
    auto spliced = proxy::spliceModel(std::move(body), {9, 17}, "a longer one");
    QCOMPARE(spliced.body.constData(), bytes);
    const QByteArray restored = proxy::restoreBody(std::move(spliced));
    QCOMPARE(restored.constData(), bytes);
    QCOMPARE(restored, QByteArray(R"({"model":"abcdef"})"));
}

void TestBodyRewriter::escapesWhatJsonDemands_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("gpt-5(high)");
    QTest::newRow("quote and backslash") << QByteArray("a\"b\\c");
    QTest::newRow("controls") << QByteArray("\x01\n\r\t\b\f\x1f\x7f");
    QTest::newRow("not ASCII") << QByteArray("\xC3\xBC\xF0\x9F\x8C\x8D");
}

void TestBodyRewriter::escapesWhatJsonDemands()
{
    QFETCH(QByteArray, text);
    const QByteArray array = '[' + proxy::toJsonString(text) + ']';
    QCOMPARE(QJsonDocument::fromJson(array).array().at(0).toString().toUtf8(), text);
}

QTEST_GUILESS_MAIN(TestBodyRewriter)
#include "tst_bodyrewriter.moc"
