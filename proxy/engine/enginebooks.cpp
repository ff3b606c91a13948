// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/books/ledgerfiles.h"
#include "proxy/core/calendar.h"
#include "proxy/core/handover.h"
#include "proxy/engine/engine.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/status/metricsreport.h"
#include "proxy/status/metricstext.h"

#include <QLoggingCategory>

#include <cmath>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcBooks, "llmproxy.books")
Q_LOGGING_CATEGORY(lcModels, "llmproxy.models")
Q_LOGGING_CATEGORY(lcUpstream, "llmproxy.upstream")

} // namespace

void Engine::openBooks()
{
    applyBudget();
    addMetricsRoute();
    m_books.setWarningHandler([this](const BudgetWarning &warning) { warnOfBudget(warning); });
    // Sizes are taken now, before this run's first row: what it writes is booked as it happens.
    startOn(m_pool, [this, files = ledgerFiles(m_config->record.logDir),
                     index = ledgerIndexPath(m_config->runtimeDir)] {
        Ledger past = readLedger(files, index, LedgerIndexUse::Update);
        postTo(this, [this, past = std::move(past)] { m_books.adopt(past); });
    });
}

void Engine::addMetricsRoute()
{
    m_routes.add("GET", "/metrics", LocalRoutes::Access::Open, [this](const Request &) {
        Reply reply;
        reply.status = 200;
        reply.body = metricsPage(m_metrics, status());
        reply.contentType = MetricsText::kContentType;
        reply.headers.append("Cache-Control", "no-store");
        return reply;
    });
}

void Engine::fillBooks(ServiceStatus &status) const
{
    status.priceTable = m_books.priceTable();
    status.spentToday = m_books.spentToday(QDate::currentDate());
    status.savedToday = m_books.savedToday(QDate::currentDate());
    status.dailyBudget = m_books.budget();
}

const ModelNotices &Engine::lookAtModels()
{
    return m_modelWatch.look(m_config, m_catalog.list(), proxy::today());
}

void Engine::tellKeyWarnings()
{
    for (const QString &warning : m_auth.takeWarnings())
        qCWarning(lcUpstream).noquote() << warning;
}

void Engine::warnOfModel(const ModelNotice &notice)
{
    const QByteArray what = sentence(notice);
    qCWarning(lcModels).noquote() << what.constData();
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("kind", "model").field("notice", name(notice.kind));
    json.optionalField("model", notice.model).optionalField("cell", notice.cell);
    json.field("text", what).endObject();
    m_events.announce("warning", text);
    Q_EMIT changed();
}

void Engine::applyBudget()
{
    m_books.setBudget(
        std::llround(m_config->record.dailyBudgetUsd * static_cast<double>(kPicoPerDollar)));
}

void Engine::warnOfBudget(const BudgetWarning &warning)
{
    qCWarning(lcBooks).noquote() << "today's list-price cost of"
                                 << readableDollars(warning.spent).constData()
                                 << "has passed LLM_PROXY_DAILY_BUDGET,"
                                 << readableDollars(warning.budget).constData();
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("kind", "daily-budget");
    json.field("day", warning.day.toString(Qt::ISODate).toLatin1());
    json.key("spent_usd").raw(dollarsText(warning.spent));
    json.key("budget_usd").raw(dollarsText(warning.budget));
    json.field("prices", "list-price").endObject();
    m_events.announce("warning", text);
    Q_EMIT changed();
}

} // namespace proxy
