// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/metricsreport.h"
#include "tests/support/prometheustext.h"
#include "tests/support/systemfacts.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>

using namespace proxy;
using support::parsePrometheus;
using support::PrometheusPage;

namespace {

Exchange routed(const QByteArray &from, const QByteArray &to)
{
    Exchange exchange;
    exchange.routable = true;
    exchange.dialect = Dialect::Anthropic;
    exchange.end = ExchangeEnd::Complete;
    exchange.status = 200;
    exchange.turnType = "human-ask";
    exchange.decision.requestedModel = from;
    exchange.decision.selectedModel = to;
    exchange.decision.outcome = RoutingOutcome::Routed;
    exchange.decision.difficulty = Difficulty::Easy;
    exchange.decision.routerAttempts = 1;
    exchange.decision.routingTime = std::chrono::milliseconds(120);
    exchange.usage = {.input = 10,
                      .output = 20,
                      .cacheRead = 30,
                      .cacheWrite5m = 40,
                      .cacheWrite1h = 50,
                      .reasoning = 5};
    exchange.cost = {.actual = kPicoPerDollar,
                     .baseline = kPicoPerDollar * 3,
                     .classifierFee = kPicoPerDollar / 200,
                     .priceTable = {}};
    exchange.timing.inspect = std::chrono::microseconds(120);
    exchange.timing.requestSent = std::chrono::milliseconds(2);
    exchange.timing.firstByte = std::chrono::milliseconds(802);
    return exchange;
}

PrometheusPage page(const std::vector<Exchange> &exchanges)
{
    const ModelTable table;
    Metrics metrics;
    for (const Exchange &exchange : exchanges)
        metrics.add(exchange, table);
    return parsePrometheus(metricsPage(metrics, {}));
}

} // namespace

class TestMetrics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theParserObjects_data();
    void theParserObjects();
    void anEmptyPageIsSoundAndFullOfZeros();
    void familiesOfFixedNamesHaveNoOther_data();
    void familiesOfFixedNamesHaveNoOther();
    void countsWhatHappened();
    void countsEachCauseOfAMiss();
    void countsEachEndpoint();
    void countsEachClassOfStatus_data();
    void countsEachClassOfStatus();
    void countsWhatHeldASwitchBack();
    void countsEachFailOpenReason();
    void countsAnAnswerThatStalls_data();
    void countsAnAnswerThatStalls();
    void keepsLabelsBounded();
    void tellsUpgradesFromDowngrades();
    void theDashboardAsksForWhatThereIs();
    void aResetThatIsNotToldHasNoSample();
    void limitsAreToldWithoutTheirSubjects();
    void aClientThatComesBackGoesOnCounting();
    void theManualListsEveryMetric();
};

void TestMetrics::theParserObjects_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray head = "# HELP a_total Text.\n# TYPE a_total counter\n";
    QTest::newRow("no newline") << head + "a_total 1";
    QTest::newRow("no family") << QByteArray("a_total 1\n");
    QTest::newRow("negative counter") << head + "a_total -1\n";
    QTest::newRow("series twice") << head + "a_total 1\na_total 2\n";
    QTest::newRow("family twice") << head + "a_total 1\n" + head + "a_total{b=\"c\"} 1\n";
    QTest::newRow("foreign sample") << head + "b_total 1\n";
    QTest::newRow("broken label") << head + "a_total{b=c} 1\n";
    QTest::newRow("unescaped quote") << head + "a_total{b=\"c\"d\"} 1\n";
    QTest::newRow("no number") << head + "a_total one\n";
    QTest::newRow("no sample") << head;
    QTest::newRow("blank line") << head + "\na_total 1\n";
    QTest::newRow("counter without _total")
        << QByteArray("# HELP a Text.\n# TYPE a counter\na 1\n");
    QTest::newRow("milliseconds") << QByteArray("# HELP a_ms Text.\n# TYPE a_ms gauge\na_ms 1\n");
    const QByteArray histogram = "# HELP h Text.\n# TYPE h histogram\n";
    QTest::newRow("not cumulative")
        << histogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";
    QTest::newRow("no +Inf") << histogram + "h_bucket{le=\"1\"} 2\nh_sum 1\nh_count 2\n";
    QTest::newRow("wrong count")
        << histogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 3\n";
}

void TestMetrics::theParserObjects()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parsePrometheus(text).faults.isEmpty());
}

void TestMetrics::anEmptyPageIsSoundAndFullOfZeros()
{
    const PrometheusPage empty = page({});
    QCOMPARE(empty.faults, QStringList());
    for (const auto &[name, family] : empty.families) {
        if (!name.startsWith("llmproxy_") || family.type == "gauge")
            continue;
        for (const auto &[series, value] : family.samples)
            QVERIFY2(value == 0, series.constData());
    }
    for (const RouteReason reason : allRouteReasons()) {
        if (reason == RouteReason::None)
            continue;
        const QByteArray series = QByteArray("llmproxy_decisions_total{outcome=\"kept\",reason=\"")
                                  + name(reason) + "\"}";
        QVERIFY2(empty.value(series) == 0, series.constData());
    }
    for (const char *series :
         {"llmproxy_requests_total{endpoint=\"responses\",outcome=\"client-gone\"}",
          "llmproxy_switches_total{kind=\"veto\"}", "llmproxy_saved_usd_total",
          "llmproxy_cache_unexpected_miss_total{cause=\"upstream\"}",
          "llmproxy_stream_stalls_total{phase=\"mid_stream\"}",
          "llmproxy_breaker_state{target=\"router\",state=\"open\"}",
          "llmproxy_overhead_seconds_count{phase=\"forward\"}"})
        QVERIFY2(empty.value(series) == 0, series);
}

void TestMetrics::familiesOfFixedNamesHaveNoOther_data()
{
    QTest::addColumn<QByteArray>("family");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArrayList>("names");
    const auto row = [](const char *family, const char *label, const auto &names) {
        QTest::newRow(family) << QByteArray(family) << QByteArray(label)
                              << QByteArrayList(names.begin(), names.end());
    };
    row("llmproxy_switches_total", "kind=\"", Metrics::kSwitchKinds);
    row("llmproxy_stream_stalls_total", "phase=\"", Metrics::kStallPhases);
    row("llmproxy_cache_unexpected_miss_total", "cause=\"", Metrics::kMissCauses);
    row("llmproxy_tokens_total", "model=\"other\",type=\"", Metrics::kTokenTypes);
}

void TestMetrics::familiesOfFixedNamesHaveNoOther()
{
    QFETCH(const QByteArray, family);
    QFETCH(const QByteArray, label);
    QFETCH(const QByteArrayList, names);
    QByteArrayList wanted;
    for (const QByteArray &name : names)
        wanted << family + '{' + label + name + "\"}";
    std::sort(wanted.begin(), wanted.end());
    QByteArrayList written;
    const auto shown = page({});
    for (const auto &[series, value] : shown.families.at(family).samples)
        written << series;
    QCOMPARE(written, wanted);
}

void TestMetrics::countsWhatHappened()
{
    Exchange dear = routed("claude-sonnet-4-5", "claude-haiku-4-5");
    dear.cost.baseline = 0;
    Exchange passed;
    passed.end = ExchangeEnd::Failed;
    passed.status = 502;
    const PrometheusPage some =
        page({routed("claude-sonnet-4-5", "claude-haiku-4-5"), dear, passed});
    QCOMPARE(some.faults, QStringList());
    const auto is = [&some](const char *series, double value) {
        if (some.value(series) != value)
            qWarning("%s is %g", series, some.value(series));
        return some.value(series) == value;
    };
    QVERIFY(is("llmproxy_requests_total{endpoint=\"messages\",outcome=\"complete\"}", 2));
    QVERIFY(is("llmproxy_requests_total{endpoint=\"other\",outcome=\"failed\"}", 1));
    QVERIFY(is("llmproxy_responses_total{class=\"5xx\"}", 1));
    QVERIFY(is("llmproxy_decisions_total{outcome=\"routed\",reason=\"\"}", 2));
    QVERIFY(is("llmproxy_turns_total{turn_type=\"human-ask\",tier=\"easy\"}", 2));
    QVERIFY(is("llmproxy_switches_total{kind=\"down\"}", 2));
    QVERIFY(is("llmproxy_classifier_requests_total{source=\"morph\",outcome=\"answered\"}", 2));
    QVERIFY(is("llmproxy_classifier_seconds_bucket{le=\"0.1\"}", 0));
    QVERIFY(is("llmproxy_classifier_seconds_bucket{le=\"0.25\"}", 2));
    QVERIFY(is("llmproxy_overhead_seconds_count{phase=\"decide\"}", 0));
    QVERIFY(is("llmproxy_overhead_seconds_bucket{phase=\"parse\",le=\"0.0001\"}", 0));
    QVERIFY(is("llmproxy_overhead_seconds_bucket{phase=\"parse\",le=\"0.00025\"}", 2));
    QVERIFY(is("llmproxy_upstream_first_byte_seconds_sum", 1.6));
    QVERIFY(is("llmproxy_tokens_total{model=\"claude-haiku-4-5\",type=\"cache_read\"}", 60));
    QVERIFY(is("llmproxy_cost_usd_total{model=\"claude-haiku-4-5\"}", 2));
    QVERIFY(is("llmproxy_saved_usd_total", 1.995));
    QVERIFY(is("llmproxy_lost_usd_total", 1.005));
}

void TestMetrics::countsEachCauseOfAMiss()
{
    for (const char *cause : {"switch", "client-edit", "idle", "upstream", ""}) {
        Exchange exchange = routed("claude-sonnet-4-5", "claude-sonnet-4-5");
        exchange.cacheLoss.cause = cause;
        const PrometheusPage some = page({exchange});
        for (const char *name : Metrics::kMissCauses) {
            const QByteArray series =
                QByteArray("llmproxy_cache_unexpected_miss_total{cause=\"") + name + "\"}";
            QCOMPARE(some.value(series), qstrcmp(name, cause) == 0 ? 1.0 : 0.0);
        }
    }
}

void TestMetrics::countsEachEndpoint()
{
    const std::array dialects {Dialect::Anthropic, Dialect::OpenAiChat, Dialect::OpenAiResponses,
                               Dialect::Other};
    for (size_t at = 0; at < dialects.size(); ++at) {
        Exchange exchange = routed("claude-sonnet-4-5", "claude-sonnet-4-5");
        exchange.dialect = dialects.at(at);
        const PrometheusPage some = page({exchange});
        for (const char *name : Metrics::kEndpoints) {
            const QByteArray series = QByteArray("llmproxy_requests_total{endpoint=\"") + name
                                      + "\",outcome=\"complete\"}";
            QCOMPARE(some.value(series),
                     qstrcmp(name, Metrics::kEndpoints.at(at)) == 0 ? 1.0 : 0.0);
        }
    }
}

void TestMetrics::countsEachClassOfStatus_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](int status, const char *name) {
        QTest::addRow("%d", status) << status << QByteArray(name);
    };
    row(0, "none");
    row(99, "none");
    row(100, "1xx");
    row(199, "1xx");
    row(200, "2xx");
    row(299, "2xx");
    row(300, "3xx");
    row(499, "4xx");
    row(500, "5xx");
    row(599, "5xx");
    row(600, "none");
}

void TestMetrics::countsEachClassOfStatus()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, name);
    Exchange exchange;
    exchange.status = status;
    const PrometheusPage some = page({exchange});
    QCOMPARE(some.value("llmproxy_responses_total{class=\"" + name + "\"}"), 1.0);
}

void TestMetrics::countsWhatHeldASwitchBack()
{
    for (const RouteReason reason : allRouteReasons()) {
        Exchange exchange = routed("claude-sonnet-4-5", "claude-sonnet-4-5");
        exchange.decision.reason = reason;
        const bool isVeto = reason == RouteReason::Unsafe || reason == RouteReason::CacheWarm
                            || reason == RouteReason::RecentUpSwitch
                            || reason == RouteReason::Barred;
        QCOMPARE(page({exchange}).value("llmproxy_switches_total{kind=\"veto\"}"),
                 isVeto ? 1.0 : 0.0);
    }
}

void TestMetrics::countsEachFailOpenReason()
{
    std::vector<Exchange> kept;
    for (const RouteReason reason : failOpenReasons()) {
        kept.push_back(routed("claude-sonnet-4-5", "claude-sonnet-4-5"));
        kept.back().decision.outcome = RoutingOutcome::Kept;
        kept.back().decision.reason = reason;
    }
    const PrometheusPage some = page(kept);
    for (const RouteReason reason : failOpenReasons())
        QCOMPARE(some.value(QByteArray("llmproxy_classifier_fail_open_total{reason=\"")
                            + name(reason) + "\"}"),
                 1.0);
}

void TestMetrics::countsAnAnswerThatStalls_data()
{
    using std::chrono::milliseconds;
    QTest::addColumn<std::optional<ErrorCode>>("error");
    QTest::addColumn<milliseconds>("pause");
    QTest::addColumn<double>("beforeIt");
    QTest::addColumn<double>("withinIt");
    QTest::newRow("never began") << std::optional(ErrorCode::UpstreamFirstByteTimeout)
                                 << milliseconds(0) << 1.0 << 0.0;
    QTest::newRow("fell silent") << std::optional(ErrorCode::UpstreamIdleTimeout) << milliseconds(0)
                                 << 0.0 << 1.0;
    QTest::newRow("another error")
        << std::optional(ErrorCode::UpstreamCut) << milliseconds(0) << 0.0 << 0.0;
    QTest::newRow("a long pause") << std::optional<ErrorCode>() << milliseconds(Metrics::kStall)
                                  << 0.0 << 1.0;
    QTest::newRow("a pause") << std::optional<ErrorCode>()
                             << milliseconds(Metrics::kStall) - milliseconds(1) << 0.0 << 0.0;
}

void TestMetrics::countsAnAnswerThatStalls()
{
    QFETCH(std::optional<ErrorCode>, error);
    QFETCH(std::chrono::milliseconds, pause);
    Exchange exchange = routed("claude-sonnet-4-5", "claude-haiku-4-5");
    if (error)
        exchange.error = Error {.code = *error};
    exchange.timing.longestGap = pause;
    const PrometheusPage some = page({exchange});
    QTEST(some.value("llmproxy_stream_stalls_total{phase=\"first_byte\"}"), "beforeIt");
    QTEST(some.value("llmproxy_stream_stalls_total{phase=\"mid_stream\"}"), "withinIt");
}

void TestMetrics::keepsLabelsBounded()
{
    std::vector<Exchange> many;
    for (int i = 0; i < 1000; ++i) {
        many.push_back(routed("x", "made-up-" + QByteArray::number(i) + "\"\\\n"));
        many.back().session = "secret-session";
        many.back().project = "secret-project";
    }
    const PrometheusPage some = page(many);
    QCOMPARE(some.faults, QStringList());
    QCOMPARE(some.value("llmproxy_tokens_total{model=\"other\",type=\"input\"}"), 10'000.0);
    for (const auto &entry : some.families) {
        QVERIFY2(entry.second.samples.size() < 200, entry.first.constData());
        for (const auto &sample : entry.second.samples)
            QVERIFY(!sample.first.contains("secret") && !sample.first.contains("made-up"));
    }
}

void TestMetrics::tellsUpgradesFromDowngrades()
{
    Exchange forced = routed("claude-haiku-4-5", "claude-opus-4-5");
    forced.decision.ruleId = "mine";
    Exchange vetoed = routed("claude-opus-4-5", "claude-opus-4-5");
    vetoed.decision.reason = RouteReason::CacheWarm;
    const PrometheusPage some =
        page({routed("claude-haiku-4-5", "claude-sonnet-4-5"), forced, vetoed});
    QCOMPARE(some.value("llmproxy_switches_total{kind=\"up\"}"), 1.0);
    QCOMPARE(some.value("llmproxy_switches_total{kind=\"down\"}"), 0.0);
    QCOMPARE(some.value("llmproxy_switches_total{kind=\"forced\"}"), 1.0);
    QCOMPARE(some.value("llmproxy_switches_total{kind=\"veto\"}"), 1.0);
}

void TestMetrics::theDashboardAsksForWhatThereIs()
{
    QFile file(QStringLiteral(PROJECT_ROOT "/packaging/grafana/llm-proxy.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(QJsonDocument::fromJson(text).isObject());
    const PrometheusPage empty = page({});
    static const QRegularExpression kName(QStringLiteral("\\b(?:llmproxy|process)_[a-z0-9_]+"));
    auto names = kName.globalMatch(QString::fromUtf8(text));
    int count = 0;
    for (; names.hasNext(); ++count) {
        QString name = names.next().captured();
        name.remove(QRegularExpression(QStringLiteral("_(bucket|sum|count)$")));
        if (!support::kTellsAll && name == u"process_resident_memory_bytes")
            continue;
        QVERIFY2(empty.families.contains(name.toUtf8()), qPrintable(name));
    }
    QVERIFY(count > 20);
}

void TestMetrics::aResetThatIsNotToldHasNoSample()
{
    proxy::ServiceStatus status;
    status.planWindows = {{.provider = "codex", .name = "5h", .used = 0.5}};
    QByteArray text = metricsPage({}, status);
    QCOMPARE(parsePrometheus(text).faults, QStringList());
    QVERIFY(text.contains("llmproxy_plan_used_ratio{"));
    QVERIFY(!text.contains("llmproxy_plan_reset_timestamp_seconds"));
    status.planWindows.push_back(
        {.provider = "codex", .name = "7d", .used = 0.5, .resetsAtMs = 1'796'000'000'000});
    text = metricsPage({}, status);
    QCOMPARE(parsePrometheus(text).faults, QStringList());
    QCOMPARE(text.count("\nllmproxy_plan_reset_timestamp_seconds{"), 1);
}

void TestMetrics::limitsAreToldWithoutTheirSubjects()
{
    proxy::ServiceStatus status;
    status.quotas = {{.limit = {.restraint = proxy::Restraint::EasyOnly, .name = "5h"},
                      .provider = "anthropic"}};
    status.budgets = {{.name = "web",
                       .scope = "project",
                       .subject = "shop",
                       .tokens = 10,
                       .usedTokens = 15,
                       .level = proxy::BudgetLevel::Stopped},
                      {.name = "web", .scope = "project", .subject = "bank", .tokens = 10}};
    const QByteArray text = metricsPage({}, status);
    QCOMPARE(parsePrometheus(text).faults, QStringList());
    QVERIFY(text.contains("llmproxy_quota_in_force{provider=\"anthropic\",window=\"5h\","
                          "routing=\"easy-only\"} 1\n"));
    QVERIFY(text.contains("llmproxy_budget_used_ratio{budget=\"web\"} 1.5\n"));
    QVERIFY(text.contains("llmproxy_budget_level{budget=\"web\"} 3\n"));
    QVERIFY(!text.contains("shop"));
}

/// The names of the labels of a family's samples, in their order.
static QStringList labelsOf(const PrometheusPage::Family &family)
{
    static const QRegularExpression label(QStringLiteral("[{,]([a-z_]+)=\""));
    QStringList labels;
    for (const auto &[series, value] : family.samples) {
        for (const auto &match : label.globalMatch(QString::fromUtf8(series))) {
            // Of a histogram's own.
            if (match.captured(1) != u"le")
                labels += QLatin1Char('`') + match.captured(1) + QLatin1Char('`');
        }
    }
    labels.removeDuplicates();
    return labels;
}

void TestMetrics::aClientThatComesBackGoesOnCounting()
{
    const auto named = parseNamedClients("alice:a-key-of-alice-0001");
    QVERIFY(named);
    Metrics metrics;
    metrics.setClients(*named);
    metrics.clients["alice"].requests = 7;
    metrics.setClients({});
    metrics.setClients(*named);
    QCOMPARE(metrics.clients["alice"].requests, quint64(7));
}

void TestMetrics::theManualListsEveryMetric()
{
    ServiceStatus status;
    status.planWindows = {
        {.provider = "codex", .name = "5h", .used = 0.5, .resetsAtMs = 1, .saved = 0.1}};
    status.quotas = {
        {.limit = {.restraint = Restraint::EasyOnly, .name = "5h"}, .provider = "anthropic"}};
    status.budgets = {{.name = "web", .scope = "project", .subject = "shop", .tokens = 10}};
    status.store.state = "ready";
    ClientStatus client;
    client.name = "ci";
    status.clients = {client};
    const PrometheusPage all = parsePrometheus(metricsPage({}, status));
    QString table = QStringLiteral("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (const auto &[name, family] : all.families) {
        // What the system tells of a process differs from one to another.
        if (name.startsWith("llmproxy_"))
            table += QStringLiteral("| `%1` | %2 | %3 | %4 |\n")
                         .arg(QString::fromUtf8(name), QString::fromUtf8(family.type),
                              labelsOf(family).join(QStringLiteral(", ")),
                              QString::fromUtf8(family.help));
    }
    QFile file(QStringLiteral(PROJECT_ROOT "/resources/manual/metrics.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString shown = QString::fromUtf8(file.readAll())
                              .section(QStringLiteral("<!-- metrics -->\n"), 1)
                              .section(QStringLiteral("<!-- /metrics -->"), 0, 0);
    const QStringList rows = table.split(QLatin1Char('\n'));
    const QStringList shownRows = shown.split(QLatin1Char('\n'));
    for (qsizetype at = 0; at < rows.size(); ++at)
        QCOMPARE(shownRows.value(at), rows[at]);
    QCOMPARE(shownRows.size(), rows.size());
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
