// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/allowedmodels.h"

#include <QTest>

using proxy::mayUse;
using proxy::NamedClient;

class TestAllowedModels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPatternMeansAModelHoweverItIsNamed_data();
    void aPatternMeansAModelHoweverItIsNamed();
    void withoutAListEverythingIsAllowed();
};

void TestAllowedModels::aPatternMeansAModelHoweverItIsNamed_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("isAllowed");
    const auto row = [](const char *pattern, const char *model, bool isAllowed) {
        QTest::addRow("%s: %s", pattern, model)
            << QByteArray(pattern) << QByteArray(model) << isAllowed;
    };
    row("claude-haiku-4-5", "claude-haiku-4-5", true);
    row("claude-haiku-4-5", "claude-haiku-4-5-20251001", true);
    row("claude-haiku-4-5", "claude-haiku-4-50", false);
    row("claude-haiku*", "claude-haiku-5-5", true);
    row("claude-haiku*", "team-a/claude-haiku-5-5", true);
    row("claude-haiku*", "claude-haiku-5-5(low)", true);
    row("claude-haiku*", "claude-opus-4-8", false);
    row("claude-haiku*", "claude-haiku/claude-opus-4-8", false);
    row("team-a/*", "team-a/claude-opus-4-8", true);
    row("team-a/*", "team-b/claude-opus-4-8", false);
    row("gpt-5(low)", "gpt-5(low)", true);
    row("gpt-5(low)", "gpt-5(high)", false);
    row("gpt-5(low)", "gpt-5", false);
    row("*", "anything", true);
    row("*", "", false);
    row("Claude-Haiku*", "claude-haiku-5-5", false);
}

void TestAllowedModels::aPatternMeansAModelHoweverItIsNamed()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, model);
    NamedClient client;
    client.models = {"another-one", pattern};
    QTEST(mayUse(&client, model), "isAllowed");
}

void TestAllowedModels::withoutAListEverythingIsAllowed()
{
    const NamedClient client;
    QVERIFY(mayUse(&client, "claude-opus-4-8"));
    QVERIFY(mayUse(nullptr, "claude-opus-4-8"));
    QVERIFY(mayUse(nullptr, ""));
}

QTEST_GUILESS_MAIN(TestAllowedModels)
#include "tst_allowedmodels.moc"
