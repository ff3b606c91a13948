// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/said.h"

#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

class TestSaid final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void englishHoldsItsValues();
    void aValueWithAPlaceholderStaysAsItIs();
    void aMissingValueIsEmpty();
    void aSentenceMayStandInAnother();
    void linesStandBelowOneAnother();
    void aCodeAndWordsStayInEnglish();
    void anotherLanguageMayPutValuesInAnotherOrder();
    void everyValueIsSpoken();
    void nothingIsSaidByDefault();
    void aSentenceKeepsNoCopyOfItsText();
};

void TestSaid::englishHoldsItsValues()
{
    const Said said = Said::english("%1 of %2, that is %3 %", {u"three"_s, 4, QByteArray("75")});
    QCOMPARE(said.text(), u"three of 4, that is 75 %"_s);
    QCOMPARE(said.utf8(), QByteArray("three of 4, that is 75 %"));
}

void TestSaid::aValueWithAPlaceholderStaysAsItIs()
{
    QCOMPARE(Said::english("%1 and %2", {u"%2"_s, u"%1 %L1 %"_s}).text(), u"%2 and %1 %L1 %"_s);
}

void TestSaid::aMissingValueIsEmpty()
{
    QCOMPARE(Said::english("%1, %2!", {u"one"_s}).text(), u"one, !"_s);
    // Without values nothing is put in at all.
    QCOMPARE(Said::english("100 %").text(), u"100 %"_s);
}

void TestSaid::aSentenceMayStandInAnother()
{
    const Said inner = Said::english("nothing came within %1 ms", {250});
    QCOMPARE(Said::english("model list: %1", {inner}).text(),
             u"model list: nothing came within 250 ms"_s);
}

void TestSaid::linesStandBelowOneAnother()
{
    QCOMPARE(Said::lines({Said::words(u"one"_s), Said::english("no. %1", {2})}).text(),
             u"one\nno. 2"_s);
    QVERIFY(Said::lines({}).isEmpty());
}

void TestSaid::aCodeAndWordsStayInEnglish()
{
    QCOMPARE(Said::code("human-ask").text(), u"human-ask"_s);
    QCOMPARE(Said::words(u"überladen: %1"_s).text(), u"überladen: %1"_s);
}

void TestSaid::anotherLanguageMayPutValuesInAnotherOrder()
{
    const Said said = Said::english("from %1 to %2", {u"a %2"_s, u"b"_s});
    const auto english = [](const Said &value) { return value.text(); };
    QCOMPARE(said.text(u"nach %2 von %1 (%1)"_s, english), u"nach b von a %2 (a %2)"_s);
}

void TestSaid::everyValueIsSpoken()
{
    const auto loud = [](const Said &value) { return value.text().toUpper(); };
    QCOMPARE(Said::english("%1 x", {u"a"_s}).text(u"%1 x"_s, loud), u"A x"_s);
    QCOMPARE(Said::lines({Said::words(u"a"_s), Said::words(u"b"_s)}).text({}, loud), u"A\nB"_s);
}

void TestSaid::nothingIsSaidByDefault()
{
    QVERIFY(Said().isEmpty());
    QCOMPARE(Said().text(), QString());
    QVERIFY(!Said::english("x").isEmpty());
}

void TestSaid::aSentenceKeepsNoCopyOfItsText()
{
    const char *sentence = "the circuit is open";
    QVERIFY(Said::english(sentence).source().constData() == sentence);
}

QTEST_GUILESS_MAIN(TestSaid)
#include "tst_said.moc"
