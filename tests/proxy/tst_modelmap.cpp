// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelmap.h"

#include <QTest>

using proxy::Difficulty;
using proxy::ModelFamily;
using proxy::ModelMap;
using proxy::RouterProvider;
using proxy::RouterSettings;

using Names = QList<QByteArray>;

Q_DECLARE_METATYPE(proxy::ModelFamily)

class TestModelMap final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheFamilyByTheName_data();
    void tellsTheFamilyByTheName();
    void theTableHasEveryCell();
    void theUsersEntryReplacesTheTables();
    void mediumFollowsTheUsersHardEntry();
    void needsInfoHasATargetOnlyFromTheUser();
    void theUsersEntryMayUseTheRoutersLabels();
    void withAutoTheUsersTargetsStayInTheFamily();
    void theProviderOrTheRequestNamesTheFamily();
    void tellsTheDifficultyOfARoutersModel_data();
    void tellsTheDifficultyOfARoutersModel();
    void refusesABrokenTable_data();
    void refusesABrokenTable();

private:
    const ModelMap m_map = ModelMap::builtIn();
};

void TestModelMap::tellsTheFamilyByTheName_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<ModelFamily>("family");
    const auto row = [](const char *base, ModelFamily family) {
        QTest::newRow(base) << QByteArray(base) << family;
    };
    row("claude-sonnet-4-5", ModelFamily::Anthropic);
    row("claude-opus-5", ModelFamily::Anthropic);
    row("claude-fable-5", ModelFamily::Anthropic);
    row("claude-fable-5-dd-02105202-5-4-ukiah", ModelFamily::Other);
    row("gpt-5", ModelFamily::OpenAi);
    row("gpt-5.3-codex-spark", ModelFamily::OpenAi);
    row("o3-mini", ModelFamily::OpenAi);
    row("codex-auto-review", ModelFamily::OpenAi);
    row("gpt-oss-120b-medium", ModelFamily::Other);
    row("gemini-2.5-pro", ModelFamily::Gemini);
    row("gemini-claude-opus-4-5-thinking", ModelFamily::Other);
    row("kimi-k2", ModelFamily::Other);
    row("auto", ModelFamily::Other);
    row("", ModelFamily::Other);
}

void TestModelMap::tellsTheFamilyByTheName()
{
    QFETCH(QByteArray, base);
    QTEST(m_map.familyOf(base), "family");
}

void TestModelMap::theTableHasEveryCell()
{
    const auto cell = [this](ModelFamily family, Difficulty difficulty) {
        return m_map.cell(family, difficulty);
    };
    // The newest first; what the description names at the end.
    QCOMPARE(cell(ModelFamily::Anthropic, Difficulty::Easy),
             (Names {"claude-haiku-5-5", "claude-haiku-4-5-20251001"}));
    QCOMPARE(cell(ModelFamily::Anthropic, Difficulty::Medium).first(),
             QByteArray("claude-sonnet-5-5"));
    QCOMPARE(cell(ModelFamily::Anthropic, Difficulty::Hard).last(),
             QByteArray("claude-sonnet-4-5-20250929"));
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Easy),
             (Names {"gpt-6-luna", "gpt-5.6-luna", "gpt-5.4-mini", "gpt-5-mini", "gpt-5(low)"}));
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Medium).first(), QByteArray("gpt-6.1-terra"));
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Hard).first(), QByteArray("gpt-6.2-sol"));
    QVERIFY(cell(ModelFamily::OpenAi, Difficulty::Hard).contains("gpt-5(high)"));
    QCOMPARE(cell(ModelFamily::Gemini, Difficulty::Easy).first(), QByteArray("gemini-3.8-flash"));
    QCOMPARE(cell(ModelFamily::Gemini, Difficulty::Easy).last(), QByteArray("gemini-2.5-flash"));
    QCOMPARE(cell(ModelFamily::Gemini, Difficulty::Hard).last(), QByteArray("gemini-2.5-pro"));
    QVERIFY(cell(ModelFamily::Other, Difficulty::Easy).isEmpty());
    QVERIFY(cell(ModelFamily::Anthropic, Difficulty::NeedsInfo).isEmpty());
    QVERIFY(cell(ModelFamily::Anthropic, Difficulty::None).isEmpty());
}

void TestModelMap::theUsersEntryReplacesTheTables()
{
    RouterSettings settings;
    settings.modelMap.easy = {QStringLiteral("kimi-k2"), QStringLiteral("claude-opus-4-6")};
    const auto family = ModelFamily::Anthropic;
    QCOMPARE(proxy::targetsOf(m_map, settings, family, Difficulty::Easy),
             (Names {"kimi-k2", "claude-opus-4-6"}));
    QCOMPARE(proxy::targetsOf(m_map, settings, family, Difficulty::Hard),
             m_map.cell(family, Difficulty::Hard));
}

void TestModelMap::mediumFollowsTheUsersHardEntry()
{
    RouterSettings settings;
    const auto medium = [&] {
        return proxy::targetsOf(m_map, settings, ModelFamily::OpenAi, Difficulty::Medium);
    };
    QCOMPARE(medium(), m_map.cell(ModelFamily::OpenAi, Difficulty::Medium));
    settings.modelMap.hard = {QStringLiteral("gpt-5.4")};
    QCOMPARE(medium(), Names {"gpt-5.4"});
    settings.modelMap.medium = {QStringLiteral("gpt-5.2")};
    QCOMPARE(medium(), Names {"gpt-5.2"});
}

void TestModelMap::needsInfoHasATargetOnlyFromTheUser()
{
    RouterSettings settings;
    const auto family = ModelFamily::Anthropic;
    QVERIFY(proxy::targetsOf(m_map, settings, family, Difficulty::NeedsInfo).isEmpty());
    settings.modelMap.needsInfo = {QStringLiteral("claude-opus-4-6")};
    QCOMPARE(proxy::targetsOf(m_map, settings, family, Difficulty::NeedsInfo),
             Names {"claude-opus-4-6"});
}

void TestModelMap::theUsersEntryMayUseTheRoutersLabels()
{
    RouterSettings settings;
    settings.modelMap.easy = {QStringLiteral("claude-4.5-haiku")};
    QCOMPARE(proxy::targetsOf(m_map, settings, ModelFamily::Anthropic, Difficulty::Easy),
             m_map.cell(ModelFamily::Anthropic, Difficulty::Easy));
    // What is a model's id as well means that model.
    settings.modelMap.easy = {QStringLiteral("claude-haiku-4-5-20251001")};
    QCOMPARE(proxy::targetsOf(m_map, settings, ModelFamily::Anthropic, Difficulty::Easy),
             Names {"claude-haiku-4-5-20251001"});
}

void TestModelMap::withAutoTheUsersTargetsStayInTheFamily()
{
    RouterSettings settings;
    settings.provider = RouterProvider::Auto;
    settings.modelMap.easy = {QStringLiteral("claude-haiku-4-5-20251001"),
                              QStringLiteral("gpt-5.4-mini")};
    QCOMPARE(proxy::targetsOf(m_map, settings, ModelFamily::OpenAi, Difficulty::Easy),
             Names {"gpt-5.4-mini"});
    QCOMPARE(proxy::targetsOf(m_map, settings, ModelFamily::Gemini, Difficulty::Easy),
             m_map.cell(ModelFamily::Gemini, Difficulty::Easy));
}

void TestModelMap::theProviderOrTheRequestNamesTheFamily()
{
    QCOMPARE(proxy::targetFamily(RouterProvider::OpenAi, ModelFamily::Gemini), ModelFamily::OpenAi);
    QCOMPARE(proxy::targetFamily(RouterProvider::Auto, ModelFamily::Gemini), ModelFamily::Gemini);
    QCOMPARE(proxy::targetFamily(RouterProvider::Auto, ModelFamily::Other), ModelFamily::Other);
}

void TestModelMap::tellsTheDifficultyOfARoutersModel_data()
{
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("difficulty");
    const auto row = [](const char *label, const char *difficulty) {
        QTest::newRow(label) << QByteArray(label) << QByteArray(difficulty);
    };
    row("claude-4.5-haiku", "easy");
    row("claude-haiku-4-5-20251001", "easy");
    row("claude-4.5-sonnet", "hard");
    row("claude-sonnet-4-5-20250929", "hard");
    row("gpt-5-mini", "easy");
    row("gpt-5-low", "medium");
    row("gpt-5-medium", "medium");
    row("gpt-5-high", "hard");
    row("gemini-2.5-flash", "easy");
    row("gemini-2.5-pro", "hard");
    row("mystery", "");
}

void TestModelMap::tellsTheDifficultyOfARoutersModel()
{
    QFETCH(QByteArray, label);
    QTEST(QByteArray(proxy::name(m_map.difficultyOf(label))), "difficulty");
}

void TestModelMap::refusesABrokenTable_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("detail");
    const QByteArray family = R"({"prefixes":["x-"],"easy":["x-1"],"hard":["x-2"]})";
    const QByteArray families =
        R"("families":{"anthropic":)" + family + R"(,"openai":)" + family + R"(,"gemini":)";
    QTest::newRow("no JSON") << QByteArray("{") << QStringLiteral("JSON");
    QTest::newRow("an array") << QByteArray("[]") << QStringLiteral("object");
    QTest::newRow("no version") << "{" + families + family + "}}" << QStringLiteral("version");
    QTest::newRow("a cell is missing")
        << R"({"version":2,)" + families + R"({"prefixes":["y"],"easy":["y"]}}})"
        << QStringLiteral("gemini/hard");
    QTest::newRow("a cell holds a number")
        << R"({"version":2,)" + families + R"({"prefixes":["y"],"easy":[1],"hard":["y"]}}})"
        << QStringLiteral("gemini/easy");
    QTest::newRow("an odd difficulty")
        << R"({"version":2,)" + families + family
               + R"(},"routerLabels":{"a":{"family":"gemini","difficulty":"extreme"}}})"
        << QStringLiteral("difficulty");
    QTest::newRow("an odd family")
        << R"({"version":2,)" + families + family
               + R"(},"routerLabels":{"a":{"family":"acme","difficulty":"easy"}}})"
        << QStringLiteral("family");
}

void TestModelMap::refusesABrokenTable()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, detail);
    const auto map = ModelMap::fromJson(json);
    QVERIFY(!map);
    QCOMPARE(map.error().code, proxy::ErrorCode::InvalidConfig);
    QVERIFY2(map.error().detail.text().contains(detail), qPrintable(map.error().detail.text()));
}

QTEST_GUILESS_MAIN(TestModelMap)
#include "tst_modelmap.moc"
