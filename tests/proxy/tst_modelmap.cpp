// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelmap.h"

#include <QTest>

using proxy::Difficulty;
using proxy::ModelFamily;
using proxy::ModelList;
using proxy::ModelMap;
using proxy::RouteReason;
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
    void mediumStandsForHardWhereTheTableHasNone();
    void undatedIdsCountAsTheirDatedModel();
    void theUsersEntryReplacesTheTables();
    void mediumFollowsTheUsersHardEntry();
    void needsInfoHasATargetOnlyFromTheUser();
    void theUsersEntryMayUseTheRoutersLabels();
    void withAutoTheUsersTargetsStayInTheFamily();
    void theProviderOrTheRequestNamesTheFamily();
    void takesTheFirstListedTarget_data();
    void takesTheFirstListedTarget();
    void withoutAListTakesTheFirstTargetButNeverUnderAPrefix();
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
    QCOMPARE(cell(ModelFamily::Anthropic, Difficulty::Easy), Names {"claude-haiku-4-5-20251001"});
    QCOMPARE(cell(ModelFamily::Anthropic, Difficulty::Hard), Names {"claude-sonnet-4-5-20250929"});
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Easy), (Names {"gpt-5(low)", "gpt-5.4-mini"}));
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Medium).first(), QByteArray("gpt-5(medium)"));
    QCOMPARE(cell(ModelFamily::OpenAi, Difficulty::Hard), (Names {"gpt-5(high)", "gpt-5.5(high)"}));
    QCOMPARE(cell(ModelFamily::Gemini, Difficulty::Easy), Names {"gemini-2.5-flash"});
    QCOMPARE(cell(ModelFamily::Gemini, Difficulty::Hard), Names {"gemini-2.5-pro"});
    QVERIFY(cell(ModelFamily::Other, Difficulty::Easy).isEmpty());
    QVERIFY(cell(ModelFamily::Anthropic, Difficulty::NeedsInfo).isEmpty());
    QVERIFY(cell(ModelFamily::Anthropic, Difficulty::None).isEmpty());
}

void TestModelMap::mediumStandsForHardWhereTheTableHasNone()
{
    for (const auto family : {ModelFamily::Anthropic, ModelFamily::Gemini})
        QCOMPARE(m_map.cell(family, Difficulty::Medium), m_map.cell(family, Difficulty::Hard));
}

void TestModelMap::undatedIdsCountAsTheirDatedModel()
{
    QCOMPARE(m_map.dated("claude-sonnet-4-5"), QByteArray("claude-sonnet-4-5-20250929"));
    QCOMPARE(m_map.dated("claude-sonnet-4-6"), QByteArray("claude-sonnet-4-6"));
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
             Names {"gemini-2.5-flash"});
}

void TestModelMap::theProviderOrTheRequestNamesTheFamily()
{
    QCOMPARE(proxy::targetFamily(RouterProvider::OpenAi, ModelFamily::Gemini), ModelFamily::OpenAi);
    QCOMPARE(proxy::targetFamily(RouterProvider::Auto, ModelFamily::Gemini), ModelFamily::Gemini);
    QCOMPARE(proxy::targetFamily(RouterProvider::Auto, ModelFamily::Other), ModelFamily::Other);
}

void TestModelMap::takesTheFirstListedTarget_data()
{
    QTest::addColumn<QByteArray>("requested");
    QTest::addColumn<Names>("targets");
    QTest::addColumn<Names>("listed");
    QTest::addColumn<QByteArray>("selected"); // or the reason

    const Names easy {"gpt-5(low)", "gpt-5.4-mini"};
    QTest::newRow("the first") << QByteArray("gpt-5.2") << easy << Names {"gpt-5", "gpt-5.4-mini"}
                               << QByteArray("gpt-5(low)");
    QTest::newRow("the second, when the first is gone")
        << QByteArray("gpt-5.2") << easy << Names {"gpt-5.4-mini"} << QByteArray("gpt-5.4-mini");
    QTest::newRow("none listed") << QByteArray("gpt-5.2") << easy << Names {"gpt-5.5"}
                                 << QByteArray("no-listed-model");
    QTest::newRow("an empty list")
        << QByteArray("gpt-5.2") << easy << Names {} << QByteArray("no-listed-model");
    QTest::newRow("no target") << QByteArray("gpt-5.2") << Names {} << Names {"gpt-5"}
                               << QByteArray("no-listed-model");
    QTest::newRow("the user's suffix stays")
        << QByteArray("gpt-5.5(xhigh)") << easy << Names {"gpt-5.4-mini"}
        << QByteArray("gpt-5.4-mini(xhigh)");
    QTest::newRow("the map's suffix wins")
        << QByteArray("gpt-5.5(xhigh)") << easy << Names {"gpt-5"} << QByteArray("gpt-5(low)");
    QTest::newRow("an empty suffix stays")
        << QByteArray("gpt-5.5()") << easy << Names {"gpt-5.4-mini"}
        << QByteArray("gpt-5.4-mini()");
    QTest::newRow("the prefix stays")
        << QByteArray("work/gpt-5.5") << easy
        << Names {"gpt-5", "gpt-5.4-mini", "work/gpt-5.4-mini"} << QByteArray("work/gpt-5.4-mini");
    QTest::newRow("the prefix does not serve any target")
        << QByteArray("work/gpt-5.5") << easy << Names {"gpt-5", "gpt-5.4-mini", "work/gpt-5.5"}
        << QByteArray("prefix-not-listed");
    QTest::newRow("a target with its own prefix")
        << QByteArray("gpt-5.5") << Names {"team/gpt-5(low)"} << Names {"gpt-5", "team/gpt-5"}
        << QByteArray("team/gpt-5(low)");
    QTest::newRow("two prefixes that differ")
        << QByteArray("work/gpt-5.5") << Names {"team/gpt-5"} << Names {"team/gpt-5", "work/gpt-5"}
        << QByteArray("prefix-not-listed");
    QTest::newRow("an undated target counts as its dated model")
        << QByteArray("claude-opus-4-6") << Names {"claude-haiku-4-5"}
        << Names {"claude-haiku-4-5-20251001"} << QByteArray("claude-haiku-4-5-20251001");
    QTest::newRow("an undated request gets the dated target")
        << QByteArray("claude-sonnet-4-5") << Names {"claude-sonnet-4-5-20250929"}
        << Names {"claude-sonnet-4-5-20250929"} << QByteArray("claude-sonnet-4-5-20250929");
    QTest::newRow("the requested model itself")
        << QByteArray("gpt-5.4-mini") << Names {"gpt-5.4-mini"} << Names {"gpt-5.4-mini"}
        << QByteArray("gpt-5.4-mini");
}

void TestModelMap::takesTheFirstListedTarget()
{
    QFETCH(QByteArray, requested);
    QFETCH(Names, targets);
    QFETCH(Names, listed);
    const ModelList list(listed.begin(), listed.end());
    const auto choice = proxy::chooseTarget(m_map, requested, targets, &list);
    const QByteArray result =
        choice.reason == RouteReason::None ? choice.model : QByteArray(proxy::name(choice.reason));
    QTEST(result, "selected");
}

void TestModelMap::withoutAListTakesTheFirstTargetButNeverUnderAPrefix()
{
    const Names targets {"gpt-5(low)", "gpt-5.4-mini"};
    QCOMPARE(proxy::chooseTarget(m_map, "gpt-5.5", targets, nullptr).model,
             QByteArray("gpt-5(low)"));
    QCOMPARE(proxy::chooseTarget(m_map, "work/gpt-5.5", targets, nullptr).reason,
             RouteReason::PrefixNotListed);
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
        << R"({"version":1,)" + families + R"({"prefixes":["y"],"easy":["y"]}}})"
        << QStringLiteral("gemini/hard");
    QTest::newRow("a cell holds a number")
        << R"({"version":1,)" + families + R"({"prefixes":["y"],"easy":[1],"hard":["y"]}}})"
        << QStringLiteral("gemini/easy");
    QTest::newRow("an odd difficulty")
        << R"({"version":1,)" + families + family
               + R"(},"routerLabels":{"a":{"difficulty":"extreme","models":["a"]}}})"
        << QStringLiteral("difficulty");
}

void TestModelMap::refusesABrokenTable()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, detail);
    const auto map = ModelMap::fromJson(json);
    QVERIFY(!map);
    QCOMPARE(map.error().code, proxy::ErrorCode::InvalidConfig);
    QVERIFY2(map.error().detail.contains(detail), qPrintable(map.error().detail));
}

QTEST_GUILESS_MAIN(TestModelMap)
#include "tst_modelmap.moc"
