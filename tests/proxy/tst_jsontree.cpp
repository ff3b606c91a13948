// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace proxy;

class TestJsonTree final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheBytesOfEachValue();
    void walksMembersInTheirOrder();
    void comparesNamesAndTextsWithoutTheirEscapes();
    void takesTheLastOfARepeatedMember();
    void readsNumbersOnlyWhenAsked_data();
    void readsNumbersOnlyWhenAsked();
    void answersEveryQuestionOfAMissingValue();
    void refusesWhatIsNotJson_data();
    void refusesWhatIsNotJson();
    void refusesWhatIsTooDeepOrTooMuch();
    void agreesWithQtAboutDamagedTexts();
    void unescapesEveryEscape_data();
    void unescapesEveryEscape();
    void escapesWhatItUnescaped();
};

void TestJsonTree::keepsTheBytesOfEachValue()
{
    const QByteArray text =
        R"( {"big": 12345678901234567890, "x" :1.10 , "o":{ "z":1, "a":[ ] }} )";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    const JsonValue root = tree.root();
    QCOMPARE(root.raw(), QByteArrayView(text).trimmed());
    QCOMPARE(root["big"].raw(), QByteArrayView("12345678901234567890"));
    QCOMPARE(root["x"].raw(), QByteArrayView("1.10"));
    QCOMPARE(root["o"].raw(), QByteArrayView(R"({ "z":1, "a":[ ] })"));
    QCOMPARE(root["o"]["a"].raw(), QByteArrayView("[ ]"));
}

void TestJsonTree::walksMembersInTheirOrder()
{
    const QByteArray text = R"({"z":[1,[2,{}],3],"a":{},"m":null})";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QByteArray seen;
    for (JsonValue member = tree.root().first(); member; member = member.next())
        seen += member.key().text() + '=' + member.raw().toByteArray() + ';';
    QCOMPARE(seen, QByteArray("z=[1,[2,{}],3];a={};m=null;"));
    seen.clear();
    for (JsonValue item = tree.root()["z"].first(); item; item = item.next())
        seen += item.raw().toByteArray() + ';';
    QCOMPARE(seen, QByteArray("1;[2,{}];3;"));
    QVERIFY(!tree.root()["a"].first());
    QVERIFY(!tree.root().key());
}

void TestJsonTree::comparesNamesAndTextsWithoutTheirEscapes()
{
    const QByteArray text = R"({"mod\u0065l":"gpt\u002d5"})";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QVERIFY(tree.root()["model"].is("gpt-5"));
    QCOMPARE(tree.root()["model"].text(), QByteArray("gpt-5"));
    QCOMPARE(tree.root()["model"].quoted(), QByteArrayView("gpt\\u002d5"));
}

void TestJsonTree::takesTheLastOfARepeatedMember()
{
    const QByteArray text = R"({"a":1,"b":2,"\u0061":3})";
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QCOMPARE(tree.root()["a"].integer().value(), 3);
}

void TestJsonTree::readsNumbersOnlyWhenAsked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("expected"); // -1: no integer
    QTest::newRow("plain") << QByteArray("42") << qint64(42);
    QTest::newRow("exponent") << QByteArray("1.5e3") << qint64(1500);
    QTest::newRow("fraction") << QByteArray("1.5") << qint64(-1);
    QTest::newRow("too large") << QByteArray("12345678901234567890") << qint64(-1);
    QTest::newRow("much too large") << QByteArray("1e400") << qint64(-1);
    QTest::newRow("a string") << QByteArray("\"42\"") << qint64(-1);
}

void TestJsonTree::readsNumbersOnlyWhenAsked()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, expected);
    JsonTree tree;
    QVERIFY(tree.parse(text));
    QCOMPARE(tree.root().integer().value_or(-1), expected);
}

void TestJsonTree::answersEveryQuestionOfAMissingValue()
{
    const JsonValue missing;
    QVERIFY(!missing && missing.isNothing() && missing.raw().isEmpty());
    QVERIFY(!missing.first() && !missing.next() && !missing.key() && !missing["x"]["y"]);
    QVERIFY(!missing.integer() && !missing.is("") && missing.text().isEmpty());
    JsonTree tree;
    QVERIFY(tree.parse("7"));
    QVERIFY(!tree.root()["x"] && !tree.root().first() && !tree.root().next());
    QVERIFY(tree.root().quoted().isEmpty());
}

void TestJsonTree::refusesWhatIsNotJson_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArrayList texts {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "[1 2]",
        "nul",
        "True",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "0x10",
        "NaN",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "\"\t\"",
        "{} {}",
        "[] x",
        "\xEF\xBB\xBF{}",
        "\"\xff\"",
        "\"\xed\xa0\x80\"",
        "'a'",
        "[1}",
        "{\"a\":1]",
        "{\"a\":1 \"b\":2}",
        "/**/1",
        "[\"a\":1]",
        "{1:2}",
        "\"abc",
    };
    for (const QByteArray &text : texts)
        QTest::newRow(text.toPercentEncoding().constData()) << text;
    QTest::newRow("nul byte") << QByteArray("[1\0]", 4);
    QTest::newRow("nul escape") << QByteArray("\"\\\0\"", 4);
}

void TestJsonTree::refusesWhatIsNotJson()
{
    QFETCH(QByteArray, text);
    JsonTree tree;
    QVERIFY(!tree.parse(text));
    QVERIFY(!tree.root());
    QVERIFY(!tree.error().isEmpty());
}

void TestJsonTree::refusesWhatIsTooDeepOrTooMuch()
{
    JsonTree tree;
    const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    const QByteArray fits = nested(kMaxJsonDepth);
    QVERIFY(tree.parse(fits));
    const QByteArray tooDeep = nested(kMaxJsonDepth + 1);
    QVERIFY(!tree.parse(tooDeep));
    const QByteArray bomb(10'000'000, '[');
    QVERIFY(!tree.parse(bomb));
    const QByteArray many = '[' + QByteArray("0,").repeated(JsonTree::kMaxValues) + "0]";
    QVERIFY(!tree.parse(many));
    QVERIFY(tree.error().text().startsWith(QStringLiteral("too many values")));
}

void TestJsonTree::agreesWithQtAboutDamagedTexts()
{
    // Qt's parser is the judge for structure; it is laxer about lone surrogates and stricter about
    // nothing that stands here.
    QRandomGenerator random(20260309);
    const QByteArray text =
        R"({"a":[1,-2.5e3,true,null],"b":{"c":"d\"\\\/\b\u00e9","e":[]},"f":[[{}],""]})";
    for (int round = 0; round < 20000; ++round) {
        QByteArray damaged = text;
        const qsizetype at = random.bounded(damaged.size());
        static constexpr char kBytes[] = "{}[]\",:0e-.\\utn x";
        if (random.bounded(2) == 0)
            damaged[at] = kBytes[random.bounded(int(sizeof kBytes - 1))];
        else
            damaged.remove(at, 1 + random.bounded(3));
        JsonTree tree;
        const bool isValid = tree.parse(damaged);
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(damaged, &error);
        if (isValid)
            QVERIFY2(!document.isNull(), damaged.constData());
        else if (!document.isNull())
            QVERIFY2(damaged.contains("\\"), damaged.constData());
    }
}

void TestJsonTree::unescapesEveryEscape_data()
{
    QTest::addColumn<QByteArray>("quoted");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << QByteArray("plain é") << QByteArray("plain é");
    QTest::newRow("simple") << QByteArray(R"(\"\\\/\b\f\n\r\t)") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("unicode") << QByteArray(R"(\u0041\u00e9\u20AC)") << QByteArray("Aé€");
    QTest::newRow("pair") << QByteArray(R"(\ud83d\ude00)") << QByteArray("😀");
    QTest::newRow("half a pair") << QByteArray(R"(a\ud83dz)") << QByteArray(R"(a\ud83dz)");
    QTest::newRow("two high halves")
        << QByteArray(R"(\ud83d\ud83d\ude00)") << QByteArray(R"(\ud83d😀)");
    QTest::newRow("low half first") << QByteArray(R"(\ude00)") << QByteArray(R"(\ude00)");
    QTest::newRow("nul") << QByteArray(R"(\u0000)") << QByteArray(1, '\0');
}

void TestJsonTree::unescapesEveryEscape()
{
    QFETCH(QByteArray, quoted);
    QFETCH(QByteArray, expected);
    QCOMPARE(unescaped(quoted), expected);
}

void TestJsonTree::escapesWhatItUnescaped()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 500; ++round) {
        QString text;
        for (int i = 0; i < 40; ++i)
            text +=
                QChar(ushort(random.bounded(2) ? random.bounded(0x80) : random.bounded(0xD800)));
        QByteArray quoted;
        appendJsonEscaped(quoted, text.toUtf8());
        JsonTree tree;
        const QByteArray json = '"' + quoted + '"';
        QVERIFY(tree.parse(json));
        QCOMPARE(tree.root().text(), text.toUtf8());
    }
}

QTEST_GUILESS_MAIN(TestJsonTree)
#include "tst_jsontree.moc"
