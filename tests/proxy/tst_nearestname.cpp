// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/nearestname.h"

#include <QTest>

using namespace Qt::StringLiterals;
using proxy::meantVariable;
using proxy::misspeltVariable;
using proxy::nearestName;

class TestNearestName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoSlipsAreOne_data();
    void twoSlipsAreOne();
    void namesOfUpToAHundredCharactersAreCompared_data();
    void namesOfUpToAHundredCharactersAreCompared();
};

void TestNearestName::twoSlipsAreOne_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isKnown");
    const auto row = [](const char *why, const char *name, bool isKnown) {
        QTest::newRow(why) << QString::fromLatin1(name) << isKnown;
    };
    row("one letter too few", "MANAGMENT_PASSWORD", true);
    row("two too few", "MANAGMENT_PASWORD", true);
    row("three too few", "MANAGMNT_PASWORD", false);
    row("two too many", "MANAGEEMENT_PASSSWORD", true);
    row("three too many", "MANAGEEEMENT_PASSSWORD", false);
    row("two others in a long word", "MANOGOMENT_PASSWORD", true);
    row("three others in a long word", "MONOGOMENT_PASSWORD", false);
    row("one other in each word", "MANOGEMENT_PASSWERD", true);
    row("two others and one", "MANOGOMENT_PASSWERD", false);
}

void TestNearestName::twoSlipsAreOne()
{
    QFETCH(const QString, name);
    QFETCH(const bool, isKnown);
    const QString known = u"MANAGEMENT_PASSWORD"_s;
    QCOMPARE(misspeltVariable(name, {known}), isKnown ? known : QString());
}

void TestNearestName::namesOfUpToAHundredCharactersAreCompared_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("isCompared");
    QTest::newRow("99") << 99 << true;
    QTest::newRow("100") << 100 << true;
    QTest::newRow("101") << 101 << false;
}

void TestNearestName::namesOfUpToAHundredCharactersAreCompared()
{
    QFETCH(const int, size);
    QFETCH(const bool, isCompared);
    const auto when = [isCompared](const QString &known) { return isCompared ? known : QString(); };
    const QString known = QString(size, u'A');
    const QString name = QString(size - 1, u'A') + u'B';
    QCOMPARE(nearestName(name, {known}), when(known));
    QCOMPARE(misspeltVariable(name, {known}), when(known));
    const QString behind = u"MORPH_ROUTER_"_s + QString(size - 6, u'A');
    QCOMPARE(meantVariable(u"MORPH_"_s + QString(size - 6, u'A'), {behind}), when(behind));
}

QTEST_GUILESS_MAIN(TestNearestName)
#include "tst_nearestname.moc"
