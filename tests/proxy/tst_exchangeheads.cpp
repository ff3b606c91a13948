// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/exchangeheads.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;

class TestExchangeHeads final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsBothHeadsInTheirOrder();
    void noSecretIsShown();
    void theOldestMakeRoom();
    void aLargeHeadIsCut();
    void headsOfEightKilobytesAreShownWhole();
    void manyFieldsAreCounted();
};

namespace {

QJsonObject shown(const ExchangeHeads &heads, QByteArrayView id)
{
    return QJsonDocument::fromJson(heads.json(id)).object();
}

} // namespace

void TestExchangeHeads::showsBothHeadsInTheirOrder()
{
    ExchangeHeads heads;
    HeaderList request;
    request.append("Host", "localhost");
    request.append("Accept", "a");
    request.append("Accept", "b\xff");
    HeaderList answer;
    answer.append("x-llm-proxy-routing", "routed");
    const auto kept = heads.keep("1", request);
    QCOMPARE(shown(heads, "1")[QStringLiteral("answer")].toArray().size(), 0);
    ExchangeHeads::setAnswer(*kept, answer);
    QCOMPARE(heads.json("1"),
             QByteArray(R"({"id":"1","request":[["Host","localhost"],["Accept","a"],)"
                        "[\"Accept\",\"b\xef\xbf\xbd\"]],"
                        R"("answer":[["x-llm-proxy-routing","routed"]]})"));
    QVERIFY(heads.json("2").isNull());
}

void TestExchangeHeads::noSecretIsShown()
{
    ExchangeHeads heads;
    HeaderList request;
    for (const char *name : {"Authorization", "x-api-key", "Cookie", "Proxy-Authorization"})
        request.append(name, "Bearer s3cr3t-s3cr3t-s3cr3t-9999");
    request.append("X-Unknown", "sk-ant-s3cr3t-s3cr3t-s3cr3t-9999");
    HeaderList answer;
    answer.append("Set-Cookie", "id=s3cr3t-s3cr3t-s3cr3t-9999");
    ExchangeHeads::setAnswer(*heads.keep("1", request), answer);
    QVERIFY(!heads.json("1").contains("s3cr3t"));
    QCOMPARE(shown(heads, "1")[QStringLiteral("request")].toArray().size(), 5);
}

void TestExchangeHeads::theOldestMakeRoom()
{
    ExchangeHeads heads;
    for (size_t number = 0; number <= ExchangeHeads::kKept; ++number)
        (void)heads.keep(QByteArray::number(static_cast<qint64>(number)), {});
    QCOMPARE(heads.size(), ExchangeHeads::kKept);
    QVERIFY(heads.json("0").isNull());
    QVERIFY(!heads.json("1").isNull());
}

void TestExchangeHeads::aLargeHeadIsCut()
{
    ExchangeHeads heads;
    HeaderList request;
    request.append("First", "1");
    for (int number = 0; number < 50; ++number)
        request.append("X-Long", QByteArray(1000, 'a'));
    (void)heads.keep("1", request);
    QVERIFY(heads.json("1").size() < ExchangeHeads::kMaxHead + 512);
    const QJsonArray fields = shown(heads, "1")[QStringLiteral("request")].toArray();
    QCOMPARE(fields.first()[0].toString(), QStringLiteral("First"));
    QCOMPARE(fields.last()[0].toString(), QStringLiteral("…"));
}

void TestExchangeHeads::headsOfEightKilobytesAreShownWhole()
{
    const auto fieldsOf = [](qsizetype size, bool hasMore = false) {
        ExchangeHeads heads;
        HeaderList request;
        request.append("A", "b");
        request.append("B", "c");
        const qsizetype room = size - request.wireSize();
        request.append("C", QByteArray(room - 5, 'd'));
        if (request.wireSize() != size)
            qWarning("%lld bytes", static_cast<long long>(request.wireSize()));
        if (hasMore)
            request.append("D", "e");
        (void)heads.keep("1", request);
        QStringList names;
        for (const auto field : shown(heads, "1")[QStringLiteral("request")].toArray())
            names << field[0].toString();
        return names.join(u' ');
    };
    QCOMPARE(fieldsOf(ExchangeHeads::kMaxHead), QStringLiteral("A B C"));
    QCOMPARE(fieldsOf(ExchangeHeads::kMaxHead + 1), QStringLiteral("A B …"));
    QCOMPARE(fieldsOf(ExchangeHeads::kMaxHead, true), QStringLiteral("A B C …"));
}

void TestExchangeHeads::manyFieldsAreCounted()
{
    ExchangeHeads heads;
    HeaderList request;
    for (size_t number = 0; number < ExchangeHeads::kMaxShown + 7; ++number)
        request.append("A", "b");
    (void)heads.keep("1", request);
    const QJsonObject seen = shown(heads, "1");
    QCOMPARE(seen[QStringLiteral("request")].toArray().size(),
             static_cast<qsizetype>(ExchangeHeads::kMaxShown));
    QCOMPARE(seen[QStringLiteral("left_out")].toInt(), 7);
}

QTEST_GUILESS_MAIN(TestExchangeHeads)
#include "tst_exchangeheads.moc"
