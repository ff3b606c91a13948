// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelstrength.h"

#include <QTest>

using namespace proxy;

class TestModelStrength final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comparesTwoModels_data();
    void comparesTwoModels();
};

void TestModelStrength::comparesTwoModels_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("effort");
    QTest::addColumn<int>("strength");
    const auto row = [](const char *from, const char *to, int strength, const char *effort = "") {
        QTest::addRow("%s to %s %s", from, to, effort)
            << QByteArray(from) << QByteArray(to) << QByteArray(effort) << strength;
        QTest::addRow("%s to %s %s, back", from, to, effort)
            << QByteArray(to) << QByteArray(from) << QByteArray(effort) << -strength;
    };
    row("claude-haiku-4-5", "claude-opus-4-5", 1);
    row("claude-opus-4-5", "claude-opus-5", 1);
    row("claude-haiku-4-5", "claude-haiku-4-5-20251001", 0);
    row("gpt-5(low)", "gpt-5(high)", 1);
    row("gpt-5", "gpt-5(high)", 1);
    row("gpt-5", "gpt-5(high)", 0, "high");
    row("gpt-5(medium)", "gpt-5", 1, "high");
    row("cheap", "dear", 1);
    row("cheap(high)", "dear(low)", 1);
    row("cheap(low)", "as-cheap(high)", 1);
    row("cheap", "as-cheap", 0);
    row("cheap", "unpriced", 0);
    row("claude-opus-5", "stranger", 0);
}

void TestModelStrength::comparesTwoModels()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, effort);
    const auto table = ModelTable().amended(
        R"({"models":{"cheap":{"family":"other","price":{"input":1,"output":1}},)"
        R"("as-cheap":{"family":"other","price":{"input":1,"output":1}},)"
        R"("dear":{"family":"other","price":{"input":1,"output":2}},)"
        R"("unpriced":{"family":"other"}}})");
    QVERIFY(table);
    QTEST(compareStrength(*table, from, to, effort), "strength");
}

QTEST_GUILESS_MAIN(TestModelStrength)
#include "tst_modelstrength.moc"
