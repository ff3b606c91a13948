// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/jsonfile.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestJsonFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheLineOfEachValue()
    {
        const auto file = proxy::parseJsonFile("\xEF\xBB\xBF{\r\n"
                                               " \"a\" : 1,\n"
                                               " \"b\": {\n"
                                               "  \"c\": [1, {\"x\": \"]}\"},\n"
                                               "   []],\n"
                                               "  \"d\": \"\\\"\\\\\", \"e\":\n"
                                               "    -1.5e3 },\n"
                                               " \"\\u0066\": null}\n");
        QVERIFY(!file.fault);
        QCOMPARE(file.lineOf(u"a"_s), 2);
        QCOMPARE(file.lineOf(u"b"_s), 3);
        QCOMPARE(file.lineOf(u"b.c"_s), 4);
        QCOMPARE(file.lineOf(u"b.d"_s), 6);
        QCOMPARE(file.lineOf(u"b.e"_s), 7);
        QCOMPARE(file.lineOf(u"f"_s), 8);
        QCOMPARE(file.lineOf(u"b.c[1].x"_s), 4);
        QCOMPARE(file.lineOf(u"b.c[2]"_s), 5);
        QVERIFY(file.repeated.isEmpty());
    }

    void knowsTheLinesOfPathsUpToTwoHundredCharacters()
    {
        for (const int size : {199, 200, 201}) {
            const QByteArray name(size, 'a');
            const auto file = proxy::parseJsonFile("{\n\"" + name + "\": 1}");
            QCOMPARE(file.lineOf(QString::fromLatin1(name)), size <= 200 ? 2 : 1);
            // What stands below has a longer path, and is not taken for the same.
            const auto nested = proxy::parseJsonFile("{\"" + name + "\":\n{\"b\":\n[1]}}");
            QCOMPARE(nested.repeated, QStringList());
        }
    }

    void findsRepeatedKeysThatTheParserHides()
    {
        const auto file =
            proxy::parseJsonFile(R"({"a": {"b": 1, "b": 2}, "c": 1, "\u0063": 2, "b": 3})");
        QVERIFY(proxy::parseJsonFile(R"({"a": [{"b": 1}, {"b": 2}]})").repeated.isEmpty());
        QCOMPARE(file.repeated, (QStringList {u"a.b"_s, u"c"_s}));
    }

    void saysWhereItBreaks_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("line");

        QTest::newRow("empty") << QByteArray() << 1;
        QTest::newRow("a comma too many") << QByteArray("{\n\"a\": 1,\n}") << 3;
        QTest::newRow("a comment") << QByteArray("{\n// why\n\"a\": 1}") << 2;
        QTest::newRow("cut") << QByteArray("{\n\"a\":\n") << 3;
        QTest::newRow("an array") << QByteArray("[1]") << 1;
        QTest::newRow("a number") << QByteArray("1") << 1;
        QTest::newRow("not UTF-8") << QByteArray("{\"a\": \"\xff\"}") << 1;
        QTest::newRow("too deep") << QByteArray(100'000, '[') << 1;
    }

    void saysWhereItBreaks()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, line);
        const auto file = proxy::parseJsonFile(content);
        QVERIFY(file.fault);
        QCOMPARE(file.fault->line, line);
        QVERIFY(!file.fault->problem.isEmpty());
        QVERIFY(file.root.isEmpty());
    }

    void walksAsDeepAsTheParser()
    {
        const auto file = proxy::parseJsonFile("{\"a\": " + QByteArray(1000, '[')
                                               + QByteArray(1000, ']') + ", \n\"b\": 1}");
        QVERIFY(!file.fault);
        QCOMPARE(file.lineOf(u"b"_s), 2);
    }
};

QTEST_GUILESS_MAIN(TestJsonFile)
#include "tst_jsonfile.moc"
