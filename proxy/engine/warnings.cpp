// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/warnings.h"

#include "proxy/core/money.h"
#include "proxy/core/systemerror.h"
#include "proxy/json/jsonwriter.h"

#include <QLoggingCategory>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcAccounting, "llmproxy.books")
Q_LOGGING_CATEGORY(lcModels, "llmproxy.models")
Q_LOGGING_CATEGORY(lcRouter, "llmproxy.router")
Q_LOGGING_CATEGORY(lcUpstream, "llmproxy.upstream")

} // namespace

void warnOf(const ModelWarning &warning, EventHub &events)
{
    const QByteArray what = sentence(warning).utf8();
    qCWarning(lcModels).noquote() << what.constData();
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("kind", "model").field("notice", name(warning.kind));
    json.optionalField("model", warning.model).optionalField("cell", warning.cell);
    json.field("text", what).endObject();
    events.announce("warning", text);
}

void warnOf(const BudgetWarning &warning, EventHub &events)
{
    qCWarning(lcAccounting).noquote()
        << "today's list-price cost of" << readableDollars(warning.spent).constData()
        << "has passed LLM_PROXY_DAILY_BUDGET," << readableDollars(warning.budget).constData();
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("kind", "daily-budget");
    json.field("day", warning.day.toString(Qt::ISODate).toLatin1());
    json.key("spent_usd").raw(dollarsText(warning.spent));
    json.key("budget_usd").raw(dollarsText(warning.budget));
    json.field("prices", "list-price").endObject();
    events.announce("warning", text);
}

void warnOf(const BudgetUse &use, EventHub &events)
{
    qCWarning(lcAccounting).noquote()
        << "the limit" << use.name.constData()
        << (use.isOfNamedClient ? "of LLM_PROXY_CLIENTS"
                                : (use.subject + " of LLM_PROXY_BUDGETS").trimmed().constData())
        << "has come to" << name(use.level) << "at" << use.amountInWords().text();
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("kind", "budget").field("budget", use.name);
    json.field("scope", use.scope).optionalField("subject", use.subject);
    json.field("level", name(use.level)).field("amount", use.amountInWords().utf8()).endObject();
    events.announce("warning", text);
}

void warnOf(const QuotaInForce &quota)
{
    qCWarning(lcRouter).noquote() << quota.limit.why.text() << "- routing is"
                                  << name(quota.limit.restraint);
}

void warnOfKeys(UpstreamAuth &auth)
{
    for (const Text &warning : auth.takeWarnings())
        qCWarning(lcUpstream).noquote() << warning.text();
}

Text refusedRouterKey(RouterClassifier classifier)
{
    switch (classifier) {
    case RouterClassifier::LocalThenMorph:
        return Text::english(
            "Morph refuses the key of MORPH_API_KEY: what this machine can't judge "
            "keeps its model");
    case RouterClassifier::MorphThenLocal:
        return Text::english("Morph refuses the key of MORPH_API_KEY: this machine judges instead");
    case RouterClassifier::Morph:
    case RouterClassifier::Local:
        break;
    }
    return Text::english("Morph refuses the key of MORPH_API_KEY: every request keeps its model");
}

void warnOfRouterKey(RouterClassifier classifier)
{
    qCWarning(lcRouter).noquote() << refusedRouterKey(classifier).text();
}

Text unwritableLog(const QString &directory, int failure)
{
    return Text::english("the request log in %1 loses rows: %2", {directory, systemError(failure)});
}

void warnOf(const Error &loop)
{
    qCWarning(lcUpstream).noquote() << loop.detail.text();
}

} // namespace proxy
