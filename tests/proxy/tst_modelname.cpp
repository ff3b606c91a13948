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
    void takesAwayWhatCloudsPutAroundAnId_data();
    void takesAwayWhatCloudsPutAroundAnId();
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

void TestModelName::takesAwayWhatCloudsPutAroundAnId_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("plain");
    const auto row = [](const char *id, const char *plain) {
        QTest::newRow(id) << QByteArray(id) << QByteArray(plain);
    };
    row("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001");
    row("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001");
    row("models/gemini-2.5-flash-001", "gemini-2.5-flash");
    row("claude-opus-4-5@20251101", "claude-opus-4-5");
    row("GPT-5.6-Luna", "gpt-5.6-luna");
    row("a.b.", "b.");
    row(".a", "a");
    row("us.zai.glm-5", "glm-5");
    row(".", ".");
    row("-v1:0", "-v1");
    row("@1", "@1");
    row("/", "");
    row("", "");
}

void TestModelName::takesAwayWhatCloudsPutAroundAnId()
{
    QFETCH(QByteArray, id);
    QTEST(proxy::makersModelId(id), "plain");
}

QTEST_GUILESS_MAIN(TestModelName)
#include "tst_modelname.moc"
