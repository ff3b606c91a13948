// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangetexts.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

namespace {

/// Of the shape of a key, and of nobody.
QByteArray madeUpKey()
{
    QByteArray key = "sk-ant-api03-";
    for (int at = 0; at < 90; ++at)
        key += "aB3xK9mQ2zR7pL5wT8vY1nC4"[(at * 7 + at / 5) % 24];
    return key + "-AA";
}

} // namespace

class TestExchangeTexts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKeptUnlessItIsWanted();
    void textsAreToldAsTheyCome();
    void secretsAreMasked();
    void aSecretOverABorderIsMasked();
    void twoMayBeMaskedAtOnce();
    void whatLeavesWhileItIsMaskedIsNotTold();
    void longTextsAreToldInSlices();
    void aBodyIsCutAtItsLimit();
    void theOldestLeave();
    void allTogetherHaveALimit();
    void charactersAreNotDivided();

private:
    static QJsonObject told(ExchangeTexts &texts, const char *id, ExchangeTexts::From from = {})
    {
        return QJsonDocument::fromJson(json(texts, id, from)).object();
    }
    static QByteArray json(ExchangeTexts &texts, const char *id, ExchangeTexts::From from)
    {
        return texts.json(id, from, ExchangeTexts::mask(texts.unmasked(id)));
    }
};

void TestExchangeTexts::nothingIsKeptUnlessItIsWanted()
{
    ExchangeTexts texts;
    QVERIFY(!texts.keepsAny());
    QVERIFY(texts.keep("1", "{}") == nullptr);
    QVERIFY(json(texts, "1", {}).isNull());
    texts.setMost(2);
    const auto kept = texts.keep("1", "{}");
    QVERIFY(!json(texts, "1", {}).isNull());
    // Switched off, it forgets.
    texts.setMost(0);
    QVERIFY(json(texts, "1", {}).isNull());
    QCOMPARE(texts.bytes(), 0);
    texts.append(*kept, "late");
    QCOMPARE(texts.bytes(), 0);
}

void TestExchangeTexts::textsAreToldAsTheyCome()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const auto kept = texts.keep("1", R"({"model":"m"})");
    texts.append(*kept, "data: {}\n\nda");
    QJsonObject all = told(texts, "1");
    QCOMPARE(all["request"_L1]["text"_L1].toString(), u"{\"model\":\"m\"}"_s);
    QVERIFY(all["request"_L1]["over"_L1].toBool());
    // Half a line waits: it may be half a secret.
    QCOMPARE(all["answer"_L1]["text"_L1].toString(), u"data: {}\n\n"_s);
    QVERIFY(!all["answer"_L1]["over"_L1].toBool());
    const auto next = static_cast<qsizetype>(all["answer"_L1]["next"_L1].toInteger());
    texts.append(*kept, "ta: x\n");
    ExchangeTexts::finish(*kept);
    all = told(texts, "1", {.request = 13, .answer = next});
    QCOMPARE(all["request"_L1]["text"_L1].toString(), QString());
    QCOMPARE(all["answer"_L1]["text"_L1].toString(), u"data: x\n"_s);
    QVERIFY(all["answer"_L1]["over"_L1].toBool());
    QCOMPARE(all["answer"_L1]["size"_L1].toInt(), 18);
}

void TestExchangeTexts::secretsAreMasked()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const QByteArray secret = madeUpKey();
    const auto kept = texts.keep("1", R"({"content":"my key is )" + secret + R"("})");
    texts.append(*kept, "{\"said\":\"" + secret + "\"}");
    ExchangeTexts::finish(*kept);
    const QByteArray told = json(texts, "1", {});
    QVERIFY2(!told.contains(secret), told.constData());
    QVERIFY(told.contains("my key is "));
}

void TestExchangeTexts::aSecretOverABorderIsMasked()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const QByteArray secret = madeUpKey();
    const auto kept = texts.keep("1", {});
    texts.append(*kept, "data: " + secret.first(20));
    QCOMPARE(told(texts, "1")["answer"_L1]["text"_L1].toString(), QString());
    texts.append(*kept, secret.sliced(20) + '\n');
    const QByteArray told = json(texts, "1", {});
    QVERIFY2(!told.contains(secret.first(20)), told.constData());
}

void TestExchangeTexts::twoMayBeMaskedAtOnce()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const auto kept = texts.keep("1", "ask\n");
    texts.append(*kept, "first ");
    texts.append(*kept, "line\n");
    const auto early = ExchangeTexts::mask(texts.unmasked("1"));
    texts.append(*kept, "second line\n");
    const auto late = ExchangeTexts::mask(texts.unmasked("1"));
    for (const auto &masked : {late, early}) {
        const QJsonObject all = QJsonDocument::fromJson(texts.json("1", {}, masked)).object();
        QCOMPARE(all["request"_L1]["text"_L1].toString(), u"ask\n"_s);
        QCOMPARE(all["answer"_L1]["text"_L1].toString(), u"first line\nsecond line\n"_s);
    }
    QCOMPARE(texts.bytes(), kept->request.masked.size() + kept->answer.masked.size());
}

void TestExchangeTexts::whatLeavesWhileItIsMaskedIsNotTold()
{
    ExchangeTexts texts;
    texts.setMost(1);
    (void)texts.keep("1", "{}");
    const auto masked = ExchangeTexts::mask(texts.unmasked("1"));
    (void)texts.keep("2", "{}");
    QVERIFY(texts.json("1", {}, masked).isNull());
    QVERIFY(json(texts, "3", {}).isNull());
}

void TestExchangeTexts::longTextsAreToldInSlices()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const QByteArray body(ExchangeTexts::kSlice * 2 + 100, 'x');
    (void)texts.keep("1", body);
    qsizetype from = 0;
    qsizetype length = 0;
    int slices = 0;
    bool more = true;
    for (; more && slices < 9; ++slices) {
        const QJsonObject part = told(texts, "1", {.request = from})["request"_L1].toObject();
        length += part["text"_L1].toString().size();
        from = static_cast<qsizetype>(part["next"_L1].toInteger());
        more = part["more"_L1].toBool();
    }
    QCOMPARE(slices, 3);
    QCOMPARE(length, body.size());
    // What lies beyond it is no error.
    QCOMPARE(told(texts, "1", {.request = 1 << 30})["request"_L1]["text"_L1].toString(), QString());
    QVERIFY(!json(texts, "1", {.request = -5}).isNull());
}

void TestExchangeTexts::aBodyIsCutAtItsLimit()
{
    ExchangeTexts texts;
    texts.setMost(5);
    const auto kept = texts.keep("1", QByteArray(ExchangeTexts::kMaxText + 10, 'x'));
    texts.append(*kept, QByteArray(ExchangeTexts::kMaxText, 'y'));
    texts.append(*kept, "more");
    QVERIFY(told(texts, "1")["request"_L1]["cut"_L1].toBool());
    QVERIFY(told(texts, "1")["answer"_L1]["cut"_L1].toBool());
    QCOMPARE(told(texts, "1")["request"_L1]["size"_L1].toInt(), ExchangeTexts::kMaxText + 10);
    QCOMPARE(texts.bytes(), 2 * ExchangeTexts::kMaxText);
}

void TestExchangeTexts::theOldestLeave()
{
    ExchangeTexts texts;
    texts.setMost(2);
    for (const char *id : {"1", "2", "3"})
        (void)texts.keep(id, "{}");
    QVERIFY(json(texts, "1", {}).isNull());
    QVERIFY(!json(texts, "3", {}).isNull());
    QCOMPARE(texts.size(), size_t(2));
    QCOMPARE(texts.bytes(), 4);
}

void TestExchangeTexts::allTogetherHaveALimit()
{
    ExchangeTexts texts;
    texts.setMost(400);
    const QByteArray large(ExchangeTexts::kMaxText, 'x');
    for (int number = 0; number < 100; ++number) {
        const auto kept = texts.keep(QByteArray::number(number), large);
        texts.append(*kept, large);
        QVERIFY(texts.bytes() <= ExchangeTexts::kMaxTotal);
    }
    QVERIFY(texts.size() >= 30);
    QVERIFY(json(texts, "0", {}).isNull());
    QVERIFY(!json(texts, "99", {}).isNull());
}

void TestExchangeTexts::charactersAreNotDivided()
{
    ExchangeTexts texts;
    texts.setMost(1);
    QByteArray body;
    while (body.size() < ExchangeTexts::kSlice + 300)
        body += "aäß€";
    (void)texts.keep("1", body);
    const QJsonObject first = told(texts, "1")["request"_L1].toObject();
    const QJsonObject second =
        told(texts, "1",
             {.request = static_cast<qsizetype>(first["next"_L1].toInteger())})["request"_L1]
            .toObject();
    QCOMPARE((first["text"_L1].toString() + second["text"_L1].toString()).toUtf8(), body);
}

QTEST_GUILESS_MAIN(TestExchangeTexts)
#include "tst_exchangetexts.moc"
