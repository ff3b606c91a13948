// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/keyedhash.h"
#include "proxy/route/routertext.h"

#include <QTest>

using proxy::kRouterTextLimit;

class TestRouterText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void capsLongTexts_data();
    void capsLongTexts();
    void keepsHeadAndTail();
    void aSecretAcrossTheCutIsMasked();
    void theMaskedTextIsCutLikeAnother();
    void hashesDifferByTextAndProcessSecret();
};

void TestRouterText::capsLongTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isCut");
    const QString globe = QString::fromUtf8("\xF0\x9F\x8C\x8D");
    const QString euro = QString::fromUtf8("\xE2\x82\xAC");
    const auto limit = kRouterTextLimit;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("as long as may be") << QString(limit, u'a') << false;
    QTest::newRow("one more") << QString(limit + 1, u'a') << true;
    QTest::newRow("three bytes a unit, fits") << euro.repeated(limit) << false;
    QTest::newRow("three bytes a unit, one more") << euro.repeated(limit + 1) << true;
    QTest::newRow("pairs, fit") << globe.repeated(limit / 2) << false;
    QTest::newRow("pairs, one more") << globe.repeated(limit / 2 + 1) << true;
    QTest::newRow("pairs, off by one") << u'x' + globe.repeated(limit) << true;
    QTest::newRow("pairs, off by one at the end") << globe.repeated(limit) + u'x' << true;
    QTest::newRow("long") << QString(10'000'000, u'b') << true;
}

void TestRouterText::capsLongTexts()
{
    QFETCH(QString, text);
    QFETCH(bool, isCut);
    const QString capped = QString::fromUtf8(proxy::capForRouter(text.toUtf8()));
    QCOMPARE(capped != text, isCut);
    QVERIFY(capped.size() <= kRouterTextLimit);
    QVERIFY(capped.isValidUtf16());
    QVERIFY(!capped.contains(QChar::ReplacementCharacter));
    if (isCut)
        QVERIFY(capped.size() > kRouterTextLimit - 20);
}

void TestRouterText::keepsHeadAndTail()
{
    const QByteArray text = "begin" + QByteArray(50000, '-') + "end";
    const QByteArray capped = proxy::capForRouter(text);
    QVERIFY(capped.startsWith("begin---"));
    QVERIFY(capped.endsWith("---end"));
    const qsizetype marker = capped.indexOf("\n\n[...]\n\n");
    QVERIFY(qAbs(marker - (capped.size() - marker)) < 20);
}

void TestRouterText::aSecretAcrossTheCutIsMasked()
{
    const QByteArray key = "ghp_Zq7Rm2Kx9Tb4Wc6Yd8Nf1Hj3Lp5Sv0GaUeQi";
    const qsizetype half = (kRouterTextLimit - 9) / 2;
    // In a text that is scanned whole, and in one of which the middle is never looked at.
    for (const qsizetype middle : {qsizetype(20'000), qsizetype(400'000)}) {
        const QByteArray text = QByteArray(half - 20, '.') + ' ' + key + ' '
                                + QByteArray(middle, '-') + ' ' + key + ' '
                                + QByteArray(half - 20, '.');
        const proxy::MaskedText masked = proxy::maskForRouter(text);
        QCOMPARE(masked.masked, 2);
        QVERIFY(!masked.text.contains("ghp_"));
        QVERIFY(!masked.text.contains("GaUeQi"));
        QVERIFY(masked.text.startsWith("..") && masked.text.endsWith(".."));
        QVERIFY(QString::fromUtf8(masked.text).size() <= kRouterTextLimit);
    }
}

void TestRouterText::theMaskedTextIsCutLikeAnother()
{
    for (const char *character : {"x", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
        for (const int repeats : {10, 24'000, 100'000}) {
            const QByteArray text = QByteArray(character).repeated(repeats) + "end";
            const proxy::MaskedText masked = proxy::maskForRouter(text);
            QCOMPARE(masked.text, proxy::capForRouter(text));
            QCOMPARE(masked.masked, 0);
        }
    }
}

void TestRouterText::hashesDifferByTextAndProcessSecret()
{
    const proxy::KeyedHash one;
    const proxy::KeyedHash other;
    QCOMPARE(one("text"), one("text"));
    QVERIFY(one("text") != one("texT"));
    QVERIFY(one("text") != other("text"));
    QVERIFY(one.combine(1, 2) != one.combine(2, 1));
    QCOMPARE(proxy::KeyedHash(one)("text"), one("text"));
}

QTEST_GUILESS_MAIN(TestRouterText)
#include "tst_routertext.moc"
