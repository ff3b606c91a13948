// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/dotenvfile.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestDotEnvFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOneValue_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("value");

        const auto row = [](const char *name, const char *line, const char *value) {
            QTest::newRow(name) << QByteArray(line) << QString::fromUtf8(value);
        };
        row("plain", "K=value", "value");
        row("nothing", "K=", "");
        row("spaces around", "  K =  value  ", "value");
        row("inner spaces", "K=a b", "a b");
        row("exported", "export K=value", "value");
        row("exported by a tab", "export\tK=value", "value");
        row("a comment behind", "K=value # why", "value");
        row("only a comment behind", "K= # why", "");
        row("a hash inside", "K=va#lue", "va#lue");
        row("an equals sign inside", "K=a=b==", "a=b==");
        row("single quotes", "K='a \"b\" #c \\n'", "a \"b\" #c \\n");
        row("single quotes, comment", "K='a' # b", "a");
        row("double quotes", "K=\"a 'b' #c\"", "a 'b' #c");
        row("escapes", "K=\"a\\n\\t\\r\\\"\\\\\\$b\"", "a\n\t\r\"\\$b");
        row("an unknown escape stays", "K=\"C:\\dir\"", "C:\\dir");
        row("empty quotes", "K=\"\"", "");
        row("nothing is expanded", "K=$HOME/${X}", "$HOME/${X}");
        row("carriage return", "K=value\r", "value");
        row("byte order mark", "\xEF\xBB\xBFK=value", "value");
        row("beyond ASCII", "K=zażółć", "zażółć");
        row("json", "K='[{\"id\": \"a\"}]'", "[{\"id\": \"a\"}]");
    }

    void readsOneValue()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, value);
        const auto file = proxy::parseDotEnv(line);
        QCOMPARE(file.faults.size(), 0U);
        QCOMPARE(file.entries.size(), 1U);
        QCOMPARE(file.entries[0].key, u"K"_s);
        QCOMPARE(file.entries[0].value, value);
    }

    void refusesWhatIsNoAssignment_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("problem");

        QTest::newRow("no equals sign") << QByteArray("K value") << u"KEY=value"_s;
        QTest::newRow("no key") << QByteArray("=value") << u"KEY=value"_s;
        QTest::newRow("a digit first") << QByteArray("1K=value") << u"KEY=value"_s;
        QTest::newRow("a dash in the key") << QByteArray("A-B=value") << u"KEY=value"_s;
        QTest::newRow("colon") << QByteArray("K: value") << u"KEY=value"_s;
        QTest::newRow("open single quote") << QByteArray("K='secret") << u"closing quote"_s;
        QTest::newRow("open double quote") << QByteArray("K=\"secret\\\"") << u"closing quote"_s;
        QTest::newRow("text behind quotes") << QByteArray("K='secret'x") << u"after the closing"_s;
        QTest::newRow("hash glued to quotes") << QByteArray("K='secret'#x") << u"after the"_s;
        QTest::newRow("NUL") << QByteArray("K=sec\0ret", 9) << u"NUL"_s;
        QTest::newRow("not UTF-8") << QByteArray("K=secret\xff") << u"UTF-8"_s;
    }

    void refusesWhatIsNoAssignment()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, problem);
        const auto file = proxy::parseDotEnv(line);
        QCOMPARE(file.entries.size(), 0U);
        QCOMPARE(file.faults.size(), 1U);
        QVERIFY2(file.faults[0].problem.text().contains(problem),
                 qPrintable(file.faults[0].problem.text()));
        QVERIFY(!file.faults[0].problem.text().contains(u"secret"_s));
    }

    void countsLinesAndGoesOnAfterAFault()
    {
        const auto file = proxy::parseDotEnv("# head\n\nA=1\r\nbroken\nB=2");
        QCOMPARE(file.entries.size(), 2U);
        QCOMPARE(file.entries[0].line, 3);
        QCOMPARE(file.entries[1].key, u"B"_s);
        QCOMPARE(file.entries[1].line, 5);
        QCOMPARE(file.faults.size(), 1U);
        QCOMPARE(file.faults[0].line, 4);
    }

    void anEmptyFileHoldsNothing()
    {
        const auto file = proxy::parseDotEnv("");
        QVERIFY(file.entries.empty());
        QVERIFY(file.faults.empty());
    }
};

QTEST_GUILESS_MAIN(TestDotEnvFile)
#include "tst_dotenvfile.moc"
