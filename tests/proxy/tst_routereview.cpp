// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangejson.h"
#include "proxy/replay/routereview.h"

#include <QTest>

using proxy::Difficulty;
using proxy::LocalVerdict;
using proxy::LoggedRequest;
using proxy::RouteLabel;
using proxy::RouteReview;

namespace {

LoggedRequest ask(const QByteArray &id, quint64 text, Difficulty verdict = Difficulty::Easy,
                  int score = 10)
{
    LoggedRequest request;
    request.id = id;
    request.session = "s";
    request.features.turn = proxy::TurnType::HumanAsk;
    request.features.facts.userTextHash = text;
    request.local = LocalVerdict {.difficulty = verdict, .score = score};
    return request;
}

LoggedRequest loop(const QByteArray &id, int failedResults = 0)
{
    LoggedRequest request;
    request.id = id;
    request.session = "s";
    request.features.turn = proxy::TurnType::ToolContinuation;
    request.features.facts.isContinuation = true;
    request.features.facts.signs.failedResults = failedResults;
    return request;
}

std::vector<proxy::ReviewedAsk> reviewOf(const std::vector<LoggedRequest> &requests,
                                         QHash<QByteArray, Difficulty> said = {})
{
    RouteReview review(std::move(said));
    for (const LoggedRequest &request : requests)
        review.add(request);
    return review.asks();
}

LoggedRequest boosted(LoggedRequest request)
{
    request.boosted = true;
    return request;
}

} // namespace

class TestRouteReview final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBoostSpeaksOfTheTwoTurnsBefore();
    void theSameAskAgainSpeaksOfTheFirst();
    void errorsAfterAnEasyVerdictSpeakOfIt();
    void aRevertIsTold();
    void whatThePersonSaidCountsFirst();
    void sessionsAreKeptApart();
    void tellsHowLimitsWouldDo();
    void tellsTheAgreementWithMorph();
    void readsTheVerdictOfARow();
};

void TestRouteReview::aBoostSpeaksOfTheTwoTurnsBefore()
{
    const auto asks = reviewOf(
        {ask("1", 1), loop("1a"), ask("2", 2), ask("3", 3), boosted(ask("4", 4)), ask("5", 5)});
    QCOMPARE(asks.size(), size_t(5));
    QVERIFY(!asks[0].has(RouteLabel::Boosted));
    QVERIFY(asks[1].has(RouteLabel::Boosted));
    QVERIFY(asks[2].has(RouteLabel::Boosted));
    QVERIFY(!asks[3].has(RouteLabel::Boosted));
    QCOMPARE(asks[1].shouldBeHard(), std::optional(true));
    QCOMPARE(asks[3].shouldBeHard(), std::nullopt);
}

void TestRouteReview::theSameAskAgainSpeaksOfTheFirst()
{
    const auto asks = reviewOf(
        {ask("1", 7), loop("1a"), ask("2", 7), ask("3", 8), ask("4", 7), ask("5", 0), ask("6", 0)});
    QVERIFY(asks[0].has(RouteLabel::AskedAgain));
    for (size_t i = 1; i < asks.size(); ++i)
        QVERIFY(!asks[i].has(RouteLabel::AskedAgain));
}

void TestRouteReview::errorsAfterAnEasyVerdictSpeakOfIt()
{
    const auto asks = reviewOf({ask("1", 1), loop("1a", 1), ask("2", 2), loop("2a", 2),
                                ask("3", 3, Difficulty::None), loop("3a", 4)});
    QVERIFY(!asks[0].has(RouteLabel::ErrorsAfterEasy));
    QVERIFY(asks[1].has(RouteLabel::ErrorsAfterEasy));
    QVERIFY(!asks[2].has(RouteLabel::ErrorsAfterEasy));
}

void TestRouteReview::aRevertIsTold()
{
    LoggedRequest request = ask("1", 1);
    request.reverted = true;
    const auto asks = reviewOf({request});
    QVERIFY(asks[0].has(RouteLabel::Reverted));
    QCOMPARE(asks[0].shouldBeHard(), std::nullopt);
}

void TestRouteReview::whatThePersonSaidCountsFirst()
{
    const auto asks =
        reviewOf({ask("1", 1), loop("1a", 3), ask("2", 2)},
                 {{"1", Difficulty::Hard}, {"1a", Difficulty::Easy}, {"2", Difficulty::Hard}});
    QVERIFY(asks[0].has(RouteLabel::ErrorsAfterEasy));
    QCOMPARE(asks[0].shouldBeHard(), std::optional(false));
    QCOMPARE(asks[1].shouldBeHard(), std::optional(true));
}

void TestRouteReview::sessionsAreKeptApart()
{
    LoggedRequest other = ask("2", 1);
    other.session = "t";
    LoggedRequest nobodys = ask("3", 1);
    nobodys.session.clear();
    const auto asks = reviewOf({ask("1", 1), boosted(other), nobodys});
    QCOMPARE(asks.size(), size_t(2));
    QVERIFY(!asks[0].has(RouteLabel::Boosted) && !asks[0].has(RouteLabel::AskedAgain));
}

void TestRouteReview::tellsHowLimitsWouldDo()
{
    LoggedRequest unjudged = ask("9", 9);
    unjudged.local.reset();
    const auto asks = reviewOf({ask("1", 1, Difficulty::Easy, 5), ask("2", 2, Difficulty::None, 15),
                                ask("3", 3, Difficulty::None, 40), unjudged},
                               {{"1", Difficulty::Easy}, {"2", Difficulty::Hard}});
    const auto limits = reviewLimits(asks);
    QCOMPARE(limits.front().score, 5);
    QCOMPARE(limits.front().easy, 1);
    QCOMPARE(limits.front().shouldBeEasy, 1);
    QCOMPARE(limits.front().shouldBeHard, 0);
    QCOMPARE(limits.back().score, 50);
    QCOMPARE(limits.back().easy, 3);
    QCOMPARE(limits.back().shouldBeEasy, 1);
    QCOMPARE(limits.back().shouldBeHard, 1);
}

void TestRouteReview::tellsTheAgreementWithMorph()
{
    const auto answered = [](Difficulty ours, Difficulty morph) {
        LoggedRequest request = ask("1", 1, ours);
        request.answer = morph;
        return request;
    };
    const auto agreement = agreementOf(reviewOf(
        {answered(Difficulty::Easy, Difficulty::Easy),
         answered(Difficulty::Easy, Difficulty::Medium),
         answered(Difficulty::None, Difficulty::Hard), answered(Difficulty::Hard, Difficulty::Hard),
         answered(Difficulty::Hard, Difficulty::None),
         answered(Difficulty::Hard, Difficulty::NeedsInfo)}));
    QCOMPARE(agreement[0][0], 1);
    QCOMPARE(agreement[0][1], 1);
    QCOMPARE(agreement[1][2], 1);
    QCOMPARE(agreement[2][2], 1);
    int all = 0;
    for (const auto &row : agreement) {
        for (const int count : row)
            all += count;
    }
    QCOMPARE(all, 4);
}

void TestRouteReview::readsTheVerdictOfARow()
{
    proxy::Exchange exchange;
    exchange.id = "00000000000000aa";
    exchange.routable = true;
    exchange.session = "s";
    exchange.features = std::make_shared<const proxy::DecisionFeatures>();
    exchange.decision.difficulty = Difficulty::Easy;
    exchange.decision.classifier = "local";
    exchange.decision.local = LocalVerdict {.difficulty = Difficulty::Easy, .score = 7};
    const auto logged = [&exchange] {
        QByteArray row;
        proxy::appendExchangeJson(row, exchange);
        return *proxy::loggedRequestFrom(row);
    };
    QCOMPARE(logged().local, std::optional(LocalVerdict {Difficulty::Easy, 7}));
    QCOMPARE(logged().answer, Difficulty::None);
    exchange.decision.classifier = "morph";
    exchange.decision.local = LocalVerdict {.difficulty = Difficulty::None, .score = 50};
    exchange.decision.ruleId = "session";
    exchange.decision.difficulty = Difficulty::Hard;
    QCOMPARE(logged().local, std::optional(LocalVerdict {Difficulty::None, 50}));
    QCOMPARE(logged().answer, Difficulty::Hard);
    QVERIFY(logged().boosted);
    exchange.decision.local.reset();
    exchange.decision.outcome = proxy::RoutingOutcome::Reverted;
    exchange.decision.revertedStatus = 400;
    QVERIFY(!logged().local);
    QVERIFY(logged().reverted);
}

QTEST_GUILESS_MAIN(TestRouteReview)
#include "tst_routereview.moc"
