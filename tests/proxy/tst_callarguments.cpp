// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/callarguments.h"

#include <QTest>

using namespace proxy;
using Ending = CallArguments::End;

class TestCallArguments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsOddArgumentsToTheObjectTheyMean_data();
    void bringsOddArgumentsToTheObjectTheyMean();
    void passesAnObjectOnAsItComes();
    void refusesWhatFollowsTheObject();
};

void TestCallArguments::bringsOddArgumentsToTheObjectTheyMean_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<Ending>("end");
    const QByteArray object = R"({\"a\":1})";
    const auto row = [](const char *name, const QByteArrayList &pieces, const QByteArray &expected,
                        Ending end) { QTest::newRow(name) << pieces << expected << end; };
    row("an object", {object}, object, Ending::Whole);
    row("nothing", {"", " "}, "", Ending::Whole);
    row("null", {"null"}, "{}", Ending::Whole);
    row("an empty object", {"{}"}, "{}", Ending::Whole);
    row("an empty object, then the real one", {"{}", object}, object, Ending::Whole);
    row("both in one piece", {"{}" + object}, object, Ending::Whole);
    row("an empty object byte by byte", {"{", " ", "}"}, "{ }", Ending::Whole);
    row("all of it once more", {object, object}, object, Ending::Whole);
    row("white space behind it", {object, " \\n"}, object, Ending::Whole);
    row("encoded twice", {R"(\"{\\\"a\\\":)", R"(1}\")"}, object, Ending::Whole);
    row("an empty string, encoded twice", {R"(\"\")"}, "{}", Ending::Whole);
    row("plain words", {"ls", " -la"}, R"({\"arguments\":\"ls -la\"})", Ending::Wrapped);
    row("an array", {"[1]"}, R"({\"arguments\":\"[1]\"})", Ending::Wrapped);
    row("brackets that match, but no JSON", {"{'a': ", "1}"}, "{'a': ", Ending::NoJson);
    row("words of Python", {R"({\"a\":None})"}, "", Ending::NoJson);
    row("a comma too many", {R"({\"a\":1,})"}, "", Ending::NoJson);
    row("no number", {R"({\"a\":NaN})"}, "", Ending::NoJson);
    row("a line end inside a string", {R"({\"a\":\"x\ny\"})"}, R"({\"a\":\"x\\ny\"})",
        Ending::Whole);
    row("a line end in a later piece", {R"({\"a\":\"x)", R"(\n)", R"(\u0001\"})"},
        R"({\"a\":\"x\\n\\u0001\"})", Ending::Whole);
    row("such arguments once more", {R"({\"a\":\"x\ny\"})", R"({\"a\":\"x\ny\"})"},
        R"({\"a\":\"x\\ny\"})", Ending::Whole);
    row("line ends between members", {R"({\n\"a\":\n1})"}, R"({\n\"a\":\n1})", Ending::Whole);
    row("cut in the middle", {R"({\"a\")"}, R"({\"a\")", Ending::Open);
    row("brackets in strings", {R"({\"a\":\"}\\\"{\"})"}, R"({\"a\":\"}\\\"{\"})", Ending::Whole);
}

void TestCallArguments::bringsOddArgumentsToTheObjectTheyMean()
{
    QFETCH(QByteArrayList, pieces);
    QFETCH(QByteArray, expected);
    QFETCH(Ending, end);
    CallArguments arguments;
    QByteArray out;
    for (const QByteArray &piece : pieces)
        QVERIFY(arguments.add(piece, out));
    QCOMPARE(arguments.finish(out), end);
    QCOMPARE(out, expected);
}

void TestCallArguments::passesAnObjectOnAsItComes()
{
    CallArguments arguments;
    QByteArray out;
    QVERIFY(arguments.add("{", out));
    QCOMPARE(out, QByteArray());
    QVERIFY(arguments.add(R"(\"a)", out));
    QCOMPARE(out, QByteArray(R"({\"a)"));
    QVERIFY(!arguments.isComplete());
    QVERIFY(arguments.add(R"(\":1})", out));
    QCOMPARE(out, QByteArray(R"({\"a\":1})"));
    QVERIFY(arguments.isComplete());
}

void TestCallArguments::refusesWhatFollowsTheObject()
{
    CallArguments arguments;
    QByteArray out;
    QVERIFY(arguments.add(R"({\"a\":1})", out));
    QVERIFY(!arguments.add(R"({\"b\":2})", out));
    CallArguments inOnePiece;
    QVERIFY(!inOnePiece.add(R"({\"a\":1}{\"b\":2})", out));
}

QTEST_GUILESS_MAIN(TestCallArguments)
#include "tst_callarguments.moc"
