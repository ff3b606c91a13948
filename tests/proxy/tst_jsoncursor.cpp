// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsoncursor.h"
#include "proxy/json/jsonindex.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"

#include <QTest>

#include <simdjson.h>

using proxy::JsonCursor;
using proxy::JsonIndex;

namespace {

/// Whether the walk accepts @p text as one value and nothing else.
bool isAccepted(const QByteArray &text)
{
    JsonIndex index;
    if (!index.build(text))
        return false;
    JsonCursor cursor(text, index.starts());
    cursor.pass();
    return cursor.isComplete();
}

} // namespace

class TestJsonCursor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsJsonAndNothingElse_data();
    void acceptsJsonAndNothingElse();
    void agreesWithAnotherParserOnEveryMutation();
    void yieldsTheBytesOfValues_data();
    void yieldsTheBytesOfValues();
    void readsMembersInAnyWhiteSpace();
    void stopsEveryLoopAtTheFirstFault();
    void readsIntegers_data();
    void readsIntegers();
    void unescapesStrings_data();
    void unescapesStrings();
    void refusesBrokenEscapes_data();
    void refusesBrokenEscapes();
    void acceptsHalfASurrogatePair_data();
    void acceptsHalfASurrogatePair();
};

void TestJsonCursor::acceptsJsonAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isJson");
    for (const char *good : {"{}",
                             "[]",
                             "\"\"",
                             "0",
                             "-0",
                             "-0.0e-0",
                             "1E+2",
                             "12.5",
                             "true",
                             "false",
                             "null",
                             "[[],{},[{}]]",
                             "{\"a\":{\"b\":[1,\"2\",null]},\"c\":-1}",
                             " \t\r\n[ 1 , 2 ] \n",
                             "{\"\":\"\"}",
                             "[\"\\\"\",\"\\\\\"]",
                             "\"a\\\\\"",
                             "[\"\xF0\x9F\x8C\x8D\"]",
                             "[\"  \",\" ]\"]",
                             "{\"a\" : \"b\"  ,  \"c\" : \"d  \"  }"})
        QTest::addRow("good: %s", good) << QByteArray(good) << true;
    for (const char *bad : {"",
                            "{",
                            "}",
                            "[",
                            "]",
                            ",",
                            ":",
                            "\"",
                            "[,]",
                            "[1,]",
                            "[,1]",
                            "[1,,2]",
                            "[1 2]",
                            "[1:2]",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\":1,}",
                            "{,}",
                            "{\"a\" 1}",
                            "{\"a\":1 \"b\":2}",
                            "{1:2}",
                            "{a:1}",
                            "{\"a\":1:2}",
                            "{\"a\",\"b\"}",
                            "[}",
                            "{]",
                            "[{]}",
                            "[[]",
                            "[]]",
                            "{}}",
                            "1 2",
                            "\"a\"\"b\"",
                            "\"a\"b",
                            "a\"b\"",
                            "tru",
                            "truee",
                            "True",
                            "nul",
                            "nulll",
                            "fals",
                            "trueful",
                            "+1",
                            "01",
                            "-01",
                            "1.",
                            ".1",
                            "-",
                            "--1",
                            "1e",
                            "1e+",
                            "1.e1",
                            "0x1",
                            "1_0",
                            "NaN",
                            "Infinity",
                            "'a'",
                            "[1]x",
                            "[\"a\",\n4\n,1,",
                            "{\"a\":\"b\"}#",
                            "//c\n1",
                            "\xEF\xBB\xBF{}",
                            "[\"\xFF\"]",
                            "[\"\xC0\x80\"]",
                            "[\"a\tb\"]",
                            "[\"a\n\"]",
                            "[\x0C]",
                            "[1\x0C]",
                            "\x1A",
                            "[\\u0031]",
                            "{\"a\":1}{\"b\":2}"})
        QTest::addRow("bad: %s", bad) << QByteArray(bad) << false;
    QTest::newRow("NUL inside") << QByteArray("[1\0,2]", 6) << false;
    QTest::newRow("NUL behind") << QByteArray("[1]\0", 4) << false;
}

void TestJsonCursor::acceptsJsonAndNothingElse()
{
    QFETCH(QByteArray, text);
    QTEST(isAccepted(text), "isJson");
}

void TestJsonCursor::agreesWithAnotherParserOnEveryMutation()
{
    const QByteArray seed = R"( {"a" : [1, -2.5e3,true,{ }, "x y",null ] ,"b":{"c":"d","e":[]}} )";
    simdjson::dom::parser dom;
    const QByteArray bytes = " \n{}[],:\"0-.eatun";
    for (qsizetype at = 0; at < seed.size(); ++at) {
        for (const char byte : bytes) {
            QByteArray changed = seed;
            changed[at] = byte;
            QByteArray cut = seed;
            cut.remove(at, 1);
            QByteArray grown = seed;
            grown.insert(at, byte);
            for (const QByteArray &text : {changed, cut, grown}) {
                const auto error = dom.parse(text.constData(), size_t(text.size())).error();
                QVERIFY2(isAccepted(text) == (error == simdjson::SUCCESS), text.constData());
            }
        }
    }
}

void TestJsonCursor::yieldsTheBytesOfValues_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"1", "-1.5e+9", "true", "null", "\"\"", "\"a \\\" b\"", "{}", "[ ]",
                              "{\"a\": [1, {} ]}", "[\"]\"]"})
        QTest::newRow(value) << QByteArray(value);
}

void TestJsonCursor::yieldsTheBytesOfValues()
{
    QFETCH(QByteArray, value);
    for (const char *space : {"", " ", "\r\n\t "}) {
        const QByteArray text = "[0," + QByteArray(space) + value + space + ",0]" + space;
        JsonIndex index;
        QVERIFY(index.build(text));
        JsonCursor cursor(text, index.starts());
        QVERIFY(cursor.enterArray());
        QVERIFY(cursor.nextElement());
        cursor.pass();
        QVERIFY(cursor.nextElement());
        const proxy::ByteRange range = cursor.skip();
        QCOMPARE(text.sliced(range.begin, range.size()), value);
        QCOMPARE(cursor.previousEnd(), range.end);
    }
}

void TestJsonCursor::readsMembersInAnyWhiteSpace()
{
    const QByteArray text = "\n{ \"a\" :\t[ \"x\" ,true\n] , \"\\u0062\\/\":{ } ,\"c\":\"y\" }\r\n";
    JsonIndex index;
    QVERIFY(index.build(text));
    JsonCursor cursor(text, index.starts());
    QVERIFY(cursor.enterObject());
    QCOMPARE(*cursor.nextKey(), QByteArrayView("a"));
    QVERIFY(cursor.enterArray());
    QVERIFY(cursor.nextElement());
    QCOMPARE(*cursor.string(), QByteArrayView("x"));
    QVERIFY(cursor.nextElement());
    QVERIFY(cursor.isTrue());
    QVERIFY(!cursor.nextElement());
    QCOMPARE(*cursor.nextKey(), QByteArrayView("b/"));
    QVERIFY(cursor.enterObject());
    QVERIFY(!cursor.nextKey());
    QCOMPARE(*cursor.nextKey(), QByteArrayView("c"));
    QVERIFY(!cursor.enterArray());
    QVERIFY(!cursor.nextKey());
    QVERIFY(cursor.isComplete());
}

void TestJsonCursor::stopsEveryLoopAtTheFirstFault()
{
    const QByteArray text = R"({"a":[1,2,{"b":tru}],"c":1})";
    JsonIndex index;
    QVERIFY(index.build(text));
    JsonCursor cursor(text, index.starts());
    QVERIFY(cursor.enterObject());
    QVERIFY(cursor.nextKey());
    QVERIFY(cursor.enterArray());
    int elements = 0;
    while (cursor.nextElement()) {
        cursor.pass();
        ++elements;
    }
    QCOMPARE(elements, 3);
    QVERIFY(!cursor.nextKey());
    QVERIFY(!cursor.enterObject());
    QVERIFY(!cursor.string());
    QVERIFY(cursor.failed());
    QVERIFY(!cursor.isComplete());
}

void TestJsonCursor::readsIntegers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("value");
    QTest::newRow("plain") << QByteArray("32000") << qint64(32000);
    QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
    QTest::newRow("exponent") << QByteArray("1.28E+5") << qint64(128000);
    QTest::newRow("fraction") << QByteArray("7.9") << qint64(-99);
    QTest::newRow("no fraction") << QByteArray("7.0") << qint64(7);
    QTest::newRow("too large") << QByteArray("12345678901234567890") << qint64(-99);
    QTest::newRow("far too large") << QByteArray("1e999") << qint64(-99);
    QTest::newRow("string") << QByteArray("\"5\"") << qint64(-99);
    QTest::newRow("object") << QByteArray("{\"a\":5}") << qint64(-99);
    QTest::newRow("null") << QByteArray("null") << qint64(-99);
}

void TestJsonCursor::readsIntegers()
{
    QFETCH(QByteArray, text);
    JsonIndex index;
    QVERIFY(index.build(text));
    JsonCursor cursor(text, index.starts());
    QTEST(cursor.integer().value_or(-99), "value");
    QVERIFY(cursor.isComplete());
}

void TestJsonCursor::unescapesStrings_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
    QTest::newRow("short escapes")
        << QByteArray(R"(\"\\\/\b\f\n\r\t)") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("one byte") << QByteArray(R"(\u0041\u007F)") << QByteArray("A\x7F");
    QTest::newRow("NUL") << QByteArray(R"(a\u0000b)") << QByteArray("a\0b", 3);
    QTest::newRow("two bytes") << QByteArray(R"(\u00fC\u07ff)") << QByteArray("\xC3\xBC\xDF\xBF");
    QTest::newRow("three bytes") << QByteArray(R"(\u0800\uFFFF\ud7ff\ue000)")
                                 << QByteArray("\xE0\xA0\x80\xEF\xBF\xBF\xED\x9F\xBF\xEE\x80\x80");
    QTest::newRow("four bytes") << QByteArray(R"(x\ud83c\uDF0Dy\udbff\udfff)")
                                << QByteArray("x\xF0\x9F\x8C\x8Dy\xF4\x8F\xBF\xBF");
    QTest::newRow("escaped backslash") << QByteArray(R"(\\ud800)") << QByteArray("\\ud800");
}

void TestJsonCursor::unescapesStrings()
{
    QFETCH(QByteArray, raw);
    QVERIFY(isAccepted('"' + raw + '"'));
    QTEST(proxy::unescaped(raw), "text");
}

void TestJsonCursor::refusesBrokenEscapes_data()
{
    QTest::addColumn<QByteArray>("raw");
    for (const char *raw : {"\\", "\\x", "\\u", "\\u12", "\\u12G4", "\\ud83c\\udf0", "ok\\U0041",
                            "\\u+123", "\\u 123"})
        QTest::newRow(raw) << QByteArray(raw);
}

void TestJsonCursor::refusesBrokenEscapes()
{
    QFETCH(QByteArray, raw);
    QVERIFY(!proxy::isWellEscaped(raw));
    proxy::JsonTree tree;
    const QByteArray text = '"' + raw + '"';
    QVERIFY(!tree.parse(text));
    const QByteArray member = "{\"" + raw + "\":1}";
    JsonIndex index;
    if (!index.build(member))
        return;
    JsonCursor cursor(member, index.starts());
    QVERIFY(cursor.enterObject() && !cursor.nextKey() && cursor.failed());
}

void TestJsonCursor::acceptsHalfASurrogatePair_data()
{
    QTest::addColumn<QByteArray>("raw");
    for (const char *raw : {"\\uD800", "\\ud800x", "\\ud800\\n", "\\ud800\\u0041", "\\ud800\\ud800",
                            "\\udc00", "\\udc00\\ud800"})
        QTest::newRow(raw) << QByteArray(raw);
}

void TestJsonCursor::acceptsHalfASurrogatePair()
{
    QFETCH(QByteArray, raw);
    proxy::JsonTree tree;
    const QByteArray text = '"' + raw + '"';
    QVERIFY(tree.parse(text) && isAccepted(text));
    QVERIFY(proxy::unescaped(raw).startsWith(raw.first(6)));
}

QTEST_GUILESS_MAIN(TestJsonCursor)
#include "tst_jsoncursor.moc"
