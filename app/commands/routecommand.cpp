// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/routecommand.h"

#include "app/commands/requestlog.h"
#include "app/commands/routeexplain.h"
#include "app/commands/routereplay.h"
#include "app/commands/routereview.h"
#include "app/options/exitcodes.h"
#include "proxy/accounting/handlabels.h"
#include "proxy/accounting/savingsreport.h"
#include "proxy/core/terminalsafe.h"

#include <QDate>
#include <QFile>

#include <algorithm>
#include <cstdio>

namespace app {

namespace {

using namespace Qt::StringLiterals;

/// The words of the command line with their options taken out.
struct RouteOptions
{
    QStringList words;
    QString path;
    QString since = u"30d"_s;
    QString policy;
    QString classifier;
    bool json = false;
};

bool takesValue(const QStringList &args, qsizetype &at, const QString &option, QString &value)
{
    if (args[at].startsWith(option + u'='))
        value = args[at].mid(option.size() + 1);
    else if (args[at] == option && at + 1 < args.size())
        value = args[++at];
    else
        return false;
    return true;
}

std::optional<RouteOptions> parse(const QStringList &args)
{
    RouteOptions options;
    for (qsizetype at = 0; at < args.size(); ++at) {
        if (args[at] == u"--json")
            options.json = true;
        else if (takesValue(args, at, u"--path"_s, options.path)
                 || takesValue(args, at, u"--since"_s, options.since)
                 || takesValue(args, at, u"--policy"_s, options.policy)
                 || takesValue(args, at, u"--classifier"_s, options.classifier))
            continue;
        else if (args[at].startsWith(u"--"))
            return std::nullopt;
        else
            options.words.append(args[at]);
    }
    return options;
}

std::optional<QByteArray> bodyFrom(const QString &name, qint64 limit)
{
    QFile file(name);
    const bool isOpen =
        name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return std::nullopt;
    QByteArray body = file.read(limit + 1);
    return body.size() > limit ? std::nullopt : std::optional(std::move(body));
}

int explain(const RouteOptions &options, const proxy::ProxyConfig &config, CommandOutput output)
{
    const auto body = bodyFrom(options.words[1], config.server.maxBodyBytes);
    if (!body) {
        output.err << "llm-proxy route explain: " << proxy::terminalSafe(options.words[1])
                   << " can't be read, or is larger than a body may be\n";
        return kExitFailed;
    }
    const QByteArray json = explainedBody(config, options.path.toUtf8(), *body);
    output.out << (options.json ? proxy::terminalSafeLines(QString::fromUtf8(json)) + u'\n'
                                : readableExplanation(json));
    return 0;
}

/// All three, or the one that is named; empty: no such policy.
std::vector<proxy::RoutePolicy> policiesNamed(const QString &wanted)
{
    std::vector<proxy::RoutePolicy> policies;
    for (const auto policy : {proxy::RoutePolicy::CacheAware, proxy::RoutePolicy::HumanTurn,
                              proxy::RoutePolicy::EveryRequest}) {
        if (wanted.isEmpty() || wanted == QLatin1StringView(name(policy)))
            policies.push_back(policy);
    }
    return policies;
}

/// The settings of a replay; nullopt: no such classifier.
std::optional<proxy::RouterSettings> settingsFor(const QString &classifier,
                                                 const proxy::RouterSettings &configured)
{
    using enum proxy::RouterClassifier;
    if (classifier.isEmpty())
        return configured;
    for (const auto named : {Morph, Local, LocalThenMorph, MorphThenLocal}) {
        if (classifier == QLatin1StringView(proxy::name(named))) {
            proxy::RouterSettings settings = configured;
            settings.classifier = named;
            return settings;
        }
    }
    return std::nullopt;
}

int replay(const RouteOptions &options, const proxy::ProxyConfig &config, CommandOutput output)
{
    const auto since = proxy::parseSince(options.since, QDate::currentDate());
    const auto policies = policiesNamed(options.policy);
    const auto settings = settingsFor(options.classifier, config.router);
    if (!since || policies.empty() || !settings) {
        output.err << "llm-proxy route replay: "
                   << (!since             ? since.error().detail.text()
                       : policies.empty() ? u"no such policy"_s
                                          : u"no such classifier"_s)
                   << '\n';
        return kExitUsage;
    }
    const auto requests = loggedRequests(config.record.logDir, *since);
    if (requests.empty()) {
        output.err << "llm-proxy route replay: no rows with features since then\n";
        return kExitFailed;
    }
    const auto replayed = replayedPolicies(requests, *settings, config.modelTable(), policies);
    output.out << (options.json ? QString::fromUtf8(replayJson(replayed)) + u'\n'
                                : replayTable(replayed));
    if (!options.json)
        output.out << "\nList prices; caches are simulated. \"answer unknown\": Morph would be "
                      "asked where it was not then; the requested model is counted.\n";
    return 0;
}

int review(const RouteOptions &options, const proxy::ProxyConfig &config, CommandOutput output)
{
    const auto since = proxy::parseSince(options.since, QDate::currentDate());
    if (!since) {
        output.err << "llm-proxy route review: " << since.error().detail.text() << '\n';
        return kExitUsage;
    }
    const QString labels = proxy::handLabelsPath(config.record.logDir);
    const auto result =
        reviewed(loggedRequests(config.record.logDir, *since), proxy::readHandLabels(labels));
    output.out << (options.json ? QString::fromUtf8(reviewJson(result)) + u'\n'
                                : reviewText(result));
    return 0;
}

/// Whether one of the latest rows has that id.
bool isLogged(const QString &logDir, const QString &id)
{
    constexpr qsizetype kMostRows = 200000;
    const QList<QByteArray> rows = lastLines(requestLogFiles(logDir), kMostRows);
    const QByteArray field = "\"id\":\"" + id.toUtf8() + '"';
    return std::any_of(rows.begin(), rows.end(),
                       [&field](const QByteArray &row) { return row.contains(field); });
}

int label(const RouteOptions &options, const proxy::ProxyConfig &config, CommandOutput output)
{
    const QByteArray word = options.words[2].toUtf8();
    const auto difficulty = proxy::difficultyFromLabel(word);
    const bool isWord = difficulty == proxy::Difficulty::Easy
                        || difficulty == proxy::Difficulty::Hard || word == "none";
    if (!isWord)
        return kExitUsage;
    if (word != "none" && !isLogged(config.record.logDir, options.words[1])) {
        output.err << "llm-proxy route label: no row of the request log in "
                   << proxy::terminalSafe(config.record.logDir) << " has the id "
                   << proxy::terminalSafe(options.words[1]) << '\n';
        return kExitFailed;
    }
    const auto saved =
        proxy::saveHandLabel(proxy::handLabelsPath(config.record.logDir), options.words[1].toUtf8(),
                             difficulty.value_or(proxy::Difficulty::None));
    if (!saved) {
        output.err << "llm-proxy route label: " << proxy::terminalSafe(saved.error().detail.text())
                   << '\n';
        return kExitFailed;
    }
    return 0;
}

} // namespace

int runRoute(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args);
    const QString verb = options ? options->words.value(0) : QString();
    const bool isExplain = verb == u"explain" && options->words.size() == 2;
    const bool isReplay = verb == u"replay" && options->words.size() == 1;
    const bool isReview = verb == u"review" && options->words.size() == 1;
    const bool isLabel = verb == u"label" && options->words.size() == 3;
    if (!isExplain && !isReplay && !isReview && !isLabel)
        return kExitUsage;
    const auto loaded = proxy::loadConfig(inputs);
    if (!loaded) {
        output.err << proxy::toError(loaded.error()).detail.text() << '\n';
        return kExitConfig;
    }
    if (isReview)
        return review(*options, loaded->config, output);
    if (isLabel)
        return label(*options, loaded->config, output);
    return isExplain ? explain(*options, loaded->config, output)
                     : replay(*options, loaded->config, output);
}

} // namespace app
