// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/clientscommand.h"

#include "app/commands/clientsfile.h"
#include "app/options/exitcodes.h"
#include "proxy/config/namedclients.h"
#include "proxy/core/money.h"
#include "proxy/core/terminalsafe.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <optional>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr int kNameWidth = 20;
constexpr int kStateWidth = 10;

struct ClientsOptions
{
    QStringList words;
    bool json = false;
    QString policy;
    QString models;
    QString expires;
    QString dollars;
    QString tokens;
    QString per;
};

std::optional<ClientsOptions> parse(const QStringList &args)
{
    ClientsOptions options;
    const std::array values {
        std::pair {u"--policy"_s, &options.policy},   std::pair {u"--models"_s, &options.models},
        std::pair {u"--expires"_s, &options.expires}, std::pair {u"--dollars"_s, &options.dollars},
        std::pair {u"--tokens"_s, &options.tokens},   std::pair {u"--per"_s, &options.per}};
    const auto takesValue = [&](qsizetype &at) {
        for (const auto &[name, value] : values) {
            if (args[at].startsWith(name + u'='))
                *value = args[at].mid(name.size() + 1);
            else if (args[at] == name && at + 1 < args.size())
                *value = args[++at];
            else
                continue;
            // An empty list would be taken for all models.
            return !value->isEmpty();
        }
        return false;
    };
    for (qsizetype at = 0; at < args.size(); ++at) {
        if (args[at] == u"--json")
            options.json = true;
        else if (!args[at].startsWith(u"--"))
            options.words << args[at];
        else if (!takesValue(at))
            return std::nullopt;
    }
    if (options.words.isEmpty())
        options.words << u"list"_s;
    const QString &action = options.words.first();
    const bool isList = action == u"list" && options.words.size() == 1;
    const bool isChange = (action == u"add" || action == u"revoke") && options.words.size() == 2;
    const bool isPeriodOfNothing =
        !options.per.isEmpty() && options.dollars.isEmpty() && options.tokens.isEmpty();
    if (isPeriodOfNothing)
        return std::nullopt;
    return isList || isChange ? std::optional(options) : std::nullopt;
}

/// The entry that the options describe. What is wrong in it is found when it is read.
QJsonObject entryOf(const ClientsOptions &options)
{
    QJsonObject entry {{u"name"_s, options.words[1]}};
    if (!options.policy.isEmpty())
        entry[u"policy"] = options.policy;
    if (!options.models.isEmpty())
        entry[u"models"] =
            QJsonArray::fromStringList(options.models.split(u',', Qt::SkipEmptyParts));
    if (!options.expires.isEmpty())
        entry[u"expires"] = options.expires;
    if (options.dollars.isEmpty() && options.tokens.isEmpty())
        return entry;
    constexpr int kAll = 100;
    QJsonObject budget {{u"stop"_s, kAll}};
    if (!options.dollars.isEmpty())
        budget[u"dollars"] = options.dollars.toDouble();
    if (!options.tokens.isEmpty())
        budget[u"tokens"] = options.tokens.toDouble();
    if (!options.per.isEmpty())
        budget[u"per"] = options.per;
    entry[u"budget"] = budget;
    return entry;
}

QString stateOf(const proxy::NamedClient &client)
{
    if (client.isRevoked)
        return u"revoked"_s;
    return client.hasExpired(QDateTime::currentMSecsSinceEpoch()) ? u"expired"_s : u"active"_s;
}

QString policyOf(const proxy::NamedClient &client)
{
    constexpr std::array kPolicies {"cache-aware", "human-turn", "every-request"};
    if (client.isNeverRouted)
        return u"off"_s;
    return client.policy ? QString::fromLatin1(kPolicies[size_t(*client.policy)]) : QString();
}

QString budgetOf(const proxy::BudgetRule &rule)
{
    constexpr std::array kPeriods {"day", "week", "month"};
    const QString amount = rule.dollars ? QString::fromLatin1(proxy::readableDollars(*rule.dollars))
                                        : u"%1 tokens"_s.arg(rule.tokens.value_or(0));
    return u"%1 a %2"_s.arg(amount, QLatin1StringView(kPeriods[size_t(rule.period)]));
}

QString expiryOf(const proxy::NamedClient &client)
{
    return QDateTime::fromMSecsSinceEpoch(*client.expiresAtMs).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString lineOf(const proxy::NamedClient &client)
{
    QString line = QString::fromLatin1(client.name).leftJustified(kNameWidth) + u' '
                   + stateOf(client).leftJustified(kStateWidth);
    if (client.expiresAtMs)
        line += u"; expires %1"_s.arg(expiryOf(client));
    if (const QString policy = policyOf(client); !policy.isEmpty())
        line += u"; policy %1"_s.arg(policy);
    if (client.budget)
        line += u"; %1"_s.arg(budgetOf(*client.budget));
    if (!client.models.isEmpty())
        line += u"; models %1"_s.arg(QString::fromLatin1(client.models.join(", ")));
    return line;
}

QJsonObject jsonOf(const proxy::NamedClient &client)
{
    QJsonObject json {{u"name"_s, QString::fromLatin1(client.name)}, {u"state"_s, stateOf(client)}};
    if (client.expiresAtMs)
        json[u"expires_at"] =
            QDateTime::fromMSecsSinceEpoch(*client.expiresAtMs).toUTC().toString(Qt::ISODateWithMs);
    if (const QString policy = policyOf(client); !policy.isEmpty())
        json[u"policy"] = policy;
    if (client.budget)
        json[u"budget"] = budgetOf(*client.budget);
    QJsonArray models;
    for (const QByteArray &model : client.models)
        models << QString::fromLatin1(model);
    json[u"models"] = models;
    return json;
}

int list(const proxy::NamedClients &clients, bool asJson, CommandOutput output)
{
    if (asJson) {
        QJsonArray all;
        for (const auto &client : clients)
            all << jsonOf(*client);
        output.out << proxy::terminalSafeLines(QString::fromUtf8(QJsonDocument(all).toJson()));
        return 0;
    }
    for (const auto &client : clients)
        output.out << proxy::terminalSafe(lineOf(*client)) << '\n';
    return 0;
}

int failed(const proxy::Error &error, CommandOutput output)
{
    output.err << "llm-proxy clients: " << proxy::terminalSafe(error.detail.text()) << '\n';
    return kExitFailed;
}

int change(const ClientsOptions &options, const QString &path, CommandOutput output)
{
    const ClientsFile file(path);
    const QString &name = options.words[1];
    if (options.words.first() == u"revoke") {
        if (const auto revoked = file.revoke(name); !revoked)
            return failed(revoked.error(), output);
        output.err << proxy::terminalSafe(
            u"%1 is revoked: its key is refused from the next request on"_s.arg(name))
                   << '\n';
        return 0;
    }
    const auto key = file.add(entryOf(options));
    if (!key)
        return failed(key.error(), output);
    output.out << QString::fromLatin1(*key) << '\n';
    output.err << proxy::terminalSafe(
        u"This is the key of %1. It is shown this once: %2 has its hash alone."_s.arg(name, path))
               << '\n';
    return 0;
}

} // namespace

int runClients(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args);
    if (!options)
        return kExitUsage;
    const auto loaded = proxy::loadConfig(inputs);
    if (!loaded) {
        output.err << proxy::toError(loaded.error()).detail.text() << '\n';
        return kExitConfig;
    }
    const QString &setting = loaded->config.server.clients;
    const bool isInline = proxy::isInlineClients(setting);
    if (options->words.first() != u"list") {
        if (!setting.isEmpty() && !isInline)
            return change(*options, setting, output);
        output.err << "llm-proxy clients: LLM_PROXY_CLIENTS must name a file, which may be a new "
                      "one\n";
        return kExitConfig;
    }
    const auto file = isInline || setting.isEmpty()
                          ? proxy::ClientsFile {.text = setting.toUtf8()}
                          : proxy::readClientsFile(setting).value_or(proxy::ClientsFile());
    return list(proxy::parseNamedClients(file.text).value_or(proxy::NamedClients()), options->json,
                output);
}

} // namespace app
