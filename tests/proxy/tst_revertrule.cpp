// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/revertrule.h"

#include <QTest>
#include <QTimeZone>

using namespace proxy;
using Fate = AnswerVerdict::Fate;

namespace {

const QDateTime kNow = QDateTime::fromSecsSinceEpoch(1'800'000'000, QTimeZone::utc());

ResponseHead answer(int status)
{
    ResponseHead head;
    head.status = status;
    return head;
}

RouteDecision decisionFor(const QByteArray &model)
{
    RouteDecision decision;
    decision.requestedModel = "big";
    decision.selectedModel = model;
    return decision;
}

const RouteDecision kKept = decisionFor("big");
const RouteDecision kRouted = decisionFor("small");

} // namespace

class TestRevertRule final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerIsHeldOnlyWhenAnEditMayBeToBlame_data();
    void anAnswerIsHeldOnlyWhenAnEditMayBeToBlame();
    void theAnswerToTheOriginalIsForwardedWhateverItIs_data();
    void theAnswerToTheOriginalIsForwardedWhateverItIs();
    void aHeldErrorIsReverted();
    void aHeldErrorTellsItsCauseByItsWords();
    void aHeldErrorTellsWhenToAskAgain();
    void whatIsNoErrorIsForwarded();
};

void TestRevertRule::anAnswerIsHeldOnlyWhenAnEditMayBeToBlame_data()
{
    QTest::addColumn<bool>("isRouted");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isHeld");
    for (const int status : {101, 200, 204, 302, 399}) {
        QTest::addRow("routed, %d", status) << true << status << false;
        QTest::addRow("kept, %d", status) << false << status << false;
    }
    for (const int status : {400, 401, 404, 413, 429, 500, 529, 599}) {
        QTest::addRow("routed, %d", status) << true << status << true;
        QTest::addRow("kept, %d", status) << false << status << false;
    }
}

void TestRevertRule::anAnswerIsHeldOnlyWhenAnEditMayBeToBlame()
{
    QFETCH(bool, isRouted);
    QFETCH(int, status);
    QFETCH(bool, isHeld);
    const AnswerVerdict verdict = judgeHead(isRouted ? kRouted : kKept, nullptr, answer(status));
    QCOMPARE(verdict.fate, isHeld ? Fate::Hold : Fate::Forward);
    QVERIFY(!verdict.refusal);
    QVERIFY(!verdict.clearsModel);
}

void TestRevertRule::theAnswerToTheOriginalIsForwardedWhateverItIs_data()
{
    QTest::addColumn<int>("routedStatus");
    QTest::addColumn<int>("originalStatus");
    QTest::addColumn<bool>("clearsModel");
    QTest::newRow("served") << 400 << 200 << false;
    QTest::newRow("refused alike") << 400 << 400 << true;
    QTest::newRow("refused otherwise") << 400 << 404 << false;
    QTest::newRow("not allowed alike") << 403 << 403 << true;
    QTest::newRow("both at a limit") << 429 << 429 << false;
    QTest::newRow("both in trouble") << 500 << 500 << false;
}

void TestRevertRule::theAnswerToTheOriginalIsForwardedWhateverItIs()
{
    QFETCH(int, routedStatus);
    QFETCH(int, originalStatus);
    QFETCH(bool, clearsModel);
    const auto refusal = modelRefusal(answer(routedStatus), {}, kNow);
    QVERIFY(refusal);
    for (const RouteDecision &decision : {kKept, kRouted}) {
        const AnswerVerdict verdict = judgeHead(decision, &*refusal, answer(originalStatus));
        QCOMPARE(verdict.fate, Fate::Forward);
        QCOMPARE(verdict.clearsModel, clearsModel);
    }
}

void TestRevertRule::aHeldErrorIsReverted()
{
    const AnswerVerdict verdict = judgeHeld(answer(400), "{}", kNow);
    QCOMPARE(verdict.fate, Fate::Revert);
    QVERIFY(verdict.refusal);
    QCOMPARE(verdict.refusal->status, 400);
    QCOMPARE(verdict.refusal->cause, RefusalCause::Shape);
}

void TestRevertRule::aHeldErrorTellsItsCauseByItsWords()
{
    const AnswerVerdict verdict =
        judgeHeld(answer(502), R"({"error":"unknown provider for model small"})", kNow);
    QCOMPARE(verdict.refusal.value().cause, RefusalCause::Absence);
}

void TestRevertRule::aHeldErrorTellsWhenToAskAgain()
{
    ResponseHead head = answer(429);
    head.headers.append("Retry-After", "7");
    const AnswerVerdict verdict = judgeHeld(head, {}, kNow);
    QCOMPARE(verdict.refusal.value().retryAfter.value(), std::chrono::seconds(7));
}

void TestRevertRule::whatIsNoErrorIsForwarded()
{
    const AnswerVerdict verdict = judgeHeld(answer(200), "{}", kNow);
    QCOMPARE(verdict.fate, Fate::Forward);
    QVERIFY(!verdict.refusal);
}

QTEST_GUILESS_MAIN(TestRevertRule)
#include "tst_revertrule.moc"
