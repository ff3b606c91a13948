// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/exchangequery.h"
#include "proxy/query/querywords.h"

#include <QDateTime>
#include <QTest>

using namespace proxy;
using namespace std::chrono_literals;

class TestExchangeQuery final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsRows_data();
    void findsRows();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void marksThePartThatIsWrong();
    void whatIsStillTypedHidesNothing_data();
    void whatIsStillTypedHidesNothing();
    void timesCountBackFromNow();
    void manyParenthesesAreRefused();
    void aTermIsQuotedWhereItMustBe();
    void everySuggestionCanBeRead();
    void datesOfModelsAreNoChange_data();
    void datesOfModelsAreNoChange();

private:
    static std::vector<Exchange> rows();
};

namespace {

constexpr qint64 kNow = 1764500000000;

QByteArray idsThatMatch(const std::vector<Exchange> &rows, const QString &filter)
{
    const auto query = ExchangeQuery::parse(filter, kNow);
    if (!query)
        return "wrong: " + query.error().reason.utf8();
    QByteArray ids;
    for (const Exchange &row : rows) {
        if (query->matches(row))
            ids += row.id;
    }
    return ids;
}

} // namespace

/// a: an easy one that another model answered; b: one that failed; c: one that goes on.
std::vector<Exchange> TestExchangeQuery::rows()
{
    Exchange a;
    a.id = "a";
    a.startedAtMs = kNow - 3600000;
    a.client = "claude-code";
    a.project = "shop api";
    a.routable = true;
    a.status = 200;
    a.end = ExchangeEnd::Complete;
    a.decision.requestedModel = "claude-sonnet-4-5";
    a.decision.selectedModel = "claude-haiku-4-5";
    a.decision.difficulty = Difficulty::Easy;
    a.decision.outcome = RoutingOutcome::Routed;
    a.timing.finished = 12s;
    a.usage = {.input = 60000, .output = 500};
    a.cost.actual = kPicoPerDollar / 50;
    Exchange b = a;
    b.id = "b";
    b.startedAtMs = kNow - 60000;
    b.client = "codex";
    b.project = "notes";
    b.status = 529;
    b.end = ExchangeEnd::Failed;
    b.decision.requestedModel = "gpt-5(high)";
    b.decision.selectedModel = "gpt-5(high)";
    b.decision.outcome = RoutingOutcome::Kept;
    b.decision.reason = RouteReason::BreakerOpen;
    b.decision.difficulty = Difficulty::Hard;
    b.timing.finished = 800ms;
    b.usage = {};
    b.cost = {};
    Exchange c = a;
    c.id = "c";
    c.startedAtMs = kNow - 1000;
    c.status = 0;
    c.end = ExchangeEnd::Open;
    c.decision.selectedModel = "claude-sonnet-4-5-20250929";
    c.timing.finished.reset();
    c.usage = {};
    c.cost = {};
    return {a, b, c};
}

void TestExchangeQuery::findsRows_data()
{
    QTest::addColumn<QByteArray>("ids");
    const auto row = [](const char *filter, const char *ids) {
        QTest::newRow(filter) << QByteArray(ids);
    };
    row("", "abc");
    row("codex", "b");
    row("CODEX", "b");
    row("client:codex or end:open", "bc");
    row("client:codex or end:open changed:yes", "b");
    row("(client:codex or end:open) status:0", "c");
    row("not client:codex", "ac");
    row("-(client:codex or end:open)", "a");
    row("client:claude and -end:open", "a");
    row("\"shop api\"", "ac");
    row("project:\"shop api\" ms:>10s", "a");
    row("\"or\"", "");
    row("tokens:>50k", "a");
    row("tokens:<=50k", "");
    row("ms:<1s", "b");
    row("ms:>0.1m", "a");
    row("cost:>0.01", "a");
    row("changed:yes", "a");
    row("changed:no", "bc");
    row("failed:yes", "b");
    row("status:>=500", "b");
    row("why:kept:breaker-open", "b");
    row("model:gpt-5(high)", "b");
    row("(model:gpt-5(high))", "b");
    row("requested:=claude-sonnet-4-5", "ac");
    row("selected:=claude-sonnet-4-5", "");
    row("since:10m", "bc");
    row("until:10m", "a");
    row("12:30", "");
}

void TestExchangeQuery::findsRows()
{
    QFETCH(QByteArray, ids);
    QCOMPARE(idsThatMatch(rows(), QString::fromUtf8(QTest::currentDataTag())), ids);
}

void TestExchangeQuery::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char *filter, const char *reason) {
        QTest::newRow(filter) << QByteArray(reason);
    };
    row("statsu:500", "no field `statsu`; did you mean `status`?");
    row("quux:1", "no field `quux`; a word with a colon stands in quotes");
    row("status:abc", "`abc` is no number; write >500, <=2k or 10s");
    row("status:>2h", "`2h` is no number; write >500, <=2k or 10s");
    row("since:soon", "`soon` is no time; write 10m, 2h, 14:30 or 2026-11-30");
    row("changed:maybe", "write yes or no, not `maybe`");
    row("(a or b", "this parenthesis is not closed");
    row("a) b", "this closes no parenthesis");
}

void TestExchangeQuery::saysWhatIsWrong()
{
    QFETCH(QByteArray, reason);
    QCOMPARE(idsThatMatch(rows(), QString::fromUtf8(QTest::currentDataTag())), "wrong: " + reason);
}

void TestExchangeQuery::marksThePartThatIsWrong()
{
    const auto query = ExchangeQuery::parse(QStringLiteral("codex statsu:500 easy"), kNow);
    QVERIFY(!query);
    QCOMPARE(query.error().begin, 6);
    QCOMPARE(query.error().length, 10);
}

void TestExchangeQuery::whatIsStillTypedHidesNothing_data()
{
    QTest::addColumn<QByteArray>("ids");
    for (const char *filter : {"status:", "status:>=", "not", "-", "changed:"}) {
        if (qstrcmp(filter, "-") != 0)
            QTest::newRow(filter) << QByteArray("abc");
    }
    QTest::newRow("codex or") << QByteArray("b");
    QTest::newRow("codex and") << QByteArray("b");
    QTest::newRow("project:\"shop") << QByteArray("ac");
}

void TestExchangeQuery::whatIsStillTypedHidesNothing()
{
    QFETCH(QByteArray, ids);
    QCOMPARE(idsThatMatch(rows(), QString::fromUtf8(QTest::currentDataTag())), ids);
}

void TestExchangeQuery::timesCountBackFromNow()
{
    const auto matches = [this](const QString &filter, qint64 startedAtMs) {
        Exchange exchange;
        exchange.startedAtMs = startedAtMs;
        const auto query = ExchangeQuery::parse(filter, kNow);
        return query && query->dependsOnTime() && query->matches(exchange);
    };
    QVERIFY(matches(QStringLiteral("since:2h"), kNow - 7199999));
    QVERIFY(!matches(QStringLiteral("since:2h"), kNow - 7200001));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(kNow);
    const QString minute = now.toString(QStringLiteral("HH:mm"));
    QVERIFY(matches(QStringLiteral("since:") + minute, kNow));
    QVERIFY(!matches(QStringLiteral("since:") + minute, kNow - 60000));
    const QString day = now.toString(QStringLiteral("yyyy-MM-dd"));
    QVERIFY(matches(QStringLiteral("since:") + day, kNow));
    QVERIFY(!matches(QStringLiteral("until:") + day, kNow));
    QVERIFY(!ExchangeQuery::parse(QStringLiteral("codex"), kNow)->dependsOnTime());
}

void TestExchangeQuery::manyParenthesesAreRefused()
{
    QVERIFY(!ExchangeQuery::parse(QString(4000, u'('), kNow));
    QVERIFY(!ExchangeQuery::parse(QString(4000, u'-'), kNow));
    QVERIFY(!ExchangeQuery::parse(QString(5000, u'a'), kNow));
    QVERIFY(ExchangeQuery::parse(QStringLiteral("((((codex))))"), kNow));
}

void TestExchangeQuery::aTermIsQuotedWhereItMustBe()
{
    QCOMPARE(queryTerm(QStringLiteral("client"), QStringLiteral("codex")),
             QStringLiteral("client:codex"));
    const QString term = queryTerm(QStringLiteral("project"), QStringLiteral("=shop api"));
    QCOMPARE(term, QStringLiteral("project:\"=shop api\""));
    QCOMPARE(idsThatMatch(rows(), term), QByteArray("ac"));
}

void TestExchangeQuery::everySuggestionCanBeRead()
{
    for (const QString &suggestion : ExchangeQuery::suggestions())
        QVERIFY2(ExchangeQuery::parse(suggestion, kNow), qPrintable(suggestion));
}

void TestExchangeQuery::datesOfModelsAreNoChange_data()
{
    QTest::addColumn<QByteArray>("undated");
    const auto row = [](const char *model, const char *undated) {
        QTest::newRow(model) << QByteArray(undated);
    };
    row("claude-sonnet-4-5-20250929", "claude-sonnet-4-5");
    row("claude-opus-4-5@20251101", "claude-opus-4-5");
    row("gpt-4o-2024-08-06", "gpt-4o");
    row("claude-3-5-sonnet-latest", "claude-3-5-sonnet");
    row("gpt-5-2025-08-07(high)", "gpt-5(high)");
    row("gpt-5(high)", "gpt-5(high)");
    row("claude-haiku-4-5", "claude-haiku-4-5");
    row("-20250929", "-20250929");
}

void TestExchangeQuery::datesOfModelsAreNoChange()
{
    QFETCH(QByteArray, undated);
    const QByteArray model = QTest::currentDataTag();
    QCOMPARE(modelWithoutDate(model), undated);
    RouteDecision decision;
    decision.requestedModel = undated;
    decision.selectedModel = model;
    QVERIFY(!decision.isOtherModel());
    decision.selectedModel = "another-model";
    QVERIFY(decision.isOtherModel());
}

QTEST_GUILESS_MAIN(TestExchangeQuery)
#include "tst_exchangequery.moc"
