// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/contentdecoder.h"
#include "tests/support/coding.h"

#include <QTest>

using namespace proxy;
using Outcome = DecodedBody::Outcome;

namespace {

constexpr qint64 kMegabyte = 1024 * 1024;

QByteArray coded(ContentCoding coding, const QByteArray &plain)
{
    return coding == ContentCoding::Zstd ? support::zstd(plain) : support::gzip(plain);
}

/// Text that compresses like code does.
QByteArray prose(qsizetype size)
{
    QByteArray text;
    for (qint64 i = 0; text.size() < size; ++i)
        text += "line " + QByteArray::number(i * 7919 % 100'003) + " of something\n";
    return text.first(size);
}

} // namespace

class TestContentDecoder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheCodingOutOfTheHead_data();
    void readsTheCodingOutOfTheHead();
    void decodesWhatWasCoded_data();
    void decodesWhatWasCoded();
    void decodesPartsThatFollowOneAnother();
    void refusesBombs_data();
    void refusesBombs();
    void acceptsWhatJustFits();
    void tellsBrokenBodies_data();
    void tellsBrokenBodies();
    void refusesWindowsThatWouldTakeTooMuchMemory();
};

void TestContentDecoder::readsTheCodingOutOfTheHead_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<ContentCoding>("coding");
    const auto row = [](const char *name, const QList<QByteArray> &fields, ContentCoding coding) {
        QTest::newRow(name) << fields << coding;
    };
    row("none", {}, ContentCoding::Identity);
    row("identity", {"identity"}, ContentCoding::Identity);
    row("gzip", {"gzip"}, ContentCoding::Gzip);
    row("x-gzip", {"X-GZIP"}, ContentCoding::Gzip);
    row("zstd", {" zstd "}, ContentCoding::Zstd);
    row("identity and zstd", {"identity, zstd"}, ContentCoding::Zstd);
    row("br", {"br"}, ContentCoding::Other);
    row("two in a field", {"gzip, zstd"}, ContentCoding::Other);
    row("two fields", {"gzip", "gzip"}, ContentCoding::Other);
}

void TestContentDecoder::readsTheCodingOutOfTheHead()
{
    QFETCH(QList<QByteArray>, fields);
    HeaderList headers;
    for (const QByteArray &field : fields)
        headers.append("Content-Encoding", field);
    QTEST(contentCodingOf(headers), "coding");
}

void TestContentDecoder::decodesWhatWasCoded_data()
{
    QTest::addColumn<ContentCoding>("coding");
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {1, 100, 16 * 1024, 16 * 1024 + 1, 560'000, 9'000'000}) {
        QTest::addRow("gzip %lld", static_cast<long long>(size)) << ContentCoding::Gzip << size;
        QTest::addRow("zstd %lld", static_cast<long long>(size)) << ContentCoding::Zstd << size;
    }
}

void TestContentDecoder::decodesWhatWasCoded()
{
    QFETCH(ContentCoding, coding);
    QFETCH(qsizetype, size);
    const QByteArray plain = prose(size);
    const DecodedBody decoded = decodeBody(coding, coded(coding, plain), {});
    QVERIFY(decoded.outcome == Outcome::Whole);
    QVERIFY(decoded.body == plain);
}

void TestContentDecoder::decodesPartsThatFollowOneAnother()
{
    for (const auto coding : {ContentCoding::Gzip, ContentCoding::Zstd}) {
        const DecodedBody decoded =
            decodeBody(coding, coded(coding, "{\"a\":") + coded(coding, "1}"), {});
        QVERIFY(decoded.outcome == Outcome::Whole);
        QCOMPARE(decoded.body, "{\"a\":1}");
    }
}

void TestContentDecoder::refusesBombs_data()
{
    QTest::addColumn<ContentCoding>("coding");
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<qint64>("maxBytes");
    for (const auto coding : {ContentCoding::Gzip, ContentCoding::Zstd}) {
        const char *name = coding == ContentCoding::Gzip ? "gzip" : "zstd";
        QTest::addRow("%s over the limit", name) << coding << prose(3 * kMegabyte) << kMegabyte;
        QTest::addRow("%s out of proportion", name)
            << coding << QByteArray(30 * kMegabyte, 'a') << 64 * kMegabyte;
    }
}

void TestContentDecoder::refusesBombs()
{
    QFETCH(ContentCoding, coding);
    QFETCH(QByteArray, plain);
    QFETCH(qint64, maxBytes);
    const DecodedBody decoded = decodeBody(coding, coded(coding, plain), {.maxBytes = maxBytes});
    QVERIFY(decoded.outcome == Outcome::TooLarge);
    QVERIFY(decoded.body.isEmpty());
}

void TestContentDecoder::acceptsWhatJustFits()
{
    for (const auto coding : {ContentCoding::Gzip, ContentCoding::Zstd}) {
        const QByteArray plain = prose(100'000);
        const QByteArray body = coded(coding, plain);
        QVERIFY(decodeBody(coding, body, {.maxBytes = 100'000}).outcome == Outcome::Whole);
        QVERIFY(decodeBody(coding, body, {.maxBytes = 99'999}).outcome == Outcome::TooLarge);
    }
}

void TestContentDecoder::tellsBrokenBodies_data()
{
    QTest::addColumn<ContentCoding>("coding");
    QTest::addColumn<QByteArray>("body");
    for (const auto coding : {ContentCoding::Gzip, ContentCoding::Zstd}) {
        const char *name = coding == ContentCoding::Gzip ? "gzip" : "zstd";
        const QByteArray good = coded(coding, prose(50'000));
        QTest::addRow("%s empty", name) << coding << QByteArray();
        QTest::addRow("%s plain JSON", name) << coding << QByteArray("{\"model\":\"m\"}");
        QTest::addRow("%s cut", name) << coding << good.chopped(5);
        QTest::addRow("%s half", name) << coding << good.first(good.size() / 2);
        QTest::addRow("%s with rubbish behind", name) << coding << good + "rubbish";
        QTest::addRow("%s header only", name) << coding << good.first(6);
    }
    QTest::newRow("identity") << ContentCoding::Identity << QByteArray("{}");
    QTest::newRow("other") << ContentCoding::Other << QByteArray("{}");
}

void TestContentDecoder::tellsBrokenBodies()
{
    QFETCH(ContentCoding, coding);
    QFETCH(QByteArray, body);
    QVERIFY(decodeBody(coding, body, {}).outcome == Outcome::Broken);
}

void TestContentDecoder::refusesWindowsThatWouldTakeTooMuchMemory()
{
    // A frame that asks for a window of 1 GB: magic, descriptor, window descriptor, empty block.
    const QByteArray frame = QByteArray::fromHex("28b52ffd00a0010000");
    QVERIFY(decodeBody(ContentCoding::Zstd, frame, {}).outcome == Outcome::Broken);
}

QTEST_GUILESS_MAIN(TestContentDecoder)
#include "tst_contentdecoder.moc"
