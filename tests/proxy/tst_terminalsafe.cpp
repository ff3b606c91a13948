// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/terminalsafe.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

class TestTerminalSafe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatATerminalActsOnIsWrittenOut_data();
    void whatATerminalActsOnIsWrittenOut();
    void lettersOfEveryScriptStay_data();
    void lettersOfEveryScriptStay();
    void aTextKeepsItsLines();
    void badUtf8IsNoControl();
    void jsonStaysTheSameJson();
};

void TestTerminalSafe::whatATerminalActsOnIsWrittenOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("escape") << u"a\x1b[2Jb"_s << u"a\\u001b[2Jb"_s;
    QTest::newRow("clipboard") << u"\x1b]52;c;eA==\a"_s << u"\\u001b]52;c;eA==\\u0007"_s;
    QTest::newRow("NUL") << QString(QChar(0)) << u"\\u0000"_s;
    QTest::newRow("a forged row") << u"x\r\ny"_s << u"x\\u000d\\u000ay"_s;
    QTest::newRow("tab") << u"x\ty"_s << u"x\\u0009y"_s;
    QTest::newRow("backspace") << u"x\by"_s << u"x\\u0008y"_s;
    QTest::newRow("delete") << u"\x7f"_s << u"\\u007f"_s;
    QTest::newRow("first C1") << u"\u0080"_s << u"\\u0080"_s;
    QTest::newRow("next line") << u"\u0085"_s << u"\\u0085"_s;
    QTest::newRow("CSI of C1") << u"\u009b31m"_s << u"\\u009b31m"_s;
    QTest::newRow("last C1") << u"\u009f"_s << u"\\u009f"_s;
    QTest::newRow("right-to-left override") << u"\u202eevil"_s << u"\\u202eevil"_s;
    QTest::newRow("isolates") << u"\u2066a\u2069"_s << u"\\u2066a\\u2069"_s;
    QTest::newRow("bidi marks") << u"\u200e\u200f\u061c"_s << u"\\u200e\\u200f\\u061c"_s;
    QTest::newRow("line separator") << u"a\u2028b"_s << u"a\\u2028b"_s;
    QTest::newRow("paragraph separator") << u"a\u2029b"_s << u"a\\u2029b"_s;
    QTest::newRow("zero width") << u"a\u200b\u200d\u2060b"_s << u"a\\u200b\\u200d\\u2060b"_s;
    QTest::newRow("byte order mark") << u"\ufeffa"_s << u"\\ufeffa"_s;
    QTest::newRow("soft hyphen") << u"a\u00adb"_s << u"a\\u00adb"_s;
    QTest::newRow("a tag of plane 14") << QString::fromUcs4(U"\U000e0041") << u"\\udb40\\udc41"_s;
    QTest::newRow("a joiner of graphemes") << u"a\u034fb"_s << u"a\\u034fb"_s;
    QTest::newRow("fillers of Hangul")
        << u"\u115f\u1160\u3164\uffa0"_s << u"\\u115f\\u1160\\u3164\\uffa0"_s;
    QTest::newRow("blank Braille") << u"\u2800"_s << u"\\u2800"_s;
    QTest::newRow("variations") << u"a\ufe00\ufe0f"_s + QString::fromUcs4(U"\U000e0101")
                                << u"a\\ufe00\\ufe0f\\udb40\\udd01"_s;
    QTest::newRow("half a pair") << QString(QChar(0xd83d)) << u"\\ud83d"_s;
    QTest::newRow("the other half first")
        << QString(QChar(0xde00)) + QChar(0xd83d) << u"\\ude00\\ud83d"_s;
    QTest::newRow("no character") << u"\uffff"_s << u"\\uffff"_s;
}

void TestTerminalSafe::whatATerminalActsOnIsWrittenOut()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(terminalSafe(text), expected);
    // Once written out there is nothing more to do.
    QCOMPARE(terminalSafe(terminalSafe(text)), expected);
}

void TestTerminalSafe::lettersOfEveryScriptStay_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("ASCII") << u" claude-haiku-4-5 (high) \\x1b ~"_s;
    QTest::newRow("umlauts and accents") << u"Grüße, e\u0301"_s;
    QTest::newRow("Chinese") << u"\u6a21\u578b"_s;
    QTest::newRow("Arabic and Hebrew") << u"\u0645\u0631\u05d0"_s;
    QTest::newRow("emoji") << u"\U0001f600"_s;
    QTest::newRow("arrows and dashes") << u"a → b – c\u00a0d"_s;
}

void TestTerminalSafe::lettersOfEveryScriptStay()
{
    QFETCH(QString, text);
    QCOMPARE(terminalSafe(text), text);
    QCOMPARE(terminalSafe(text.toUtf8()), text);
    QCOMPARE(terminalSafeLines(text), text);
}

void TestTerminalSafe::aTextKeepsItsLines()
{
    QCOMPARE(terminalSafeLines(u"a\tb\r\nc\n\x1b[0m\u2028\rd\u009b"),
             u"a\tb\nc\n\\u001b[0m\\u2028\\u000dd\\u009b"_s);
}

void TestTerminalSafe::badUtf8IsNoControl()
{
    QCOMPARE(terminalSafe(QByteArray("a\x9b"
                                     "31m\xc2\x9b")),
             u"a\ufffd31m\\u009b"_s);
}

void TestTerminalSafe::jsonStaysTheSameJson()
{
    const QJsonObject object {{u"model"_s, u"\u009b2J\u202e\u2028\x7f\U000e0041\n\x1b"_s}};
    const QByteArray text = QJsonDocument(object).toJson();
    const QString safe = terminalSafeLines(QString::fromUtf8(text));
    QVERIFY(!safe.contains(u'\u009b') && !safe.contains(u'\u202e'));
    QCOMPARE(QJsonDocument::fromJson(safe.toUtf8()).object(), object);
}

QTEST_GUILESS_MAIN(TestTerminalSafe)
#include "tst_terminalsafe.moc"
