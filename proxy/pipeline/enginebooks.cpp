// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/ledgerfiles.h"
#include "proxy/message/jsonwriter.h"
#include "proxy/pipeline/engine.h"

#include <QLoggingCategory>

#include <cmath>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcBooks, "llmproxy.books")

} // namespace

void Engine::openBooks()
{
    applyBudget();
    m_books.setWarningHandler([this](const BudgetWarning &warning) { warnOfBudget(warning); });
    // Sizes are taken now, before this run's first row: what it writes is booked as it happens.
    m_pool.start([this, files = ledgerFiles(m_config->record.logDir),
                  index = ledgerIndexPath(m_config->runtimeDir)] {
        Ledger past = readLedger(files, index, LedgerIndexUse::Update);
        QMetaObject::invokeMethod(
            this, [this, past = std::move(past)] { m_books.adopt(past); }, Qt::QueuedConnection);
    });
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
