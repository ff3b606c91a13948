// SPDX-License-Identifier: LicenseRef-Private
// The proof: sessions replayed through the policies. Prints the table of resources/manual/routing.md.
#include "app/commands/routereplay.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/json/jsonwriter.h"
#include "tests/support/replaysessions.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using app::ReplayedPolicy;
using proxy::LoggedRequest;
using proxy::ReplayTotals;
using proxy::RoutePolicy;

namespace {

std::map<QByteArray, ReplayTotals> totalsOf(const std::vector<LoggedRequest> &requests,
                                            const char *title)
{
    proxy::RouterSettings settings;
    settings.provider = proxy::RouterProvider::Auto;
    const auto policies = app::replayedPolicies(
        requests, settings, proxy::ModelTable(),
        {RoutePolicy::CacheAware, RoutePolicy::HumanTurn, RoutePolicy::EveryRequest});
    qInfo("%s\n%s", title, qUtf8Printable(app::replayTable(policies)));
    std::map<QByteArray, ReplayTotals> totals;
    for (const ReplayedPolicy &policy : policies)
        totals[policy.name] = policy.totals;
    return totals;
}

void checkPromises(std::map<QByteArray, ReplayTotals> &totals)
{
    for (const char *policy : {"cache-aware", "human-turn", "every-request"}) {
        QCOMPARE(totals[policy].midLoopSwitches, 0);
        QCOMPARE(totals[policy].unsafeSwitches, 0);
        QCOMPARE(totals[policy].unknownAnswers, 0);
    }
    QCOMPARE(totals["no routing"].morphCalls, 0);
    QVERIFY(totals["cache-aware"].morphCalls <= totals["human-turn"].morphCalls);
    QVERIFY(totals["human-turn"].morphCalls <= totals["human-turn"].humanAsks);
    QVERIFY(totals["human-turn"].morphCalls < totals["every-request"].morphCalls);
}

/// A request's row as the log holds it.
QByteArray rowOf(const LoggedRequest &request, const proxy::RouteDecision &decision)
{
    proxy::Exchange exchange;
    exchange.startedAtMs = request.atMs;
    exchange.routable = true;
    exchange.session = request.session;
    exchange.client = request.client;
    exchange.target = request.path;
    exchange.dialect = request.features.facts.dialect;
    exchange.turnType = name(request.features.turn);
    exchange.upstreamStatus = 200;
    exchange.decision = decision;
    exchange.features = std::make_shared<const proxy::DecisionFeatures>(request.features);
    QByteArray row;
    proxy::appendExchangeJson(row, exchange);
    return row;
}

} // namespace

class TestRouteReplay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedSessionsKeepThePromises();
    void everyClassifierKeepsThePromises();
    void madeSessionsKeepThePromises_data();
    void madeSessionsKeepThePromises();
    void aRowHoldsAllThatADecisionDependedOn();
    void theLogIsReplayedAsItWasWritten();
    void rowsWithoutFeaturesArePassedOver();
};

void TestRouteReplay::recordedSessionsKeepThePromises()
{
    const auto requests = support::recordedSessions();
    if (requests.empty())
        QSKIP("no recordings beside the checkout");
    auto totals = totalsOf(requests, "recorded sessions");
    checkPromises(totals);
}

void TestRouteReplay::everyClassifierKeepsThePromises()
{
    const auto requests = support::recordedSessions();
    if (requests.empty())
        QSKIP("no recordings beside the checkout");
    using enum proxy::RouterClassifier;
    for (const auto classifier : {Morph, Local, LocalThenMorph, MorphThenLocal}) {
        proxy::RouterSettings settings;
        settings.provider = proxy::RouterProvider::Auto;
        settings.classifier = classifier;
        const auto policies = app::replayedPolicies(requests, settings, proxy::ModelTable(),
                                                    {RoutePolicy::HumanTurn});
        qInfo("%s\n%s", proxy::name(classifier), qUtf8Printable(app::replayTable(policies)));
        const ReplayTotals &totals = policies.back().totals;
        QCOMPARE(totals.midLoopSwitches, 0);
        QCOMPARE(totals.unsafeSwitches, 0);
        QCOMPARE(totals.unknownAnswers, 0);
        QCOMPARE(totals.morphCalls == 0, classifier == Local);
        QCOMPARE(totals.judgedHere > 0, classifier == Local || classifier == LocalThenMorph);
    }
}

void TestRouteReplay::madeSessionsKeepThePromises_data()
{
    QTest::addColumn<qint64>("firstBytes");
    QTest::newRow("short") << qint64(90'000);
    QTest::newRow("long") << qint64(270'000);
}

void TestRouteReplay::madeSessionsKeepThePromises()
{
    QFETCH(qint64, firstBytes);
    auto totals = totalsOf(support::syntheticSessions(firstBytes), QTest::currentDataTag());
    checkPromises(totals);
    QVERIFY(totals["cache-aware"].costUsd + totals["cache-aware"].feesUsd
            < totals["no routing"].costUsd);
    QVERIFY(totals["cache-aware"].switches < totals["human-turn"].switches);
}

void TestRouteReplay::aRowHoldsAllThatADecisionDependedOn()
{
    proxy::PolicyReplay replay({}, proxy::ModelTable());
    for (const LoggedRequest &request : support::syntheticSessions()) {
        const proxy::ReplayStep step = replay.step(request);
        const auto read = proxy::loggedRequestFrom(rowOf(request, step.decision));
        QVERIFY(read);
        QCOMPARE(read->atMs, request.atMs);
        QCOMPARE(read->features.turn, request.features.turn);
        QCOMPARE(read->features.bodyBytes, request.features.bodyBytes);
        QCOMPARE(read->features.facts.features.hasSignedThinking,
                 request.features.facts.features.hasSignedThinking);
        QCOMPARE(read->features.facts.features.openToolExchange,
                 request.features.facts.features.openToolExchange);
        QCOMPARE(read->features.facts.maxTokens, request.features.facts.maxTokens);
        QCOMPARE(read->features.facts.firstTextHash, request.features.facts.firstTextHash);
        // Written again it is the same row.
        QByteArray once;
        QByteArray twice;
        proxy::DecisionFeatures features = request.features;
        proxy::JsonWriter first(once);
        first.beginObject();
        appendFeatures(first, features);
        proxy::JsonWriter second(twice);
        second.beginObject();
        appendFeatures(second, read->features);
        QCOMPARE(twice, once);
    }
}

void TestRouteReplay::theLogIsReplayedAsItWasWritten()
{
    QTemporaryDir folder;
    QFile log(folder.filePath(QStringLiteral("requests-2026-11-18.jsonl")));
    QVERIFY(log.open(QIODevice::WriteOnly));
    proxy::RouterSettings settings;
    proxy::PolicyReplay replay(settings, proxy::ModelTable());
    const auto requests = support::syntheticSessions();
    for (const LoggedRequest &request : requests)
        log.write(rowOf(request, replay.step(request).decision) + '\n');
    log.close();
    const auto read = app::loggedRequests(folder.path(), {});
    QCOMPARE(read.size(), requests.size());
    const auto again =
        app::replayedPolicies(read, settings, proxy::ModelTable(), {RoutePolicy::CacheAware});
    QCOMPARE(again.back().totals.otherThanThen, 0);
    QCOMPARE(again.back().totals.morphCalls, replay.totals().morphCalls);
    QVERIFY(app::loggedRequests(folder.path(), QDate(2026, 11, 19)).empty());
    const QJsonObject json = QJsonDocument::fromJson(app::replayJson(again)).object();
    QCOMPARE(json[QStringLiteral("policies")].toArray().size(), 2);
}

void TestRouteReplay::rowsWithoutFeaturesArePassedOver()
{
    QVERIFY(!proxy::loggedRequestFrom("{\"schema\":\"v1\"}"));
    QVERIFY(!proxy::loggedRequestFrom("no json"));
}

QTEST_GUILESS_MAIN(TestRouteReplay)
#include "tst_routereplay.moc"
