// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/text.h"

#include <QTest>

using namespace proxy;
using namespace Qt::StringLiterals;

class TestText final : public QObject
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
    void aTextIsEmptyByDefault();
    void aSentenceKeepsNoCopyOfItsText();
};

void TestText::englishHoldsItsValues()
{
    const Text said = Text::english("%1 of %2, that is %3 %", {u"three"_s, 4, QByteArray("75")});
    QCOMPARE(said.text(), u"three of 4, that is 75 %"_s);
    QCOMPARE(said.utf8(), QByteArray("three of 4, that is 75 %"));
}

void TestText::aValueWithAPlaceholderStaysAsItIs()
{
    QCOMPARE(Text::english("%1 and %2", {u"%2"_s, u"%1 %L1 %"_s}).text(), u"%2 and %1 %L1 %"_s);
}

void TestText::aMissingValueIsEmpty()
{
    QCOMPARE(Text::english("%1, %2!", {u"one"_s}).text(), u"one, !"_s);
    // Without values nothing is put in at all.
    QCOMPARE(Text::english("100 %").text(), u"100 %"_s);
}

void TestText::aSentenceMayStandInAnother()
{
    const Text inner = Text::english("nothing came within %1 ms", {250});
    QCOMPARE(Text::english("model list: %1", {inner}).text(),
             u"model list: nothing came within 250 ms"_s);
}

void TestText::linesStandBelowOneAnother()
{
    QCOMPARE(Text::lines({Text::words(u"one"_s), Text::english("no. %1", {2})}).text(),
             u"one\nno. 2"_s);
    QVERIFY(Text::lines({}).isEmpty());
}

void TestText::aCodeAndWordsStayInEnglish()
{
    QCOMPARE(Text::code("human-ask").text(), u"human-ask"_s);
    QCOMPARE(Text::words(u"überladen: %1"_s).text(), u"überladen: %1"_s);
}

void TestText::anotherLanguageMayPutValuesInAnotherOrder()
{
    const Text said = Text::english("from %1 to %2", {u"a %2"_s, u"b"_s});
    const auto english = [](const Text &value) { return value.text(); };
    QCOMPARE(said.text(u"nach %2 von %1 (%1)"_s, english), u"nach b von a %2 (a %2)"_s);
}

void TestText::everyValueIsSpoken()
{
    const auto loud = [](const Text &value) { return value.text().toUpper(); };
    QCOMPARE(Text::english("%1 x", {u"a"_s}).text(u"%1 x"_s, loud), u"A x"_s);
    QCOMPARE(Text::lines({Text::words(u"a"_s), Text::words(u"b"_s)}).text({}, loud), u"A\nB"_s);
}

void TestText::aTextIsEmptyByDefault()
{
    QVERIFY(Text().isEmpty());
    QCOMPARE(Text().text(), QString());
    QVERIFY(!Text::english("x").isEmpty());
}

void TestText::aSentenceKeepsNoCopyOfItsText()
{
    const char *sentence = "the circuit is open";
    QVERIFY(Text::english(sentence).source().constData() == sentence);
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
