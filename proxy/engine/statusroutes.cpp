// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/statusroutes.h"

#include "proxy/accounting/savingsreport.h"
#include "proxy/engine/engineparts.h"
#include "proxy/engine/localreply.h"
#include "proxy/engine/statuscollector.h"
#include "proxy/status/metricsreport.h"
#include "proxy/status/metricstext.h"
#include "proxy/status/statusreport.h"

#include <QUrl>
#include <QUrlQuery>

#include <optional>
#include <utility>
#include <vector>

namespace proxy {

namespace {

using Access = LocalRoutes::Access;

/// The name of the client that may see itself alone: whoever presents a named client's key and not
/// the control token. nullopt: everything.
std::optional<QByteArray> onlyClient(EngineParts &parts, const RequestHead &head)
{
    if (parts.routes.hasToken(head))
        return std::nullopt;
    const auto client = parts.clients.find(head).client;
    return client ? std::optional(client->name) : std::nullopt;
}

Reply savings(EngineParts &parts, const Request &request)
{
    const auto query = parseSavingsQuery(request.head.target, QDate::currentDate());
    if (!query)
        return localProblem(400, query.error().detail);
    const Accounting &accounting = parts.accounting;
    const auto only = onlyClient(parts, request.head);
    return localReply(savingsJson(only ? accounting.ledger().ofClient(*only) : accounting.ledger(),
                                  *query, accounting.priceTable(), accounting.isComplete()));
}

Reply headsOf(const ExchangeHeads &kept, const Request &request)
{
    const QUrl url(QString::fromUtf8(request.head.target));
    const QString id = QUrlQuery(url).queryItemValue(QStringLiteral("id"));
    const QByteArray heads = kept.json(id.toUtf8());
    if (heads.isNull())
        return localProblem(404, Text::english("the heads of this exchange are not kept any more"));
    return localReply(heads);
}

/// Masked on a pool thread: a text of 1 MB takes 40 ms.
LocalWork textsOf(ExchangeTexts &kept, const Request &request)
{
    const QUrlQuery query(QUrl(QString::fromUtf8(request.head.target)));
    const auto number = [&query](const QString &name) {
        return static_cast<qsizetype>(query.queryItemValue(name).toLongLong());
    };
    const QByteArray id = query.queryItemValue(QStringLiteral("id")).toUtf8();
    const ExchangeTexts::From from {.request = number(QStringLiteral("request_from")),
                                    .answer = number(QStringLiteral("answer_from"))};
    return [&kept, id, from, pieces = kept.unmasked(id)] {
        return [&kept, id, from, masked = ExchangeTexts::mask(pieces)] {
            const QByteArray texts = kept.json(id, from, masked);
            if (texts.isNull())
                return localProblem(404, Text::english("the texts of this exchange are not kept"));
            return localReply(texts);
        };
    };
}

Reply metricsReply(const Metrics &metrics, const ServiceStatus &status)
{
    Reply reply = localReply(metricsPage(metrics, status));
    reply.contentType = MetricsText::kContentType;
    return reply;
}

/// Keeps what the named client @p only may see of the others, and of the books what is its own;
/// nullopt: all of it. An empty name is nobody's, and is told the sums of all.
ServiceStatus limitedTo(const std::optional<QByteArray> &only, const Accounting &accounting,
                        ServiceStatus status)
{
    if (!only)
        return status;
    if (!only->isEmpty()) {
        const LedgerSums own = accounting.ledger().ofClient(*only).ofDay(QDate::currentDate());
        status.bookedToday = own.exchanges;
        status.spentToday = boundedSum(own.cost, own.classifier);
        status.savedToday = own.saved();
        // Everybody's, and compared with what everybody spent.
        status.dailyBudget = 0;
    }
    std::erase_if(status.clients,
                  [&only](const ClientStatus &client) { return client.name != *only; });
    std::erase_if(status.budgets, [&only](const BudgetUse &use) {
        return use.isOfNamedClient && use.subject != *only;
    });
    return status;
}

/// Sessions, keys and clients are named to whoever has the token, as by the other routes. A named
/// client is told of itself.
ServiceStatus withoutSubjects(const std::optional<QByteArray> &only, const Accounting &accounting,
                              ServiceStatus status)
{
    status = limitedTo(only.value_or(QByteArray()), accounting, std::move(status));
    for (BudgetUse &use : status.budgets) {
        if (use.scope == "session" || (use.scope == "client" && !use.isOfNamedClient))
            use.subject.clear();
    }
    return status;
}

/// What a balancer asks for: 503 takes this instance out of its list.
Reply readiness(ServiceState state)
{
    constexpr int kUnavailable = 503;
    return localReply(readinessJson(state), state == ServiceState::Running ? 200 : kUnavailable);
}

} // namespace

void addStatusRoutes(EngineParts &parts, StatusCollector &collector)
{
    LocalRoutes &routes = parts.routes;
    routes.add("GET", "/health", Access::Open, [&collector](const Request &) {
        return localReply(healthJson(collector.status()));
    });
    routes.add("GET", "/livez", Access::Open,
               [](const Request &) { return localReply(R"({"status":"ok"})"); });
    routes.add("GET", "/readyz", Access::Open,
               [&collector](const Request &) { return readiness(collector.state()); });
    routes.addEventStream("/router/events");
    routes.add("GET", "/router/exchange", Access::NeedsToken,
               [&parts](const Request &request) { return headsOf(parts.heads, request); });
    routes.addHeavy("GET", "/router/texts",
                    [&parts](const Request &request) { return textsOf(parts.texts, request); });
    routes.add("GET", "/router/status", Access::Open, [&parts, &collector](const Request &request) {
        ServiceStatus status = collector.status();
        if (!parts.routes.hasToken(request.head))
            status = withoutSubjects(onlyClient(parts, request.head), parts.accounting,
                                     std::move(status));
        return localReply(statusJson(status, *parts.config));
    });
    routes.add("GET", "/router/savings", Access::Open,
               [&parts](const Request &request) { return savings(parts, request); });
    routes.add("GET", "/metrics", Access::Open, [&parts, &collector](const Request &request) {
        return metricsReply(parts.metrics, limitedTo(onlyClient(parts, request.head),
                                                     parts.accounting, collector.status()));
    });
}

} // namespace proxy
