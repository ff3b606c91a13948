// SPDX-License-Identifier: LicenseRef-Private
// What accounting costs: fingerprints of a prompt and the end of an exchange, both off the
// request's way, coded bodies, and reading a request log at the start. Not a test: prints medians.
#include "proxy/accounting/accounting.h"
#include "proxy/accounting/ledgerfiles.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/inspect/contentdecoder.h"
#include "proxy/inspect/promptfingerprinter.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/status/metrics.h"
#include "tests/bench/agentbody.h"
#include "tests/support/coding.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

template <class Work> double medianMicros(int rounds, Work &&work)
{
    std::vector<double> values;
    for (int i = 0; i < rounds; ++i) {
        const auto begin = Clock::now();
        work();
        values.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

proxy::Exchange someExchange()
{
    proxy::Exchange exchange;
    exchange.id = "0123456789abcdef";
    exchange.startedAtMs = QDateTime::currentMSecsSinceEpoch();
    exchange.routable = true;
    exchange.session = "9d7eace1-e815-4b16-b8c1-f4d0d647627b";
    exchange.client = "claude-code";
    exchange.project = "shop";
    exchange.target = "/v1/messages?beta=true";
    exchange.method = "POST";
    exchange.turnType = "tool-continuation";
    exchange.decision.requestedModel = "claude-sonnet-4-5-20250929";
    exchange.decision.selectedModel = "claude-haiku-4-5-20251001";
    exchange.decision.outcome = proxy::RoutingOutcome::Reused;
    exchange.decision.difficulty = proxy::Difficulty::Easy;
    exchange.usage = {
        .input = 12, .output = 812, .cacheRead = 148'201, .cacheWrite5m = 2'210, .cacheWrite1h = 0};
    exchange.end = proxy::ExchangeEnd::Complete;
    exchange.status = 200;
    return exchange;
}

void measurePrompt(qsizetype bytes, const proxy::InspectorTables &tables)
{
    const QByteArray body = bench::agentBody(bytes);
    proxy::RequestInspector inspector(tables);
    const proxy::RequestFacts facts = inspector.inspect(proxy::Dialect::Anthropic, body);
    const proxy::PromptFingerprint first = fingerprintPrompt(body, facts, tables);
    const int rounds = static_cast<int>(std::clamp<qsizetype>(200'000'000 / body.size(), 20, 2000));
    const double cold = medianMicros(rounds, [&] { (void)fingerprintPrompt(body, facts, tables); });
    const double warm =
        medianMicros(rounds, [&] { (void)fingerprintPrompt(body, facts, tables, first.tools); });
    proxy::Accounting accounting {proxy::ModelTable()};
    proxy::Metrics metrics;
    const double settle = medianMicros(rounds, [&] {
        proxy::Exchange exchange = someExchange();
        accounting.settle(exchange, facts, first);
        metrics.add(exchange, accounting.table());
    });
    const QByteArray zstd = support::zstd(body);
    const QByteArray gzip = support::gzip(body);
    const double unzstd =
        medianMicros(rounds, [&] { (void)decodeBody(proxy::ContentCoding::Zstd, zstd, {}); });
    const double gunzip =
        medianMicros(rounds, [&] { (void)decodeBody(proxy::ContentCoding::Gzip, gzip, {}); });
    std::printf("%8lld bytes: fingerprints %7.1f us, with known tools %7.1f us; settle %5.1f us; "
                "zstd %7.1f us, gzip %7.1f us\n",
                static_cast<long long>(body.size()), cold, warm, settle, unzstd, gunzip);
}

void measureLedger(int days, int rowsPerDay)
{
    const QTemporaryDir dir;
    proxy::Accounting accounting {proxy::ModelTable()};
    proxy::Exchange exchange = someExchange();
    accounting.settle(exchange, {}, {});
    QByteArray day;
    for (int i = 0; i < rowsPerDay; ++i) {
        proxy::appendExchangeJson(day, exchange);
        day.append('\n');
    }
    for (int i = 1; i <= days; ++i) {
        QFile file(dir.filePath(QStringLiteral("requests-%1.jsonl")
                                    .arg(QDate::currentDate().addDays(-i).toString(Qt::ISODate))));
        if (!file.open(QIODevice::WriteOnly) || file.write(day) != day.size())
            std::abort();
    }
    const QString index = dir.filePath(QStringLiteral("index"));
    const auto read = [&] {
        (void)readLedger(proxy::ledgerFiles(dir.path()), index, proxy::LedgerIndexUse::Update);
    };
    const double cold = medianMicros(1, read);
    const double warm = medianMicros(9, read);
    std::printf("%d rows of %lld bytes: read %.0f ms, by the index %.2f ms\n", days * rowsPerDay,
                static_cast<long long>(day.size() / rowsPerDay), cold / 1000, warm / 1000);
}

} // namespace

int main()
{
    const auto tables = proxy::loadInspectorTables();
    if (!tables)
        return 1;
    for (const qsizetype bytes : {1000, 200'000, 560'000, 3'500'000})
        measurePrompt(bytes, *tables);
    measureLedger(30, 10'000);
    return 0;
}
