// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/statusreport.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace std::chrono_literals;
using proxy::ServiceStatus;

namespace {

/// Every value another one than a fresh status has.
ServiceStatus everyValueTold()
{
    ServiceStatus status;
    status.state = proxy::ServiceState::Draining;
    status.port = 8317;
    status.startedAtMs = 1'790'000'000'123;
    status.routing = proxy::RoutingState::Paused;
    status.classifier = proxy::RouterClassifier::MorphThenLocal;
    status.pausedUntilMs = 1'790'000'100'000;
    status.mode = proxy::RouterMode::Aggressive;
    status.provider = proxy::RouterProvider::Gemini;
    status.router = {.state = "open",
                     .consecutiveFailures = 5,
                     .threshold = 7,
                     .sinceMs = 1'790'000'000'001,
                     .nextProbeMs = 1'790'000'000'002,
                     .lastError = proxy::Text::words(QStringLiteral("no answer")),
                     .timesOpened = 3};
    status.routerInFlight = 2;
    status.upstreamUrl = QStringLiteral("http://localhost:18317");
    status.upstream.timesOpened = 4;
    status.upstreamReachable = false;
    status.upstreamVersion = QStringLiteral("7.2.140");
    status.modelCount = 12;
    status.modelWarnings = {{.kind = proxy::ModelWarning::Kind::Ended,
                             .model = "a",
                             .cell = "b",
                             .day = QDate(2026, 12, 1),
                             .instead = "c",
                             .needsDoing = true}};
    status.modelsSubstituted = 6;
    status.planWindows = {{.provider = "anthropic",
                           .account = "org",
                           .name = "5h",
                           .used = 0.4375,
                           .status = "allowed",
                           .decides = true,
                           .lengthSeconds = 18'000,
                           .resetsAtMs = 1'796'000'000'000,
                           .seenAtMs = 1'795'990'000'000}};
    status.planWindows[0].isPaid = true;
    status.quotas = {{.limit = {.source = proxy::LimitSource::Quota,
                                .restraint = proxy::Restraint::EasyOnly,
                                .name = "7d_opus",
                                .why = proxy::Text::english("the circuit is open"),
                                .untilMs = 1'796'000'000'000},
                      .provider = "anthropic",
                      .modelClass = "opus",
                      .used = 0.9375,
                      .isPaid = true}};
    status.budgets = {{.name = "web",
                       .scope = "project",
                       .subject = "shop",
                       .dollars = 5 * proxy::kPicoPerDollar,
                       .spent = 4 * proxy::kPicoPerDollar,
                       .usedTokens = 1200,
                       .unpriced = 2,
                       .level = proxy::BudgetLevel::EasyOnly,
                       .endsAtMs = 1'796'000'000'000,
                       .liftedUntilMs = 1'795'990'000'000},
                      {.name = "day", .scope = "day", .tokens = 9, .endsAtMs = 1'796'000'000'000},
                      {.name = "client:alice",
                       .scope = "client",
                       .subject = "alice",
                       .tokens = 9,
                       .endsAtMs = 1'796'000'000'000,
                       .isOfNamedClient = true}};
    status.clients = {{.name = "alice",
                       .state = proxy::ClientStatus::State::Expired,
                       .expiresAtMs = 1'796'000'000'000,
                       .requests = 7,
                       .tokens = 8,
                       .cost = 9 * proxy::kPicoPerDollar}};
    status.keySource = QStringLiteral("UPSTREAM_API_KEY");
    status.keyWarnings = {proxy::Text::words(QStringLiteral("one")),
                          proxy::Text::words(QStringLiteral("two"))};
    status.routerWarnings = {proxy::Text::words(QStringLiteral("four"))};
    status.configNotes = {.problems = {proxy::Text::words(QStringLiteral("three"))},
                          .warnings = {proxy::Text::words(QStringLiteral("five"))}};
    status.openConnections = 8;
    status.openExchanges = 9;
    status.bufferedBytes = 10'000'000'000;
    status.rowsWritten = 11;
    status.rowsDropped = 1;
    status.loopLagP99 = 13us;
    status.loopLagMax = 14us;
    status.priceTable = "2026-11-29";
    status.spentToday = 15 * proxy::kPicoPerDollar;
    status.savedToday = -16 * proxy::kPicoPerDollar;
    status.dailyBudget = 17 * proxy::kPicoPerDollar;
    status.today.requests = 18;
    status.today.byDifficulty[proxy::Difficulty::Easy] = 19;
    status.today.byRouting["routed"] = 20;
    status.today.bytesOut = 21;
    status.sinceStart.errors = 22;
    status.store = {.state = "away",
                    .address = "redis://store.example:6379",
                    .meaning = proxy::Text::words(QByteArray("can't be reached")),
                    .sinceMs = 1'700'000'000'000,
                    .lastError = proxy::Text::words(QByteArray("no route")),
                    .sharesSessions = true,
                    .commands = 11,
                    .bytes = 12,
                    .unanswered = 13,
                    .refused = 14,
                    .dropped = 15,
                    .latencyP50 = 16,
                    .latencyP99 = 17,
                    .instances = 18,
                    .spentToday = 19 * proxy::kPicoPerDollar,
                    .savedToday = -20 * proxy::kPicoPerDollar};
    return status;
}

QJsonObject objectOf(const ServiceStatus &status)
{
    QJsonObject object =
        QJsonDocument::fromJson(proxy::statusJson(status, proxy::ProxyConfig())).object();
    object.remove(QStringLiteral("uptime_s"));
    return object;
}

} // namespace

class TestStatusReport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStatusReadsBackAsItWasWritten();
    void sentencesReadBackForOtherLanguages();
    void anotherOnesListsAreReadUpToTheirLimits();
    void healthTellsTheSameOfTheService();
    void anotherServicesDocumentIsNone_data();
    void anotherServicesDocumentIsNone();
    void noFigureWraps_data();
    void noFigureWraps();
};

void TestStatusReport::aStatusReadsBackAsItWasWritten()
{
    const ServiceStatus status = everyValueTold();
    const auto read = proxy::statusFromJson(proxy::statusJson(status, proxy::ProxyConfig()));
    QVERIFY(read);
    QCOMPARE(objectOf(*read), objectOf(status));
    QVERIFY(objectOf(*read) != objectOf(ServiceStatus()));
}

void TestStatusReport::anotherOnesListsAreReadUpToTheirLimits()
{
    const auto readBack = [](int sentences, size_t warnings) {
        ServiceStatus status = everyValueTold();
        status.keyWarnings.clear();
        for (int at = 0; at < sentences; ++at)
            status.keyWarnings << proxy::Text::words(QByteArray("a"));
        const proxy::ModelWarning warning = status.modelWarnings.at(0);
        status.modelWarnings.assign(warnings, warning);
        return proxy::statusFromJson(proxy::statusJson(status, proxy::ProxyConfig())).value();
    };
    QCOMPARE(readBack(20, 1).keyWarnings.size(), 20);
    QCOMPARE(readBack(21, 1).keyWarnings.size(), 20);
    QCOMPARE(readBack(1, 100).modelWarnings.size(), 100U);
    QCOMPARE(readBack(1, 101).modelWarnings.size(), 100U);
}

void TestStatusReport::sentencesReadBackForOtherLanguages()
{
    using proxy::Text;
    ServiceStatus status = everyValueTold();
    status.router.lastError = Text::english("Morph answered %1", {503});
    status.keyWarnings = {Text::words(QStringLiteral("one")),
                          Text::english("%1: does not exist", {QStringLiteral("/etc/%1")})};
    status.routerWarnings = {Text::english("Morph answered %1", {401})};
    status.configNotes.problems = {Text::english("%1: %2", {QStringLiteral(".env:1"), 7})};
    status.configNotes.warnings = {Text::english("%1: %2", {QStringLiteral(".env:2"), 8})};
    const QByteArray json = proxy::statusJson(status, proxy::ProxyConfig());
    QVERIFY(json.contains(R"("config_problems":[".env:1: 7"])"));
    QVERIFY(json.contains(R"("last_error":"Morph answered 503")"));
    QVERIFY(json.contains(R"("key_warnings":["one","/etc/%1: does not exist"])"));
    const auto read = proxy::statusFromJson(json);
    QVERIFY(read);
    QCOMPARE(read->router.lastError, status.router.lastError);
    QCOMPARE(read->keyWarnings, status.keyWarnings);
    QCOMPARE(read->routerWarnings, status.routerWarnings);
    QCOMPARE(read->configNotes.problems, status.configNotes.problems);
    QCOMPARE(read->configNotes.warnings, status.configNotes.warnings);
}

void TestStatusReport::healthTellsTheSameOfTheService()
{
    const QJsonObject health =
        QJsonDocument::fromJson(proxy::healthJson(everyValueTold())).object();
    QCOMPARE(health[u"service"].toString(), QStringLiteral("llm-proxy"));
    QCOMPARE(health[u"port"].toInt(), 8317);
    QCOMPARE(health[u"upstream"][u"reachable"].toBool(true), false);
    QCOMPARE(health[u"router"][u"state"].toString(), QStringLiteral("paused"));
}

void TestStatusReport::anotherServicesDocumentIsNone_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json : {"", "[]", "{}", "{\"service\":\"nginx\"}", "{\"service\":1}"})
        QTest::newRow(json) << QByteArray(json);
}

void TestStatusReport::anotherServicesDocumentIsNone()
{
    QFETCH(QByteArray, json);
    QVERIFY(!proxy::statusFromJson(json));
}

void TestStatusReport::noFigureWraps_data()
{
    QTest::addColumn<QByteArray>("figure");
    for (const char *figure : {"-1", "-9223372036854775808", "18446744073709551615", "4294967296",
                               "1e300", "-1e300", "\"7\"", "null", "{}"})
        QTest::newRow(figure) << QByteArray(figure);
}

void TestStatusReport::noFigureWraps()
{
    QFETCH(QByteArray, figure);
    const QByteArray json =
        QByteArray(R"({"service":"llm-proxy","port":#,"router":{"in_flight":#,"breaker":)"
                   R"({"threshold":#,"times_opened":#,"consecutive_failures":#}},)"
                   R"("upstream":{"models":#},"engine":{"open_connections":#,)"
                   R"("buffered_bytes":#,"loop_lag_max_us":#},)"
                   R"("today":{"requests":#,"bytes_in":#,"total":{"count":#,"p50_ms":#}}})")
            .replace("#", figure);
    const auto read = proxy::statusFromJson(json);
    QVERIFY(read);
    QVERIFY(read->router.threshold >= 1 && read->router.threshold <= 100);
    QVERIFY(read->router.consecutiveFailures >= 0);
    QVERIFY(read->routerInFlight >= 0 && read->openConnections >= 0);
    QVERIFY(read->modelCount.value_or(0) >= 0);
    QVERIFY(read->bufferedBytes >= 0 && read->today.bytesIn >= 0);
    QVERIFY(read->loopLagMax >= 0us);
    QVERIFY(read->today.requests <= quint64 {1} << 62U);
}

QTEST_GUILESS_MAIN(TestStatusReport)
#include "tst_statusreport.moc"
