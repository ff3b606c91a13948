// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelname.h"

#include <QTest>

using proxy::ModelName;
using proxy::parseModelName;

class TestModelName final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsThePartsAndPutsThemBackTogether_data();
    void readsThePartsAndPutsThemBackTogether();
};

void TestModelName::readsThePartsAndPutsThemBackTogether_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("suffix");
    QTest::addColumn<bool>("hasSuffix");

    const auto row = [](const char *id, const char *prefix, const char *base, const char *suffix,
                        bool hasSuffix) {
        QTest::newRow(id) << QByteArray(id) << QByteArray(prefix) << QByteArray(base)
                          << QByteArray(suffix) << hasSuffix;
    };
    row("gpt-5", "", "gpt-5", "", false);
    row("gpt-5(high)", "", "gpt-5", "high", true);
    row("work/gpt-5", "work", "gpt-5", "", false);
    row("work/gpt-5(8192)", "work", "gpt-5", "8192", true);
    row("gpt-5()", "", "gpt-5", "", true);
    row("gpt-5(a)(b)", "", "gpt-5(a)", "b", true);
    row("gpt-5(high", "", "gpt-5(high", "", false);
    row("gpt-5(high)x", "", "gpt-5(high)x", "", false);
    row("(high)", "", "(high)", "", false);
    row("/gpt-5", "", "/gpt-5", "", false);
    row("work/", "", "work/", "", false);
    row("a/b/c", "a", "b/c", "", false);
    row("gpt-5(a/b)", "", "gpt-5", "a/b", true);
    row("", "", "", "", false);
    row(")", "", ")", "", false);
}

void TestModelName::readsThePartsAndPutsThemBackTogether()
{
    QFETCH(QByteArray, id);
    const ModelName name = parseModelName(id);
    QTEST(name.prefix, "prefix");
    QTEST(name.base, "base");
    QTEST(name.suffix, "suffix");
    QTEST(name.hasSuffix, "hasSuffix");
    QCOMPARE(name.toByteArray(), id);
}

QTEST_GUILESS_MAIN(TestModelName)
#include "tst_modelname.moc"
