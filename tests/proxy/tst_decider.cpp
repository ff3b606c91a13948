// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decider.h"
#include "tests/support/fakerouter.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::Decider;
using proxy::DecisionContext;
using proxy::Difficulty;
using proxy::ErrorCode;
using proxy::ModelList;
using proxy::RequestFacts;
using proxy::RouteDecision;
using proxy::RouterAnswer;
using proxy::RouteReason;
using proxy::RouterSettings;
using proxy::routingLabel;

namespace {

const QByteArray kHaiku = "claude-haiku-4-5-20251001";
const QByteArray kSonnet = "claude-sonnet-4-5-20250929";
const QByteArray kAsked = "claude-sonnet-4-5";

const proxy::ModelRefusal kAbsent {.status = 404, .cause = proxy::RefusalCause::Absence};
const proxy::ModelRefusal kRefused {.status = 400, .cause = proxy::RefusalCause::Shape};

RouterSettings routing()
{
    RouterSettings settings;
    settings.apiKey = "key";
    settings.budget = 5min;
    return settings;
}

RequestFacts ask(quint64 turn = 1, const QByteArray &model = kAsked)
{
    RequestFacts facts;
    facts.dialect = proxy::Dialect::Anthropic;
    facts.model = model;
    facts.userText = "text " + QByteArray::number(turn);
    facts.userTextHash = turn;
    facts.firstTextHash = 77;
    facts.userTextOrdinal = int(turn);
    return facts;
}

RequestFacts continuation(quint64 turn = 1)
{
    RequestFacts facts = ask(turn);
    facts.isContinuation = true;
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(proxy::RouterSettings)
Q_DECLARE_METATYPE(proxy::RequestFacts)

class TestDecider final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void decidesWithoutAskingWhenItNeedNot_data();
    void decidesWithoutAskingWhenItNeedNot();
    void routesByTheDifficulty_data();
    void routesByTheDifficulty();
    void keepsTheModelWhenTheRouterFails_data();
    void keepsTheModelWhenTheRouterFails();
    void keepsTheModelOnAnUnknownLabel();
    void keepsTheModelWhenNoTargetIsListed();
    void usesTheListOfTheMomentOfTheAnswer();
    void withoutAListTakesTheFirstTarget();
    void aToolLoopReusesItsTurnsDecision();
    void aKeptTurnStaysKeptAfterTheRouterRecovers();
    void aFailureIsNoDecisionForWhoAsksAgain();
    void aContinuationThatWasNotSeenIsNeverClassified();
    void otherSettingsAreValidFromTheNextHumanTurnOn();
    void switchingOffIsValidAtOnce();
    void aPauseIsLikeSwitchingOff();
    void aTurnThatRunsNeedsNoKey();
    void aTurnThatRunsStaysInItsFamily();
    void aTurnStaysWhereItRanDuringAPause();
    void aTurnWithoutItsBeginningStaysWithItsSessionsModel_data();
    void aTurnWithoutItsBeginningStaysWithItsSessionsModel();
    void cutsALongTextForTheRouter();
    void equalTextsAreAskedOnce();
    void aRequestThatLeftIsNotTold();
    void autoFollowsTheRequestedFamily();
    void theRoutersOwnChoiceIsTranslatedAndChecked_data();
    void theRoutersOwnChoiceIsTranslatedAndChecked();
    void aRefusedModelIsRevertedAndBarred();
    void aModelInTroubleIsLeftAloneForAWhile();
    void aRefusalThatTheOriginalSharesBarsNothing();
    void aRefusalThatNoFactExplainsHoldsForItsSession();
    void aRefusedShapeIsKeptFromThatModelInEverySession();
    void aRefusedLimitKeepsRequestsBeyondItOnly();
    void aRefusedLimitIsRememberedAsItWasNamed();
    void whatTwoSessionsWereRefusedIsKeptFromAll();
    void aModelNewerThanTheTableIsToldWhateverIsDecided();
    void theNextTargetServesWhatTheFirstRefused();
    void whatNoTargetTakesIsNotAsked();
    void previousResponsesKeepTheirModel();
    void measuresWithTheClockItWasGiven();
    void leavesATraceOfEachStep();

private:
    /// Decides; the decision is in m_decisions when it is there already.
    std::unique_ptr<Decider::Pending> decide(const RequestFacts &facts,
                                             DecisionContext context = {.clientKeyHash = 1,
                                                                        .path = "/v1/messages"})
    {
        return m_decider->decide(facts, context, [this](const RouteDecision &decision) {
            m_decisions.push_back(decision);
        });
    }
    RouteDecision decided(const RequestFacts &facts, Difficulty difficulty)
    {
        const size_t before = m_router->count();
        const auto pending = decide(facts);
        if (m_router->count() > before)
            m_router->answer(before, difficulty);
        return m_decisions.back();
    }

    std::unique_ptr<FakeRouter> m_router;
    std::unique_ptr<Decider> m_decider;
    std::shared_ptr<const ModelList> m_list;
    proxy::Instant m_now = proxy::Instant() + 1h;
    std::vector<RouteDecision> m_decisions;
};

void TestDecider::init()
{
    m_list = std::make_shared<ModelList>(
        ModelList {kHaiku, kSonnet, "claude-opus-4-6", "gpt-5", "gemini-2.5-flash"});
    m_decisions.clear();
    m_decider.reset();
    m_router = std::make_unique<FakeRouter>();
    m_decider = std::make_unique<Decider>(
        *m_router, proxy::ModelMap::builtIn(), [this] { return m_list; }, [this] { return m_now; });
    m_decider->apply(routing(), 1);
}

void TestDecider::decidesWithoutAskingWhenItNeedNot_data()
{
    QTest::addColumn<RouterSettings>("settings");
    QTest::addColumn<RequestFacts>("facts");
    QTest::addColumn<QByteArray>("label");

    RouterSettings off = routing();
    off.enabled = false;
    RouterSettings withoutKey = routing();
    withoutKey.apiKey.clear();
    RouterSettings withoutResponses = routing();
    withoutResponses.routeResponses = false;
    RouterSettings openAi = routing();
    openAi.provider = proxy::RouterProvider::OpenAi;
    RouterSettings following = routing();
    following.provider = proxy::RouterProvider::Auto;
    RequestFacts responses = ask();
    responses.dialect = proxy::Dialect::OpenAiResponses;
    RequestFacts sideRequest = ask();
    sideRequest.skip = RouteReason::SideRequest;
    RequestFacts broken;
    broken.skip = RouteReason::NotJson;
    RequestFacts silent = ask();
    silent.userText.clear();

    const auto row = [](const char *what, const RouterSettings &settings, const RequestFacts &facts,
                        const char *label) {
        QTest::newRow(what) << settings << facts << QByteArray(label);
    };
    row("switched off", off, ask(), "skipped:routing-off");
    row("no key", withoutKey, ask(), "skipped:no-router-key");
    row("off comes before the key", off, broken, "skipped:routing-off");
    row("responses switched off", withoutResponses, responses, "skipped:routing-off");
    row("not JSON", routing(), broken, "skipped:not-json");
    row("a side request", routing(), sideRequest, "skipped:side-request");
    row("nothing typed", routing(), silent, "skipped:no-user-text");
    row("no model", routing(), ask(1, ""), "skipped:no-model");
    row("another family", routing(), ask(1, "gpt-5"), "kept:other-family");
    row("no family", routing(), ask(1, "kimi-k2"), "kept:other-family");
    row("another family, openai", openAi, ask(), "kept:other-family");
    row("auto and no family", following, ask(1, "kimi-k2"), "kept:other-family");
    row("an unseen continuation", routing(), continuation(), "kept:continuation-unknown");
}

void TestDecider::decidesWithoutAskingWhenItNeedNot()
{
    QFETCH(RouterSettings, settings);
    QFETCH(RequestFacts, facts);
    m_decider->apply(settings, 2);
    const auto pending = decide(facts);
    QVERIFY(!pending);
    QCOMPARE(m_decisions.size(), size_t(1));
    QTEST(routingLabel(m_decisions[0]), "label");
    QCOMPARE(m_decisions[0].selectedModel, facts.model);
    QCOMPARE(m_decisions[0].requestedModel, facts.model);
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecider::routesByTheDifficulty_data()
{
    QTest::addColumn<Difficulty>("difficulty");
    QTest::addColumn<QByteArray>("selected");
    QTest::addColumn<QByteArray>("label");
    QTest::newRow("easy") << Difficulty::Easy << kHaiku << QByteArray("routed");
    QTest::newRow("medium") << Difficulty::Medium << kSonnet << QByteArray("routed");
    QTest::newRow("hard") << Difficulty::Hard << kSonnet << QByteArray("routed");
    QTest::newRow("needs info") << Difficulty::NeedsInfo << kAsked << QByteArray("kept:needs-info");
}

void TestDecider::routesByTheDifficulty()
{
    QFETCH(Difficulty, difficulty);
    const auto pending = decide(ask());
    QVERIFY(pending);
    QVERIFY(m_decisions.empty());
    QCOMPARE(m_router->asked(0).question.text, QByteArray("text 1"));
    m_router->answer(0, difficulty);
    QCOMPARE(m_decisions.size(), size_t(1));
    QTEST(m_decisions[0].selectedModel, "selected");
    QTEST(routingLabel(m_decisions[0]), "label");
    QCOMPARE(m_decisions[0].difficulty, difficulty);
    QCOMPARE(m_decisions[0].routerAttempts, 1);
}

void TestDecider::keepsTheModelWhenTheRouterFails_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QByteArray>("label");
    const auto row = [](ErrorCode code, const char *label) {
        QTest::newRow(label) << code << QByteArray(label);
    };
    row(ErrorCode::RouterUnreachable, "kept:router-unreachable");
    row(ErrorCode::RouterTimeout, "kept:router-timeout");
    row(ErrorCode::RouterUnauthorized, "kept:router-unauthorized");
    row(ErrorCode::RouterRateLimited, "kept:router-rate-limited");
    row(ErrorCode::RouterRejected, "kept:router-rejected");
    row(ErrorCode::RouterFailed, "kept:router-failed");
    row(ErrorCode::RouterMalformed, "kept:router-malformed");
    row(ErrorCode::RouterBreakerOpen, "kept:breaker-open");
    row(ErrorCode::RouterProbing, "kept:breaker-probing");
    row(ErrorCode::RouterBusy, "kept:busy");
    row(ErrorCode::Internal, "kept:router-failed");
}

void TestDecider::keepsTheModelWhenTheRouterFails()
{
    QFETCH(ErrorCode, code);
    const auto pending = decide(ask());
    m_router->fail(0, code, 3);
    QCOMPARE(m_decisions.size(), size_t(1));
    QTEST(routingLabel(m_decisions[0]), "label");
    QCOMPARE(m_decisions[0].selectedModel, kAsked);
    QCOMPARE(m_decisions[0].routerAttempts, 3);
    QVERIFY(!m_decisions[0].isClassified());
}

void TestDecider::keepsTheModelOnAnUnknownLabel()
{
    const auto pending = decide(ask());
    m_router->answer(0, RouterAnswer {Difficulty::None, "extreme", {}});
    QCOMPARE(routingLabel(m_decisions[0]), QByteArray("kept:unknown-label"));
}

void TestDecider::keepsTheModelWhenNoTargetIsListed()
{
    m_list = std::make_shared<ModelList>(ModelList {"claude-opus-4-6"});
    QCOMPARE(routingLabel(decided(ask(), Difficulty::Easy)), QByteArray("kept:no-listed-model"));
    QCOMPARE(m_decisions[0].selectedModel, kAsked);
    QVERIFY(m_decisions[0].isClassified());
    QCOMPARE(routingLabel(decided(ask(2, "work/" + kAsked), Difficulty::Easy)),
             QByteArray("kept:prefix-not-listed"));
}

void TestDecider::usesTheListOfTheMomentOfTheAnswer()
{
    m_list = std::make_shared<ModelList>();
    const auto pending = decide(ask());
    m_list = std::make_shared<ModelList>(ModelList {kHaiku});
    m_router->answer(0, Difficulty::Easy);
    QCOMPARE(m_decisions[0].selectedModel, kHaiku);
}

void TestDecider::withoutAListTakesTheFirstTarget()
{
    m_list = nullptr;
    QCOMPARE(decided(ask(), Difficulty::Easy).selectedModel, QByteArray("claude-haiku-5-5"));
}

void TestDecider::aToolLoopReusesItsTurnsDecision()
{
    decided(ask(), Difficulty::Easy);
    const RouteDecision reused = decided(continuation(), Difficulty::Hard);
    QCOMPARE(routingLabel(reused), QByteArray("reused"));
    QCOMPARE(reused.selectedModel, kHaiku);
    QCOMPARE(reused.difficulty, Difficulty::Easy);
    QCOMPARE(reused.routingTime, 0us);
    QCOMPARE(reused.routerAttempts, 0);
    QCOMPARE(m_router->count(), size_t(1));
    QCOMPARE(decided(ask(2), Difficulty::Hard).selectedModel, kSonnet);
    QCOMPARE(m_router->count(), size_t(2));
}

void TestDecider::aKeptTurnStaysKeptAfterTheRouterRecovers()
{
    auto pending = decide(ask());
    m_router->fail(0, ErrorCode::RouterTimeout);
    const RouteDecision next = decided(continuation(), Difficulty::Easy);
    QCOMPARE(routingLabel(next), QByteArray("reused"));
    QCOMPARE(next.selectedModel, kAsked);
    QCOMPARE(next.trace.back().detail.utf8(), QByteArray("kept:router-timeout"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecider::aFailureIsNoDecisionForWhoAsksAgain()
{
    for (const ErrorCode failure :
         {ErrorCode::RouterUnreachable, ErrorCode::RouterTimeout, ErrorCode::RouterUnauthorized,
          ErrorCode::RouterRateLimited, ErrorCode::RouterRejected, ErrorCode::RouterFailed,
          ErrorCode::RouterMalformed, ErrorCode::RouterBreakerOpen, ErrorCode::RouterProbing,
          ErrorCode::RouterBusy}) {
        init();
        auto pending = decide(ask());
        m_router->fail(0, failure);
        const RouteDecision again = decided(ask(), Difficulty::Easy);
        QCOMPARE(routingLabel(again), QByteArray("routed"));
        QCOMPARE(again.selectedModel, kHaiku);
        QCOMPARE(routingLabel(decided(ask(), Difficulty::Hard)), QByteArray("reused"));
        QCOMPARE(m_router->count(), size_t(2));
    }
    // An answer that keeps the model is a decision.
    init();
    QCOMPARE(routingLabel(decided(ask(), Difficulty::NeedsInfo)), QByteArray("kept:needs-info"));
    QCOMPARE(routingLabel(decided(ask(), Difficulty::Easy)), QByteArray("reused"));
}

void TestDecider::aContinuationThatWasNotSeenIsNeverClassified()
{
    for (int i = 0; i < 2; ++i)
        QCOMPARE(routingLabel(decided(continuation(), Difficulty::Easy)),
                 QByteArray("kept:continuation-unknown"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecider::otherSettingsAreValidFromTheNextHumanTurnOn()
{
    decided(ask(), Difficulty::Easy);
    RouterSettings settings = routing();
    settings.modelMap.easy = {QStringLiteral("claude-opus-4-6")};
    m_decider->apply(settings, 2);
    QCOMPARE(decided(continuation(), Difficulty::Easy).selectedModel, kHaiku);
    QCOMPARE(decided(ask(2), Difficulty::Easy).selectedModel, QByteArray("claude-opus-4-6"));
    // The same words typed again are a human turn too.
    QCOMPARE(decided(ask(1), Difficulty::Easy).selectedModel, QByteArray("claude-opus-4-6"));
    QCOMPARE(m_router->count(), size_t(3));
}

void TestDecider::switchingOffIsValidAtOnce()
{
    decided(ask(), Difficulty::Easy);
    RouterSettings settings = routing();
    settings.enabled = false;
    m_decider->apply(settings, 2);
    QCOMPARE(routingLabel(decided(continuation(), Difficulty::Easy)),
             QByteArray("skipped:routing-off"));
}

void TestDecider::aPauseIsLikeSwitchingOff()
{
    m_decider->setPaused(true);
    QCOMPARE(routingLabel(decided(ask(), Difficulty::Easy)), QByteArray("skipped:routing-off"));
    m_decider->setPaused(false);
    QCOMPARE(routingLabel(decided(ask(), Difficulty::Easy)), QByteArray("routed"));
}

void TestDecider::aTurnThatRunsNeedsNoKey()
{
    decided(ask(), Difficulty::Easy);
    RouterSettings settings = routing();
    settings.apiKey.clear();
    m_decider->apply(settings, 2);
    QCOMPARE(decided(continuation(), Difficulty::Hard).selectedModel, kHaiku);
    QCOMPARE(routingLabel(decided(ask(2), Difficulty::Easy)), QByteArray("skipped:no-router-key"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecider::aTurnThatRunsStaysInItsFamily()
{
    decided(ask(), Difficulty::Easy);
    RouterSettings settings = routing();
    settings.provider = proxy::RouterProvider::OpenAi;
    m_decider->apply(settings, 2);
    QCOMPARE(decided(continuation(), Difficulty::Hard).selectedModel, kHaiku);
    QCOMPARE(routingLabel(decided(ask(2), Difficulty::Easy)), QByteArray("kept:other-family"));
}

void TestDecider::aTurnStaysWhereItRanDuringAPause()
{
    decided(ask(), Difficulty::Easy);
    m_decider->setPaused(true);
    (void)decided(continuation(), Difficulty::Easy);
    m_decider->setPaused(false);
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.view.model = kAsked; // the session saw it
    (void)decide(continuation(), context);
    QCOMPARE(routingLabel(m_decisions.back()), QByteArray("reused"));
    QCOMPARE(m_decisions.back().selectedModel, kAsked);
    context.view.model = kHaiku; // nothing was asked during the pause
    (void)decide(continuation(), context);
    QCOMPARE(m_decisions.back().selectedModel, kHaiku);
}

void TestDecider::aTurnWithoutItsBeginningStaysWithItsSessionsModel_data()
{
    QTest::addColumn<RequestFacts>("facts");
    QTest::addColumn<QByteArray>("sessionsModel");
    QTest::addColumn<bool>("sameTurn");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const RequestFacts &facts,
                        const QByteArray &sessionsModel, bool sameTurn,
                        const QByteArray &expected) {
        QTest::newRow(title) << facts << sessionsModel << sameTurn << expected;
    };
    RequestFacts summary;
    summary.dialect = proxy::Dialect::Anthropic;
    summary.model = kAsked;
    summary.skip = RouteReason::NoUserText;
    RequestFacts summaryThenTools = summary;
    summaryThenTools.isContinuation = true;
    row("a summary, then tools", summaryThenTools, kHaiku, false, "reused " + kHaiku);
    row("a summary alone", summary, kHaiku, false, "reused " + kHaiku);
    row("a turn that was not seen", continuation(9), kHaiku, false, "reused " + kHaiku);
    row("the client names the turn", ask(9), kHaiku, true, "reused " + kHaiku);
    row("a new ask", ask(9), kHaiku, false, "asked");
    row("a summary of an unknown session", summaryThenTools, {}, false,
        "skipped:no-user-text " + kAsked);
    row("a turn of an unknown session", continuation(9), {}, false,
        "kept:continuation-unknown " + kAsked);
}

void TestDecider::aTurnWithoutItsBeginningStaysWithItsSessionsModel()
{
    QFETCH(RequestFacts, facts);
    QFETCH(QByteArray, sessionsModel);
    QFETCH(bool, sameTurn);
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    context.view.model = sessionsModel;
    context.view.sameTurn = sameTurn;
    const auto pending = decide(facts, context);
    const QByteArray found =
        pending ? QByteArray("asked")
                : routingLabel(m_decisions.back()) + ' ' + m_decisions.back().selectedModel;
    QTEST(found, "expected");
}

void TestDecider::cutsALongTextForTheRouter()
{
    RequestFacts facts = ask();
    facts.userText = QByteArray(300000, 'x');
    const auto pending = decide(facts);
    QVERIFY(m_router->asked(0).question.text.size() <= 24000);
}

void TestDecider::equalTextsAreAskedOnce()
{
    RequestFacts other = ask();
    other.firstTextHash = 78;
    auto first = decide(ask());
    auto second = decide(other);
    auto third = decide(other);
    QCOMPARE(m_router->count(), size_t(1));
    first.reset();
    QVERIFY(!m_router->asked(0).isCancelled);
    m_router->answer(0, Difficulty::Easy);
    QCOMPARE(m_decisions.size(), size_t(2));
    QCOMPARE(m_decisions[0].selectedModel, kHaiku);
    QCOMPARE(m_decisions[1].selectedModel, kHaiku);
}

void TestDecider::aRequestThatLeftIsNotTold()
{
    auto pending = decide(ask());
    pending.reset();
    QVERIFY(m_router->asked(0).isCancelled);
    QVERIFY(m_decisions.empty());
}

void TestDecider::autoFollowsTheRequestedFamily()
{
    RouterSettings settings = routing();
    settings.provider = proxy::RouterProvider::Auto;
    m_decider->apply(settings, 2);
    QCOMPARE(decided(ask(1, "gpt-5.4"), Difficulty::Easy).selectedModel, QByteArray("gpt-5(low)"));
    QCOMPARE(m_router->asked(0).question.provider, proxy::RouterProvider::OpenAi);
    QCOMPARE(decided(ask(2, "gemini-2.5-pro"), Difficulty::Easy).selectedModel,
             QByteArray("gemini-2.5-flash"));
    QCOMPARE(m_router->asked(1).question.provider, proxy::RouterProvider::Gemini);
    QCOMPARE(decided(ask(3), Difficulty::Easy).selectedModel, kHaiku);
    QCOMPARE(m_router->asked(2).question.provider, proxy::RouterProvider::Anthropic);
}

void TestDecider::theRoutersOwnChoiceIsTranslatedAndChecked_data()
{
    QTest::addColumn<QByteArray>("named");
    QTest::addColumn<Difficulty>("wire");
    QTest::addColumn<QString>("userEasy");
    QTest::addColumn<QByteArray>("selected");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<Difficulty>("difficulty");

    QTest::newRow("a label") << QByteArray("claude-4.5-haiku") << Difficulty::None << QString()
                             << kHaiku << QByteArray("routed") << Difficulty::Easy;
    QTest::newRow("a dated id") << kSonnet << Difficulty::None << QString() << kSonnet
                                << QByteArray("routed") << Difficulty::Hard;
    QTest::newRow("a difficulty beside it") << kSonnet << Difficulty::Medium << QString() << kSonnet
                                            << QByteArray("routed") << Difficulty::Medium;
    QTest::newRow("the user's map wins")
        << QByteArray("claude-4.5-haiku") << Difficulty::None << QStringLiteral("claude-opus-4-6")
        << QByteArray("claude-opus-4-6") << QByteArray("routed") << Difficulty::Easy;
    QTest::newRow("a model nobody lists")
        << QByteArray("claude-haiku-9") << Difficulty::None << QString() << kAsked
        << QByteArray("kept:no-listed-model") << Difficulty::Easy;
    QTest::newRow("a model that tells by its name")
        << QByteArray("claude-opus-4-6") << Difficulty::None << QString()
        << QByteArray("claude-opus-4-6") << QByteArray("routed") << Difficulty::Hard;
    QTest::newRow("a model of another family")
        << QByteArray("gpt-5") << Difficulty::None << QString() << kAsked
        << QByteArray("kept:unsafe") << Difficulty::None;
    QTest::newRow("needs info beside it") << kHaiku << Difficulty::NeedsInfo << QString() << kAsked
                                          << QByteArray("kept:needs-info") << Difficulty::NeedsInfo;
}

void TestDecider::theRoutersOwnChoiceIsTranslatedAndChecked()
{
    QFETCH(QByteArray, named);
    QFETCH(Difficulty, wire);
    QFETCH(QString, userEasy);
    RouterSettings settings = routing();
    settings.selector = proxy::RouterSelector::Provider;
    if (!userEasy.isEmpty())
        settings.modelMap.easy = {userEasy};
    m_decider->apply(settings, 2);
    const auto pending = decide(ask());
    m_router->answer(0, RouterAnswer {wire, {}, named});
    QTEST(m_decisions[0].selectedModel, "selected");
    QTEST(routingLabel(m_decisions[0]), "label");
    QTEST(m_decisions[0].difficulty, "difficulty");
}

void TestDecider::aRefusedModelIsRevertedAndBarred()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision routed = decided(ask(), Difficulty::Easy);
    const RouteDecision reverted = m_decider->revert(ask(), context, routed, kAbsent).decision;
    QCOMPARE(routingLabel(reverted), QByteArray("reverted:404"));
    QCOMPARE(reverted.selectedModel, kAsked);
    QCOMPARE(reverted.difficulty, Difficulty::Easy);
    QVERIFY(!reverted.modelChanged());

    // The rest of the turn keeps the original, later turns are asked but not sent there again.
    QCOMPARE(decided(continuation(), Difficulty::Easy).selectedModel, kAsked);
    QCOMPARE(routingLabel(decided(ask(2), Difficulty::Easy)), QByteArray("kept:barred"));
    QCOMPARE(decided(ask(3), Difficulty::Hard).selectedModel, kSonnet);
}

void TestDecider::aRefusalThatTheOriginalSharesBarsNothing()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision easy = decided(ask(), Difficulty::Easy);
    const auto first = m_decider->revert(ask(), context, easy, kRefused);
    // Another request of this client is refused before the original of the first is answered.
    const RouteDecision hard = decided(ask(2, kHaiku), Difficulty::Hard);
    QCOMPARE(hard.selectedModel, kSonnet);
    (void)m_decider->revert(ask(2, kHaiku), context, hard, kAbsent);
    m_decider->withdraw(context, first.refusal);
    QCOMPARE(decided(ask(3), Difficulty::Easy).selectedModel, kHaiku);
    QCOMPARE(routingLabel(decided(ask(4, kHaiku), Difficulty::Hard)), QByteArray("kept:barred"));
}

void TestDecider::aModelInTroubleIsLeftAloneForAWhile()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision routed = decided(ask(), Difficulty::Easy);
    (void)m_decider->revert(
        ask(), context, routed,
        {.status = 529, .cause = proxy::RefusalCause::Trouble, .retryAfter = 5s});
    QCOMPARE(routingLabel(decided(ask(2), Difficulty::Easy)), QByteArray("kept:barred"));
    m_now += 6s;
    QCOMPARE(decided(ask(3), Difficulty::Easy).selectedModel, kHaiku);
}

void TestDecider::aRefusalThatNoFactExplainsHoldsForItsSession()
{
    const DecisionContext here {.clientKeyHash = 1, .sessionId = "a", .path = "/v1/messages"};
    const DecisionContext there {.clientKeyHash = 1, .sessionId = "b", .path = "/v1/messages"};
    const auto first = decide(ask(), here);
    m_router->answer(0, Difficulty::Easy);
    (void)m_decider->revert(ask(), here, m_decisions[0], kRefused);
    const auto second = decide(ask(2), there);
    m_router->answer(1, Difficulty::Easy);
    QCOMPARE(m_decisions[1].selectedModel, kHaiku);
}

void TestDecider::aRefusedShapeIsKeptFromThatModelInEverySession()
{
    const DecisionContext here {.clientKeyHash = 1, .sessionId = "a", .path = "/v1/messages"};
    const DecisionContext there {.clientKeyHash = 1, .sessionId = "b", .path = "/v1/messages"};
    RequestFacts odd = ask();
    odd.features.hasContextManagement = true;
    const auto first = decide(odd, here);
    m_router->answer(0, Difficulty::Easy);
    QCOMPARE(m_decisions[0].selectedModel, kHaiku);
    (void)m_decider->revert(odd, here, m_decisions[0], kRefused);
    // The fact that the table knows nothing of is suspected; without it the model is free.
    const auto second = decide(ask(2), there);
    m_router->answer(1, Difficulty::Easy);
    QCOMPARE(m_decisions[1].selectedModel, kHaiku);
    odd = ask(3);
    odd.features.hasContextManagement = true;
    odd.features.hasImages = true;
    const auto third = decide(odd, there);
    m_router->answer(2, Difficulty::Easy);
    QCOMPARE(routingLabel(m_decisions[2]), QByteArray("kept:barred"));
}

void TestDecider::aRefusedLimitKeepsRequestsBeyondItOnly()
{
    DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = 5000};
    RequestFacts greedy = ask();
    greedy.maxTokens = 20'000;
    const auto first = decide(greedy, context);
    m_router->answer(0, Difficulty::Easy);
    QCOMPARE(m_decisions[0].selectedModel, kHaiku);
    proxy::ModelRefusal refusal = kRefused;
    refusal.limit = proxy::RefusedLimit::OutputTokens;
    (void)m_decider->revert(greedy, context, m_decisions[0], refusal);
    RequestFacts modest = ask(2);
    modest.maxTokens = 19'999;
    const auto second = decide(modest, context);
    m_router->answer(1, Difficulty::Easy);
    QCOMPARE(m_decisions[1].selectedModel, kHaiku);
    greedy = ask(3);
    greedy.maxTokens = 20'000;
    greedy.features.hasImages = true;
    const auto third = decide(greedy, context);
    m_router->answer(2, Difficulty::Easy);
    QCOMPARE(routingLabel(m_decisions[2]), QByteArray("kept:barred"));
    refusal.limit = proxy::RefusedLimit::PromptLength;
    (void)m_decider->revert(modest, context, m_decisions[1], refusal);
    context.bodyBytes = 4999;
    const auto fourth = decide(ask(4), context);
    m_router->answer(3, Difficulty::Easy);
    QCOMPARE(m_decisions.back().selectedModel, kHaiku);
    context.bodyBytes = 5000;
    const auto fifth = decide(ask(5), context);
    m_router->answer(4, Difficulty::Easy);
    QCOMPARE(routingLabel(m_decisions.back()), QByteArray("kept:barred"));
}

void TestDecider::aRefusedLimitIsRememberedAsItWasNamed()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = 4000};
    const RouteDecision routed = decided(ask(), Difficulty::Easy);
    QCOMPARE(routed.selectedModel, kHaiku);
    RequestFacts facts = ask();
    facts.maxTokens = 20'000;
    proxy::ModelRefusal refusal = kRefused;
    refusal.limit = proxy::RefusedLimit::OutputTokens;
    refusal.most = 8000;
    (void)m_decider->revert(facts, context, routed, refusal);
    facts = ask(2);
    facts.maxTokens = 8001;
    QCOMPARE(routingLabel(decided(facts, Difficulty::Easy)), QByteArray("kept:barred"));
    facts = ask(3);
    facts.maxTokens = 8000;
    QCOMPARE(decided(facts, Difficulty::Easy).selectedModel, kHaiku);
    refusal.limit = proxy::RefusedLimit::PromptLength;
    refusal.most = 500;
    refusal.asked = 1000;
    (void)m_decider->revert(ask(4), context, routed, refusal);
    const auto of = [this](quint64 turn, qint64 bytes) {
        const size_t before = m_router->count();
        const auto pending =
            decide(ask(turn), {.clientKeyHash = 1, .path = "/v1/messages", .bodyBytes = bytes});
        if (m_router->count() > before)
            m_router->answer(before, Difficulty::Easy);
        return routingLabel(m_decisions.back());
    };
    QCOMPARE(of(5, 2001), QByteArray("kept:barred"));
    QCOMPARE(of(6, 2000), QByteArray("routed"));
}

void TestDecider::whatTwoSessionsWereRefusedIsKeptFromAll()
{
    const auto in = [](const char *session) {
        return DecisionContext {.clientKeyHash = 1, .sessionId = session, .path = "/v1/messages"};
    };
    const auto labelIn = [&](quint64 turn, const char *session) {
        const size_t before = m_router->count();
        const auto pending = decide(ask(turn), in(session));
        if (m_router->count() > before)
            m_router->answer(before, Difficulty::Easy);
        return routingLabel(m_decisions.back());
    };
    QCOMPARE(labelIn(1, "a"), QByteArray("routed"));
    (void)m_decider->revert(ask(1), in("a"), m_decisions.back(), kRefused);
    QCOMPARE(labelIn(2, "a"), QByteArray("kept:barred"));
    QCOMPARE(labelIn(3, "b"), QByteArray("routed"));
    (void)m_decider->revert(ask(3), in("b"), m_decisions.back(), kRefused);
    QCOMPARE(labelIn(4, "c"), QByteArray("kept:barred"));
    m_now += 10min;
    QCOMPARE(labelIn(5, "c"), QByteArray("routed"));
    QCOMPARE(labelIn(6, "a"), QByteArray("kept:barred"));
}

void TestDecider::aModelNewerThanTheTableIsToldWhateverIsDecided()
{
    const RouteDecision hard = decided(ask(1, "claude-opus-9"), Difficulty::Hard);
    QCOMPARE(hard.selectedModel, QByteArray("claude-opus-9"));
    const auto isTold = [](const proxy::TraceStep &step) {
        return step.result == "assumed"
               && step.detail.utf8()
                      == "claude-opus-9: newer than the table, judged like claude-opus-5-5";
    };
    QCOMPARE(std::count_if(hard.trace.begin(), hard.trace.end(), isTold), 1);
    const RouteDecision known = decided(ask(2), Difficulty::Hard);
    QVERIFY(std::none_of(known.trace.begin(), known.trace.end(),
                         [](const auto &step) { return step.result == "assumed"; }));
}

void TestDecider::theNextTargetServesWhatTheFirstRefused()
{
    m_list = std::make_shared<ModelList>(ModelList {kHaiku, "claude-haiku-5-5", kSonnet});
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    RequestFacts odd = ask();
    odd.features.hasContextManagement = true;
    const RouteDecision routed = decided(odd, Difficulty::Easy);
    QCOMPARE(routed.selectedModel, QByteArray("claude-haiku-5-5"));
    (void)m_decider->revert(odd, context, routed, kRefused);
    odd = ask(2);
    odd.features.hasContextManagement = true;
    QCOMPARE(decided(odd, Difficulty::Easy).selectedModel, kHaiku);
}

void TestDecider::whatNoTargetTakesIsNotAsked()
{
    RequestFacts facts = ask();
    facts.features.hasSystemTurns = true;
    QCOMPARE(routingLabel(decided(facts, Difficulty::Easy)), QByteArray("kept:unsafe"));
    QCOMPARE(m_router->count(), size_t(0));
}

void TestDecider::previousResponsesKeepTheirModel()
{
    const DecisionContext context {.clientKeyHash = 1, .path = "/v1/messages"};
    const RouteDecision routed = decided(ask(), Difficulty::Easy);
    m_decider->noteResponse("resp_1", context, routed);
    RequestFacts next = ask(2);
    next.previousResponseId = "resp_1";
    QCOMPARE(decided(next, Difficulty::Hard).selectedModel, kHaiku);
    next.previousResponseId = "resp_2";
    QCOMPARE(routingLabel(decided(next, Difficulty::Hard)),
             QByteArray("kept:continuation-unknown"));
    (void)m_decider->revert(ask(), context, routed, kRefused);
    next.previousResponseId = "resp_1";
    QCOMPARE(routingLabel(decided(next, Difficulty::Hard)), QByteArray("kept:barred"));
    QCOMPARE(m_router->count(), size_t(1));
}

void TestDecider::measuresWithTheClockItWasGiven()
{
    const auto pending = decide(ask());
    m_now += 563ms;
    m_router->answer(0, Difficulty::Easy);
    QCOMPARE(m_decisions[0].routingTime, 563000us);
}

void TestDecider::leavesATraceOfEachStep()
{
    const RouteDecision decision = decided(ask(), Difficulty::Easy);
    QByteArrayList steps;
    for (const auto &step : decision.trace)
        steps.append(step.step + '=' + step.result);
    QCOMPARE(steps.join(' '),
             QByteArray("switch=pass routable=pass hand=pass turn-type=pass "
                        "previous-response=pass known-turn=pass session=pass family=pass "
                        "continuation=pass text=pass "
                        "classify=easy target=unlisted preflight=safe policy=cold select=routed"));
    QCOMPARE(decision.trace.back().detail.utf8(), kHaiku);
    QCOMPARE(decided(continuation(), Difficulty::Easy).trace.back().step, QByteArray("known-turn"));
}

QTEST_GUILESS_MAIN(TestDecider)
#include "tst_decider.moc"
