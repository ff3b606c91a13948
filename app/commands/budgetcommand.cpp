// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/budgetcommand.h"

#include "app/commands/lifecyclecommands.h"
#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/core/manualhint.h"
#include "proxy/core/money.h"
#include "proxy/core/terminalsafe.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <optional>

namespace app {

namespace {

using namespace Qt::StringLiterals;

struct BudgetOptions
{
    QStringList words;
    QString time = u"1h"_s;
    bool json = false;
};

std::optional<BudgetOptions> parse(const QStringList &args)
{
    BudgetOptions options;
    for (qsizetype at = 0; at < args.size(); ++at) {
        if (args[at] == u"--json")
            options.json = true;
        else if (args[at] == u"--for" && at + 1 < args.size())
            options.time = args[++at];
        else if (args[at].startsWith(u"--for="))
            options.time = args[at].mid(6);
        else if (args[at].startsWith(u"--"))
            return std::nullopt;
        else
            options.words << args[at];
    }
    if (options.words.isEmpty())
        options.words << u"list"_s;
    const bool isList = options.words.first() == u"list" && options.words.size() == 1;
    const bool isChange = (options.words.first() == u"lift" || options.words.first() == u"restore")
                          && options.words.size() == 2;
    return isList || isChange ? std::optional(options) : std::nullopt;
}

QString localTime(const QJsonValue &iso)
{
    const QDateTime time = QDateTime::fromString(iso.toString(), Qt::ISODateWithMs);
    return time.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s);
}

QString amountOf(const QJsonValue &budget)
{
    const auto dollars = [](const QJsonValue &value) {
        return QString::fromLatin1(
            proxy::readableDollars(std::llround(value.toDouble() * double(proxy::kPicoPerDollar))));
    };
    if (budget[u"limit_usd"].isDouble())
        return u"%1 of %2"_s.arg(dollars(budget[u"spent_usd"]), dollars(budget[u"limit_usd"]));
    return u"%1 of %2 tokens"_s.arg(budget[u"used_tokens"].toInteger())
        .arg(budget[u"limit_tokens"].toInteger());
}

QString lineOf(const QJsonValue &budget)
{
    QString line = budget[u"name"].toString();
    if (const QString subject = budget[u"subject"].toString(); !subject.isEmpty())
        line += u" (%1 %2)"_s.arg(budget[u"scope"].toString(), subject);
    line += u": %1"_s.arg(amountOf(budget));
    const QString level = budget[u"level"].toString();
    if (budget[u"lifted_until"].isString())
        line += u", lifted until %1"_s.arg(localTime(budget[u"lifted_until"]));
    else if (level == u"stopped" || level == u"easy-only" || level == u"warn")
        line += u", %1"_s.arg(level);
    line += u", begins anew %1"_s.arg(localTime(budget[u"ends_at"]));
    const qint64 unpriced = budget[u"unpriced"].toInteger();
    if (unpriced > 0 && budget[u"limit_usd"].isDouble())
        line += u"; %1 answers without a known price are not counted"_s.arg(unpriced);
    return line;
}

/// The answer of the running proxy; nullopt: none runs, or it does not answer.
std::optional<LoopbackAnswer> ask(LoopbackRequest request, const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    const QString runtimeDir = loaded ? loaded->config.runtimeDir : inputs.paths.runtimeDir;
    const auto instance = RuntimeState::liveInstance(runtimeDir);
    if (!instance)
        return std::nullopt;
    request.token = RuntimeState::controlToken(runtimeDir);
    request.endpoint =
        loaded ? endpointOf(*instance, configuredEndpoint(loaded->config)) : endpointOf(*instance);
    return askLoopback(request);
}

int list(const BudgetOptions &options, const QJsonObject &status, CommandOutput output)
{
    if (options.json) {
        const QJsonArray budgets = status[u"books"][u"budgets"].toArray();
        output.out << proxy::terminalSafeLines(
            QString::fromUtf8(QJsonDocument(budgets).toJson(QJsonDocument::Indented)));
        return 0;
    }
    output.out << budgetLines(status);
    return 0;
}

} // namespace

QString budgetLines(const QJsonObject &status)
{
    QString lines;
    for (const QJsonValue budget : status[u"books"][u"budgets"].toArray())
        lines += proxy::terminalSafe(lineOf(budget)) + u'\n';
    return lines.isEmpty() ? u"There are no limits: LLM_PROXY_BUDGETS is not set.\n"_s : lines;
}

int runBudget(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args);
    if (!options) {
        output.err << "usage: llm-proxy budget [list [--json] | lift NAME [--for 1h|30m|day] | "
                      "restore NAME]\n";
        return kExitUsage;
    }
    LoopbackRequest request {.target = "/router/status"};
    const QString &action = options->words.first();
    if (action != u"list") {
        QJsonObject body {{u"action"_s, action}, {u"budget"_s, options->words[1]}};
        if (action == u"lift")
            body[u"for"_s] = options->time;
        request.method = "POST";
        request.target = "/router/budget";
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    const auto answer = ask(std::move(request), inputs);
    if (!answer) {
        output.err
            << "llm-proxy budget: no llm-proxy runs here, or it does not answer: start it with "
               "`llm-proxy start`, `llm-proxy health` tells its address ("
            << proxy::seeManual(QLatin1StringView("proxy")) << ")\n";
        return kExitFailed;
    }
    const QJsonObject json = QJsonDocument::fromJson(answer->body).object();
    if (answer->status != 200) {
        output.err << "llm-proxy budget: "
                   << proxy::terminalSafe(json[u"error"][u"message"].toString()) << '\n';
        return kExitFailed;
    }
    if (action == u"list")
        return list(*options, json, output);
    output.out << (action == u"lift" ? "lifted\n" : "in force again\n");
    return 0;
}

} // namespace app
