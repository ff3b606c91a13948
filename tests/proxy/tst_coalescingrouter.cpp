// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/coalescingrouter.h"
#include "tests/support/fakerouter.h"

#include <QTest>

using namespace std::chrono_literals;
using proxy::CoalescingRouter;
using proxy::Difficulty;
using proxy::ErrorCode;
using proxy::Result;
using proxy::RouterAnswer;

namespace {

/// What one asker was told.
struct Answered
{
    int times = 0;
    Difficulty difficulty = Difficulty::None;
    std::optional<ErrorCode> error;
    int attempts = -1;

    proxy::Router::Callback callback()
    {
        return [this](const Result<RouterAnswer> &result, int sent) {
            ++times;
            attempts = sent;
            if (result)
                difficulty = result->difficulty;
            else
                error = result.error().code;
        };
    }
};

} // namespace

class TestCoalescingRouter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOnceForEqualQuestions();
    void asksAgainForOtherQuestions();
    void asksAgainAfterTheAnswer();
    void joiningExtendsTheCall();
    void oneLeavingCancelsNothingForTheOthers();
    void theLastOneLeavingCancelsTheCall();
    void everyoneHasTheirOwnBudget();
    void oneWhoseBudgetEndsLeavesTheCallToTheOthers();
    void joinsNoCallThatIsOverItsBudget();
    void joinsNoCallOfOtherSettings();
    void anAskerMayLeaveTheOthersFromItsCallback();
    void anAskerMayAskAgainFromItsCallback();
    void mayGoBeforeTheAskers();
};

void TestCoalescingRouter::asksOnceForEqualQuestions()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered first;
    Answered second;
    const auto a = router.classify({.text = "x"}, first.callback());
    const auto b = router.classify({.text = "x"}, second.callback());
    QCOMPARE(inner.count(), size_t(1));
    inner.answer(0, RouterAnswer {Difficulty::Hard, "hard", {}}, 3);
    QCOMPARE(first.difficulty, Difficulty::Hard);
    QCOMPARE(first.attempts, 3);
    QCOMPARE(second.difficulty, Difficulty::Hard);
    QCOMPARE(second.attempts, 0);
}

void TestCoalescingRouter::asksAgainForOtherQuestions()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    const auto a = router.classify({.text = "x"}, told.callback());
    const auto b = router.classify({.text = "y"}, told.callback());
    const auto c =
        router.classify({.text = "x", .provider = proxy::RouterProvider::OpenAi}, told.callback());
    QCOMPARE(inner.count(), size_t(3));
}

void TestCoalescingRouter::asksAgainAfterTheAnswer()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    auto call = router.classify({.text = "x"}, told.callback());
    inner.answer(0, Difficulty::Easy);
    call = router.classify({.text = "x"}, told.callback());
    QCOMPARE(inner.count(), size_t(2));
}

void TestCoalescingRouter::joiningExtendsTheCall()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    const auto a = router.classify({.text = "x"}, told.callback());
    QCOMPARE(inner.asked(0).extensions, 0);
    const auto b = router.classify({.text = "x"}, told.callback());
    QCOMPARE(inner.asked(0).extensions, 1);
}

void TestCoalescingRouter::oneLeavingCancelsNothingForTheOthers()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered first;
    Answered second;
    auto a = router.classify({.text = "x"}, first.callback());
    const auto b = router.classify({.text = "x"}, second.callback());
    a.reset();
    QVERIFY(!inner.asked(0).isCancelled);
    inner.answer(0, Difficulty::Easy);
    QCOMPARE(first.times, 0);
    QCOMPARE(second.times, 1);
}

void TestCoalescingRouter::theLastOneLeavingCancelsTheCall()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    auto a = router.classify({.text = "x"}, told.callback());
    auto b = router.classify({.text = "x"}, told.callback());
    a.reset();
    b.reset();
    QVERIFY(inner.asked(0).isCancelled);
    QCOMPARE(told.times, 0);
}

void TestCoalescingRouter::everyoneHasTheirOwnBudget()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered hurried;
    Answered patient;
    router.setBudget(5min);
    // Settings of another budget share no call, so the patient one asks first and is joined by
    // nobody; the two calls end apart.
    const auto a = router.classify({.text = "x"}, patient.callback());
    router.setBudget(5ms);
    const auto b = router.classify({.text = "x"}, hurried.callback());
    QTRY_COMPARE(hurried.times, 1);
    QCOMPARE(hurried.error, ErrorCode::RouterTimeout);
    QCOMPARE(hurried.attempts, 1);
    QVERIFY(inner.asked(1).isCancelled);
    QCOMPARE(patient.times, 0);
    inner.answer(0, Difficulty::Easy);
    QCOMPARE(patient.times, 1);
}

void TestCoalescingRouter::oneWhoseBudgetEndsLeavesTheCallToTheOthers()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    router.setBudget(1s);
    Answered second;
    bool wasAlone = false;
    int told = 0;
    const auto a = router.classify({.text = "x"}, [&](const Result<RouterAnswer> &result, int) {
        wasAlone = second.times == 0 && !inner.asked(0).isCancelled;
        told += result ? 100 : 1;
    });
    const auto b = router.classify({.text = "x"}, second.callback());
    QCOMPARE(inner.count(), size_t(1));
    QTRY_COMPARE(second.times, 1);
    QCOMPARE(told, 1);
    QVERIFY(wasAlone);
    QCOMPARE(second.error, ErrorCode::RouterTimeout);
    QVERIFY(inner.asked(0).isCancelled);
}

void TestCoalescingRouter::joinsNoCallThatIsOverItsBudget()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    router.setBudget(0ms);
    Answered told;
    const auto a = router.classify({.text = "x"}, told.callback());
    const auto b = router.classify({.text = "x"}, told.callback());
    QCOMPARE(inner.count(), size_t(2));
}

void TestCoalescingRouter::joinsNoCallOfOtherSettings()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    const auto a = router.classify({.text = "x"}, told.callback());
    router.setBudget(2s);
    const auto b = router.classify({.text = "x"}, told.callback());
    QCOMPARE(inner.count(), size_t(2));
    QVERIFY(!inner.asked(0).isCancelled);
}

void TestCoalescingRouter::anAskerMayLeaveTheOthersFromItsCallback()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered second;
    std::unique_ptr<proxy::Router::Call> a;
    std::unique_ptr<proxy::Router::Call> b;
    a = router.classify({.text = "x"}, [&](const auto &, int) {
        a.reset();
        b.reset();
    });
    b = router.classify({.text = "x"}, second.callback());
    inner.answer(0, Difficulty::Easy);
    QCOMPARE(second.times, 0);
    QVERIFY(!a && !b);
}

void TestCoalescingRouter::anAskerMayAskAgainFromItsCallback()
{
    FakeRouter inner;
    CoalescingRouter router(inner);
    Answered told;
    std::unique_ptr<proxy::Router::Call> a;
    a = router.classify({.text = "x"}, [&](const auto &, int) {
        a = router.classify({.text = "y"}, told.callback());
    });
    inner.answer(0, Difficulty::Easy);
    QCOMPARE(inner.count(), size_t(2));
    inner.answer(1, Difficulty::Hard);
    QCOMPARE(told.difficulty, Difficulty::Hard);
}

void TestCoalescingRouter::mayGoBeforeTheAskers()
{
    FakeRouter inner;
    Answered told;
    std::unique_ptr<proxy::Router::Call> call;
    {
        CoalescingRouter router(inner);
        call = router.classify({.text = "x"}, told.callback());
        QVERIFY(!inner.asked(0).isCancelled);
    }
    QVERIFY(inner.asked(0).isCancelled);
    call.reset();
    QCOMPARE(told.times, 0);
}

QTEST_GUILESS_MAIN(TestCoalescingRouter)
#include "tst_coalescingrouter.moc"
