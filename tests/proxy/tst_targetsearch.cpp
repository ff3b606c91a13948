// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/targetsearch.h"

#include <QTest>

using proxy::DecisionInput;
using proxy::DecisionTables;
using proxy::Difficulty;
using proxy::ModelList;
using proxy::ModelMap;
using proxy::ModelTable;
using proxy::RefusedShape;
using proxy::TargetFound;
using proxy::TargetQuestion;
using proxy::TraceStep;

using Names = QList<QByteArray>;

namespace {

/// Any day on which every model of these tests answers.
const QDate kDay(2026, 11, 29);

DecisionInput asking(const QByteArray &requested, const Names &listed = {})
{
    DecisionInput input;
    input.facts.model = requested;
    input.context.bodyBytes = 30'000;
    input.day = kDay;
    if (!listed.isEmpty())
        input.listed = std::make_shared<ModelList>(listed.begin(), listed.end());
    return input;
}

TargetQuestion cellOf(const QByteArray &requested, Difficulty difficulty)
{
    static const ModelMap map = ModelMap::builtIn();
    return {.difficulty = difficulty, .targets = map.cell(map.familyOf(requested), difficulty)};
}

/// The model that is sent, or the reason why there is none.
QByteArray found(const DecisionInput &input, const TargetQuestion &question,
                 std::vector<TraceStep> *trace = nullptr)
{
    static const ModelMap map = ModelMap::builtIn();
    static const ModelTable models;
    std::vector<TraceStep> steps;
    const TargetFound target = findTarget(input, {map, models}, question, trace ? *trace : steps);
    return target.verdict ? target.verdict->model : QByteArray(proxy::name(target.reason));
}

} // namespace

Q_DECLARE_METATYPE(proxy::Difficulty)

class TestTargetSearch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheFirstListedTarget_data();
    void takesTheFirstListedTarget();
    void withoutAListTakesTheFirstTargetButNeverUnderAPrefix();
    void findsATargetUnderAnyOfItsNames_data();
    void findsATargetUnderAnyOfItsNames();
    void theDefaultMapAimsAtTiers_data();
    void theDefaultMapAimsAtTiers();
    void aBackendOfTheDescriptionStillRoutes_data();
    void aBackendOfTheDescriptionStillRoutes();
    void whatHasEndedIsPassedOver_data();
    void whatHasEndedIsPassedOver();
    void theNextCandidateIsTriedBeforeARequestIsKeptAsUnsafe();
    void everyCandidatesVerdictIsTold();
    void keepEndsTheSearch();
    void whatRefusedSuchARequestIsPassedOver();
    void whatThePersonNamesIsNotWeighedByPrice();
    void theUsersOwnEasyModelMayBeDearer();
    void theLengthOfThePromptDecidesWhatIsCheaper();
    void aModelNewerThanTheTableIsJudgedByItsClass();
    void aHardTaskStaysAtAModelThatNobodyKnows_data();
    void aHardTaskStaysAtAModelThatNobodyKnows();
    void aMediumTaskGoesToNoDearerModelOfTheSameClass();
};

void TestTargetSearch::takesTheFirstListedTarget_data()
{
    QTest::addColumn<QByteArray>("requested");
    QTest::addColumn<Names>("targets");
    QTest::addColumn<Names>("listed");
    QTest::addColumn<QByteArray>("selected"); // or the reason
    const auto row = [](const char *what, const char *requested, const Names &targets,
                        const Names &listed, const char *selected) {
        QTest::newRow(what) << QByteArray(requested) << targets << listed << QByteArray(selected);
    };
    const Names easy {"gpt-5(low)", "gpt-5.4-mini"};
    row("the first", "gpt-5.2", easy, {"gpt-5", "gpt-5.4-mini"}, "gpt-5(low)");
    row("the second, when the first is gone", "gpt-5.2", easy, {"gpt-5.4-mini"}, "gpt-5.4-mini");
    row("none listed", "gpt-5.2", easy, {"gpt-5.5"}, "no-listed-model");
    row("no target", "gpt-5.2", {}, {"gpt-5"}, "no-listed-model");
    row("the user's suffix stays", "gpt-5.5(xhigh)", easy, {"gpt-5.4-mini"}, "gpt-5.4-mini(xhigh)");
    row("the map's suffix wins", "gpt-5.5(xhigh)", easy, {"gpt-5"}, "gpt-5(low)");
    row("an empty suffix stays", "gpt-5.5()", easy, {"gpt-5.4-mini"}, "gpt-5.4-mini()");
    row("the prefix stays", "work/gpt-5.5", easy, {"gpt-5", "gpt-5.4-mini", "work/gpt-5.4-mini"},
        "work/gpt-5.4-mini");
    row("the prefix does not serve any target", "work/gpt-5.5", easy,
        {"gpt-5", "gpt-5.4-mini", "work/gpt-5.5"}, "prefix-not-listed");
    row("a target with its own prefix", "gpt-5.5", {"team/gpt-5(low)"}, {"gpt-5", "team/gpt-5"},
        "team/gpt-5(low)");
    row("two prefixes that differ", "work/gpt-5.5", {"team/gpt-5"}, {"team/gpt-5", "work/gpt-5"},
        "prefix-not-listed");
    row("an undated target counts as its dated model", "claude-opus-4-6", {"claude-haiku-4-5"},
        {"claude-haiku-4-5-20251001"}, "claude-haiku-4-5-20251001");
    row("an undated request gets the dated target", "claude-sonnet-4-5",
        {"claude-sonnet-4-5-20250929"}, {"claude-sonnet-4-5-20250929"},
        "claude-sonnet-4-5-20250929");
    row("the requested model itself", "gpt-5.4-mini", {"gpt-5.4-mini"}, {"gpt-5.4-mini"},
        "gpt-5.4-mini");
}

void TestTargetSearch::takesTheFirstListedTarget()
{
    QFETCH(QByteArray, requested);
    QFETCH(Names, targets);
    QFETCH(Names, listed);
    QTEST(found(asking(requested, listed), {.difficulty = Difficulty::Easy, .targets = targets}),
          "selected");
}

void TestTargetSearch::withoutAListTakesTheFirstTargetButNeverUnderAPrefix()
{
    const TargetQuestion question {.difficulty = Difficulty::Easy,
                                   .targets = {"gpt-5(low)", "gpt-5.4-mini"}};
    QCOMPARE(found(asking("gpt-5.5"), question), QByteArray("gpt-5(low)"));
    QCOMPARE(found(asking("work/gpt-5.5"), question), QByteArray("prefix-not-listed"));
}

void TestTargetSearch::findsATargetUnderAnyOfItsNames_data()
{
    QTest::addColumn<QByteArray>("listed");
    for (const char *name : {"claude-haiku-4-5-20251001", "claude-haiku-4-5",
                             "claude-haiku-4-5-latest", "claude-4.5-haiku"})
        QTest::newRow(name) << QByteArray(name);
}

void TestTargetSearch::findsATargetUnderAnyOfItsNames()
{
    QFETCH(QByteArray, listed);
    QCOMPARE(
        found(asking("claude-opus-5-5", {listed}), cellOf("claude-opus-5-5", Difficulty::Easy)),
        listed);
}

void TestTargetSearch::theDefaultMapAimsAtTiers_data()
{
    QTest::addColumn<QByteArray>("requested");
    QTest::addColumn<Difficulty>("difficulty");
    QTest::addColumn<QByteArray>("selected");
    const auto row = [](const char *requested, Difficulty difficulty, const char *selected) {
        QTest::addRow("%s, %s", requested, proxy::name(difficulty))
            << QByteArray(requested) << difficulty << QByteArray(selected);
    };
    using enum Difficulty;
    row("claude-opus-5-5", Easy, "claude-haiku-5-5");
    row("claude-opus-5-5", Medium, "claude-sonnet-5-5");
    // Never below what was asked.
    row("claude-opus-5-5", Hard, "claude-opus-5-5");
    row("claude-fable-5-1", Hard, "claude-fable-5-1");
    row("claude-opus-4-6", Hard, "claude-opus-4-6");
    // What has ended can't be kept.
    row("claude-opus-4-1", Hard, "claude-sonnet-5-5");
    row("claude-sonnet-5-5", Easy, "claude-haiku-5-5");
    row("claude-sonnet-5-5", Hard, "claude-sonnet-5-5");
    row("claude-sonnet-4-6", Hard, "claude-sonnet-5-5");
    row("claude-haiku-5-5", Hard, "claude-sonnet-5-5");
    // Never to what is weaker and dearer.
    row("claude-haiku-5-5", Easy, "claude-haiku-5-5");
    row("claude-haiku-4-5", Easy, "claude-haiku-5-5");
    row("gpt-5.5", Easy, "gpt-6-luna");
    row("gpt-5.5", Medium, "gpt-6.1-terra");
    row("gpt-5.5", Hard, "gpt-6.2-sol");
    row("gpt-6-astra", Hard, "gpt-6-astra");
    row("gpt-5(xhigh)", Hard, "gpt-6.2-sol(xhigh)");
    // Cheaper than the newest small one, and enough for what is easy.
    row("gpt-5-nano", Easy, "not-cheaper");
    row("gemini-4-argon", Easy, "gemini-3.8-flash");
    row("gemini-4-argon", Medium, "gemini-4-hydrogen");
    row("gemini-4-argon", Hard, "gemini-4-argon");
    row("gemini-2.5-pro", Hard, "gemini-4-argon");
    row("gemini-2.5-flash", Easy, "gemini-2.5-flash");
}

void TestTargetSearch::theDefaultMapAimsAtTiers()
{
    QFETCH(QByteArray, requested);
    QFETCH(Difficulty, difficulty);
    const ModelTable table;
    // Everything but what this family's tests of today do not speak of.
    QTEST(found(asking(requested, table.ids()), cellOf(requested, difficulty)), "selected");
}

void TestTargetSearch::aBackendOfTheDescriptionStillRoutes_data()
{
    QTest::addColumn<QByteArray>("requested");
    QTest::addColumn<Difficulty>("difficulty");
    QTest::addColumn<QByteArray>("selected");
    const auto row = [](const char *requested, Difficulty difficulty, const char *selected) {
        QTest::addRow("%s, %s", requested, proxy::name(difficulty))
            << QByteArray(requested) << difficulty << QByteArray(selected);
    };
    row("claude-sonnet-4-5", Difficulty::Easy, "claude-haiku-4-5-20251001");
    row("claude-haiku-4-5", Difficulty::Hard, "claude-sonnet-4-5-20250929");
    row("gpt-5", Difficulty::Easy, "gpt-5-mini");
    row("gpt-5-mini", Difficulty::Hard, "gpt-5(high)");
    row("gemini-2.5-pro", Difficulty::Easy, "gemini-2.5-flash");
    row("gemini-2.5-flash", Difficulty::Hard, "gemini-2.5-pro");
}

void TestTargetSearch::aBackendOfTheDescriptionStillRoutes()
{
    QFETCH(QByteArray, requested);
    QFETCH(Difficulty, difficulty);
    const Names listed {"claude-haiku-4-5-20251001",
                        "claude-sonnet-4-5-20250929",
                        "gpt-5",
                        "gpt-5-mini",
                        "gemini-2.5-flash",
                        "gemini-2.5-pro"};
    QTEST(found(asking(requested, listed), cellOf(requested, difficulty)), "selected");
}

void TestTargetSearch::whatHasEndedIsPassedOver_data()
{
    QTest::addColumn<QDate>("day");
    QTest::addColumn<QByteArray>("selected");
    QTest::newRow("the day before") << QDate(2026, 11, 29) << QByteArray("claude-sonnet-4-5");
    QTest::newRow("the day it ends") << QDate(2026, 11, 30) << QByteArray("claude-sonnet-5-5");
    QTest::newRow("later") << QDate(2027, 3, 1) << QByteArray("claude-sonnet-5-5");
}

void TestTargetSearch::whatHasEndedIsPassedOver()
{
    QFETCH(QDate, day);
    DecisionInput input = asking("claude-haiku-4-5", {"claude-sonnet-4-5", "claude-sonnet-5-5"});
    input.day = day;
    QTEST(found(input, {.difficulty = Difficulty::Hard,
                        .targets = {"claude-sonnet-4-5", "claude-sonnet-5-5"}}),
          "selected");
    QCOMPARE(found(input, {.difficulty = Difficulty::Hard, .targets = {"claude-sonnet-4-5"}}),
             day < QDate(2026, 11, 30) ? QByteArray("claude-sonnet-4-5")
                                       : QByteArray("targets-ended"));
}

void TestTargetSearch::theNextCandidateIsTriedBeforeARequestIsKeptAsUnsafe()
{
    // A budget of thinking is what the newest small model refuses and the older one takes.
    DecisionInput input =
        asking("claude-sonnet-4-5", {"claude-haiku-5-5", "claude-haiku-4-5-20251001"});
    input.facts.features.thinking = proxy::ThinkingMode::Enabled;
    input.facts.features.thinkingBudget = 31'999;
    input.facts.maxTokens = 32'000;
    const TargetQuestion easy = cellOf("claude-sonnet-4-5", Difficulty::Easy);
    QCOMPARE(found(input, easy), QByteArray("claude-haiku-4-5-20251001"));
    // What neither takes.
    input.facts.features.hasPrefill = true;
    input.facts.features.hasSystemTurns = true;
    QCOMPARE(found(input, easy), QByteArray("unsafe"));
}

void TestTargetSearch::everyCandidatesVerdictIsTold()
{
    DecisionInput input = asking("claude-opus-5-5", {"claude-haiku-4-5", "claude-sonnet-4-5"});
    input.facts.features.hasSystemTurns = true;
    input.day = QDate(2026, 12, 24);
    std::vector<TraceStep> trace;
    QCOMPARE(found(input,
                   {.difficulty = Difficulty::Easy,
                    .targets = {"claude-haiku-5-5", "claude-haiku-4-5", "claude-sonnet-4-5"}},
                   &trace),
             QByteArray("unsafe"));
    QByteArrayList told;
    for (const TraceStep &step : trace)
        told.append(step.step + '=' + step.result + ' ' + step.detail.utf8());
    QCOMPARE(told, (QByteArrayList {
                       "target=unlisted claude-haiku-5-5",
                       "preflight=unsafe:system-message claude-haiku-4-5: the target does not take "
                       "system messages between the turns",
                       "target=ended claude-sonnet-4-5: on 2026-11-30"}));
}

void TestTargetSearch::keepEndsTheSearch()
{
    const Names listed {"claude-haiku-4-5"};
    QCOMPARE(found(asking("claude-opus-5-5", listed),
                   {.difficulty = Difficulty::Easy, .targets = {"keep", "claude-haiku-4-5"}}),
             QByteArray("keep-rule"));
    QCOMPARE(found(asking("claude-opus-5-5", listed),
                   {.difficulty = Difficulty::Easy, .targets = {"claude-haiku-5-5", "keep"}}),
             QByteArray("keep-rule"));
}

void TestTargetSearch::whatRefusedSuchARequestIsPassedOver()
{
    DecisionInput input =
        asking("claude-opus-5-5", {"claude-haiku-5-5", "claude-haiku-4-5-20251001"});
    input.refused = {RefusedShape {.model = "claude-haiku-5-5", .facts = {"context-management"}}};
    const TargetQuestion easy = cellOf("claude-opus-5-5", Difficulty::Easy);
    input.measures.shape = {"system-message"};
    QCOMPARE(found(input, easy), QByteArray("claude-haiku-5-5"));
    input.measures.shape = {"context-management", "system-message"};
    QCOMPARE(found(input, easy), QByteArray("claude-haiku-4-5-20251001"));
    input.refused.push_back({.model = "claude-haiku-4-5-20251001"});
    QCOMPARE(found(input, easy), QByteArray("barred"));
}

void TestTargetSearch::whatThePersonNamesIsNotWeighedByPrice()
{
    const DecisionInput input = asking("claude-haiku-5-5", {"claude-haiku-4-5-20251001"});
    TargetQuestion question = cellOf("claude-haiku-5-5", Difficulty::Easy);
    QCOMPARE(found(input, question), QByteArray("not-cheaper"));
    question.isUserChoice = true;
    QCOMPARE(found(input, question), QByteArray("claude-haiku-4-5-20251001"));
}

void TestTargetSearch::theUsersOwnEasyModelMayBeDearer()
{
    const TargetQuestion question {.difficulty = Difficulty::Easy,
                                   .targets = {"claude-sonnet-5-5", "claude-haiku-4-5"},
                                   .isUsers = true};
    QCOMPARE(found(asking("claude-haiku-5-5", {"claude-sonnet-5-5"}), question),
             QByteArray("claude-sonnet-5-5"));
    // But not dearer and weaker.
    QCOMPARE(found(asking("claude-haiku-5-5", {"claude-haiku-4-5"}), question),
             QByteArray("not-cheaper"));
}

void TestTargetSearch::theLengthOfThePromptDecidesWhatIsCheaper()
{
    // Above 272,000 tokens the newest small model costs twice as much as below.
    const TargetQuestion easy {.difficulty = Difficulty::Easy, .targets = {"gpt-6-luna"}};
    DecisionInput input = asking("gpt-4o-mini", {"gpt-6-luna"});
    input.context.bodyBytes = 240'000; // 80,000 tokens
    QCOMPARE(found(input, easy), QByteArray("gpt-6-luna"));
    input.context.bodyBytes = 900'000; // 300,000 tokens
    QCOMPARE(found(input, easy), QByteArray("not-cheaper"));
}

void TestTargetSearch::aModelNewerThanTheTableIsJudgedByItsClass()
{
    const Names listed {"claude-haiku-5-5", "claude-sonnet-5-5"};
    QCOMPARE(found(asking("claude-opus-7", listed), cellOf("claude-opus-7", Difficulty::Easy)),
             QByteArray("claude-haiku-5-5"));
    QCOMPARE(found(asking("claude-opus-7", listed), cellOf("claude-opus-7", Difficulty::Hard)),
             QByteArray("claude-opus-7"));
    QCOMPARE(found(asking("claude-haiku-6", listed), cellOf("claude-haiku-6", Difficulty::Easy)),
             QByteArray("not-cheaper"));
    // As a target it takes what the newest of its class takes, and that is said.
    DecisionInput input = asking("claude-opus-5-5", {"claude-haiku-6"});
    const TargetQuestion question {.difficulty = Difficulty::Easy, .targets = {"claude-haiku-6"}};
    std::vector<TraceStep> trace;
    QCOMPARE(found(input, question, &trace), QByteArray("claude-haiku-6"));
    QCOMPARE(trace.back().detail.utf8(),
             QByteArray("claude-haiku-6: newer than the table, judged like claude-haiku-5-5"));
    input.facts.features.hasPrefill = true;
    QCOMPARE(found(input, question), QByteArray("unsafe"));
}

void TestTargetSearch::aHardTaskStaysAtAModelThatNobodyKnows_data()
{
    QTest::addColumn<QByteArray>("requested");
    for (const char *id : {"claude-opus-5-5-thinking", "claude-opus-latest", "claude-opus-5.5",
                           "claude-neptune-6", "gpt-6.2-astra-law", "gemini-4-ultra"})
        QTest::newRow(id) << QByteArray(id);
}

void TestTargetSearch::aHardTaskStaysAtAModelThatNobodyKnows()
{
    QFETCH(QByteArray, requested);
    QCOMPARE(found(asking(requested), cellOf(requested, Difficulty::Hard)), requested);
    const QByteArray easy = found(asking(requested), cellOf(requested, Difficulty::Easy));
    QVERIFY2(easy != requested, easy.constData());
}

void TestTargetSearch::aMediumTaskGoesToNoDearerModelOfTheSameClass()
{
    const DecisionInput input = asking("gpt-6.1-terra", {"gpt-5.5", "gpt-5.6-terra"});
    const QByteArray model = found(input, cellOf("gpt-6.1-terra", Difficulty::Medium));
    QVERIFY2(!model.startsWith("gpt-5.5"), model.constData());
}

QTEST_GUILESS_MAIN(TestTargetSearch)
#include "tst_targetsearch.moc"
