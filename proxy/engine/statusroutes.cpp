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

#include <utility>

namespace proxy {

namespace {

using Access = LocalRoutes::Access;

Reply savings(const Accounting &accounting, const Request &request)
{
    const auto query = parseSavingsQuery(request.head.target, QDate::currentDate());
    if (!query)
        return localProblem(400, query.error().detail);
    return localReply(
        savingsJson(accounting.ledger(), *query, accounting.priceTable(), accounting.isComplete()));
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

Reply metricsReply(const Metrics &metrics, const ServiceStatus &status)
{
    Reply reply = localReply(metricsPage(metrics, status));
    reply.contentType = MetricsText::kContentType;
    return reply;
}

/// Sessions and keys are named to whoever has the token, as by the other routes.
ServiceStatus withoutSubjects(ServiceStatus status)
{
    for (BudgetUse &use : status.budgets) {
        if (use.scope == "session" || use.scope == "client")
            use.subject.clear();
    }
    return status;
}

} // namespace

void addStatusRoutes(EngineParts &parts, StatusCollector &collector)
{
    LocalRoutes &routes = parts.routes;
    routes.add("GET", "/health", Access::Open, [&collector](const Request &) {
        return localReply(healthJson(collector.status()));
    });
    routes.addEventStream("/router/events");
    routes.add("GET", "/router/exchange", Access::NeedsToken,
               [&parts](const Request &request) { return headsOf(parts.heads, request); });
    routes.add("GET", "/router/status", Access::Open, [&parts, &collector](const Request &request) {
        ServiceStatus status = collector.status();
        if (!parts.routes.hasToken(request.head))
            status = withoutSubjects(std::move(status));
        return localReply(statusJson(status, *parts.config));
    });
    routes.add("GET", "/router/savings", Access::Open,
               [&parts](const Request &request) { return savings(parts.accounting, request); });
    routes.add("GET", "/metrics", Access::Open, [&parts, &collector](const Request &) {
        return metricsReply(parts.metrics, collector.status());
    });
}

} // namespace proxy
