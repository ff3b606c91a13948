// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QTest>

using namespace proxy;

class TestJsonObject final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKindOfValue();
    void takesTheLastOfARepeatedMember();
    void passesOverAByteOrderMark();
    void keepsHalfASurrogatePairAsItIsWritten();
    void writesAnyValueWithoutWhiteSpace();
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
};

void TestJsonObject::readsEveryKindOfValue()
{
    const auto object =
        readJsonObject(R"({"t":true,"f":false,"n":null,"s":"a\u00e9\n","o":{"x":{}},)"
                       R"("a":[1,"2",[]],"i":9007199254740993,"e":1e3,"d":-2.5,)"
                       R"("u":12345678901234567890,"huge":1e999,"tiny":1e-999})");
    QVERIFY(object);
    QCOMPARE((*object)[u"t"], QJsonValue(true));
    QCOMPARE((*object)[u"f"], QJsonValue(false));
    QVERIFY((*object)[u"n"].isNull() && (*object)[u"missing"].isUndefined());
    QCOMPARE((*object)[u"s"].toString(), QStringLiteral("a\u00e9\n"));
    QVERIFY((*object)[u"o"][u"x"].isObject());
    QCOMPARE((*object)[u"a"].toArray(), (QJsonArray {1, QStringLiteral("2"), QJsonArray()}));
    QCOMPARE((*object)[u"i"].toInteger(), 9007199254740993);
    QCOMPARE((*object)[u"e"].toInt(), 1000);
    QCOMPARE((*object)[u"d"].toDouble(), -2.5);
    QCOMPARE((*object)[u"u"].toDouble(), 12345678901234567890.0);
    QCOMPARE((*object)[u"huge"], QJsonValue(QStringLiteral("1e999")));
    QCOMPARE((*object)[u"tiny"], QJsonValue(QStringLiteral("1e-999")));
}

void TestJsonObject::takesTheLastOfARepeatedMember()
{
    const auto object = readJsonObject(R"({"a":1,"b":2,"\u0061":3})");
    QVERIFY(object);
    QCOMPARE(object->size(), 2);
    QCOMPARE((*object)[u"a"].toInt(), 3);
}

void TestJsonObject::passesOverAByteOrderMark()
{
    QVERIFY(readJsonObject("\xEF\xBB\xBF{}"));
    QVERIFY(!readJsonObject("\xEF\xBB\xBF\xEF\xBB\xBF{}"));
}

void TestJsonObject::keepsHalfASurrogatePairAsItIsWritten()
{
    const auto object = readJsonObject(R"({"a":"\ud83dx"})");
    QVERIFY(object);
    QCOMPARE((*object)[u"a"].toString(), QStringLiteral("\\ud83dx"));
}

void TestJsonObject::writesAnyValueWithoutWhiteSpace()
{
    QCOMPARE(compactJson(QStringLiteral("a\"\n")), QByteArray(R"("a\"\n")"));
    QCOMPARE(compactJson(QJsonValue::Null), QByteArray("null"));
    QCOMPARE(compactJson(QJsonArray {1, true}), QByteArray("[1,true]"));
}

void TestJsonObject::saysWhatIsWrongAndWhere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("at");
    QTest::addColumn<QString>("what");
    const auto row = [](const QByteArray &text, qsizetype at, const char *what) {
        QTest::newRow(text.toPercentEncoding().constData())
            << text << at << QString::fromLatin1(what);
    };
    row("", 0, "it ends too early");
    row("[]", 0, "it is no object");
    row("{} x", 3, "something follows the value");
    row("{\"a\":1,}", 7, "a member name is missing");
    row("{\"a\" 1}", 5, "a colon is missing");
    row("{\"a\":[1 2]}", 8, "a comma is missing");
    row("{\"a\":01}", 5, "not a JSON value");
    row("{\"a\":", 5, "it ends too early");
    row("{\"a\":\"b}", 5, "a string does not end");
    row("{\"a\":\"\t\"}", 6, "a control character in a string");
    row("{\"a\":\"\\x\"}", 6, "a bad escape");
    row("{\"a\":\"\xff\"}", 0, "not valid UTF-8");
}

void TestJsonObject::saysWhatIsWrongAndWhere()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, what);
    const auto object = readJsonObject(text);
    QVERIFY(!object);
    const QString told = object.error().what.text();
    QVERIFY2(told.startsWith(what), qPrintable(told));
    QTEST(object.error().at, "at");
}

QTEST_GUILESS_MAIN(TestJsonObject)
#include "tst_jsonobject.moc"
