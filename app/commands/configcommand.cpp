// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/configcommand.h"

#include "app/commands/lifecyclecommands.h"
#include "app/lifecycle/healthprobe.h"
#include "app/lifecycle/runtimestate.h"
#include "proxy/config/configdocs.h"
#include "proxy/config/setting.h"
#include "proxy/core/calendar.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/status/modelwarnings.h"
#include "proxy/upstream/backendconfig.h"
#include "proxy/upstream/upstreamauth.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace app {
namespace {

constexpr int kOk = 0;
constexpr int kUsage = 64;
constexpr int kBadConfig = 78;

struct Request
{
    const proxy::ConfigInputs &inputs;
    CommandOutput output;
    bool json = false;
    QString detail; ///< what follows `docs`
};

void printJson(QTextStream &out, const QJsonObject &object)
{
    out << proxy::terminalSafeLines(
        QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

QJsonArray toJson(const proxy::ConfigProblems &problems, proxy::ConfigProblem::Severity severity)
{
    QJsonArray array;
    for (const auto &problem : problems) {
        if (problem.severity == severity)
            array.append(QJsonObject {{u"where"_s, problem.where.text()},
                                      {u"key"_s, problem.key},
                                      {u"problem"_s, problem.problem.text()},
                                      {u"allowed"_s, problem.allowed.text()}});
    }
    return array;
}

void printProblems(QTextStream &err, const proxy::ConfigProblems &problems)
{
    for (const auto &problem : problems) {
        const bool isError = problem.severity == proxy::ConfigProblem::Severity::Error;
        err << (isError ? "error: " : "warning: ") << proxy::terminalSafe(problem.asText().text())
            << '\n';
    }
}

QJsonObject problemsObject(const proxy::ConfigProblems &problems)
{
    const auto errors = toJson(problems, proxy::ConfigProblem::Severity::Error);
    return {{u"ok"_s, errors.isEmpty()},
            {u"errors"_s, errors},
            {u"warnings"_s, toJson(problems, proxy::ConfigProblem::Severity::Warning)}};
}

/// What needs doing about models, as far as it can be told without the backend's list.
proxy::ConfigProblems modelWarnings(const proxy::ProxyConfig &config)
{
    proxy::ConfigProblems warnings;
    for (const auto &warning : proxy::modelWarnings(config, nullptr, proxy::today())) {
        if (warning.needsDoing)
            warnings.push_back({.severity = proxy::ConfigProblem::Severity::Warning,
                                .where = proxy::Text::words(u"models"_s),
                                .key = {},
                                .problem = sentence(warning),
                                .allowed = {}});
    }
    return warnings;
}

/// What is wrong with the upstream's keys: none found, an example, a file that can't be used.
proxy::ConfigProblems keyWarnings(const proxy::ProxyConfig &config,
                                  const QProcessEnvironment &environment)
{
    proxy::UpstreamAuth auth(config.upstream,
                             proxy::backendConfigCandidates(config.upstream, environment));
    proxy::ConfigProblems warnings;
    for (const proxy::Text &warning : auth.warnings())
        warnings.push_back({.severity = proxy::ConfigProblem::Severity::Warning,
                            .where = proxy::Text::words(u"upstream key"_s),
                            .key = {},
                            .problem = warning,
                            .allowed = {}});
    return warnings;
}

int check(const Request &request)
{
    const auto loaded = proxy::loadConfig(request.inputs);
    proxy::ConfigProblems problems = loaded ? loaded->warnings : loaded.error();
    if (loaded) {
        const proxy::ConfigProblems models = modelWarnings(loaded->config);
        problems.insert(problems.end(), models.begin(), models.end());
        const proxy::ConfigProblems keys = keyWarnings(loaded->config, request.inputs.environment);
        problems.insert(problems.end(), keys.begin(), keys.end());
    }
    if (request.json)
        printJson(request.output.out, problemsObject(problems));
    else
        printProblems(request.output.err, problems);
    if (loaded && !request.json)
        request.output.out << "The configuration is right.\n";
    return loaded ? kOk : kBadConfig;
}

QJsonObject valueObject(const proxy::Setting &setting, const proxy::ProxyConfig &config)
{
    return {{u"value"_s, setting.secret ? QJsonValue(proxy::maskedValue(setting.key, config))
                                        : setting.value(config)},
            {u"source"_s, proxy::name(config.sources.value(setting.key))},
            {u"jsonPath"_s, setting.jsonPath},
            {u"secret"_s, setting.secret},
            {u"needsRestart"_s, setting.needsRestart}};
}

/// What the running proxy was switched to by hand; its files don't tell.
QJsonObject overridesInForce(const proxy::ProxyConfig &config)
{
    const auto instance = RuntimeState::runningInstance(config.runtimeDir);
    if (!instance)
        return {};
    return statusOf(endpointOf(*instance, configuredEndpoint(config)))[u"overrides"].toObject();
}

QString shownValue(const QString &key, const proxy::ProxyConfig &config,
                   const QJsonObject &overrides)
{
    const QString configured = proxy::terminalSafe(proxy::maskedValue(key, config));
    const QString source = proxy::name(config.sources.value(key));
    if (!overrides.contains(key))
        return u"%1=%2  (%3)"_s.arg(key, configured, source);
    const QJsonObject override = overrides[key].toObject();
    return u"%1=%2  (%3 until %4; then %5, %6)"_s.arg(
        key, proxy::terminalSafe(override[u"value"].toString()),
        proxy::name(proxy::ConfigSource::Switch),
        proxy::terminalSafe(override[u"until"].toString()), configured, source);
}

int show(const Request &request)
{
    const auto loaded = proxy::loadConfig(request.inputs);
    if (!loaded) {
        if (request.json)
            printJson(request.output.out, problemsObject(loaded.error()));
        else
            printProblems(request.output.err, loaded.error());
        return kBadConfig;
    }
    const QJsonObject overrides = overridesInForce(loaded->config);
    QJsonObject values;
    for (const auto &setting : proxy::settings()) {
        values[setting.key] = valueObject(setting, loaded->config);
        if (!request.json)
            request.output.out << shownValue(setting.key, loaded->config, overrides) << '\n';
    }
    if (request.json)
        printJson(request.output.out, {{u"settings"_s, values}, {u"overrides"_s, overrides}});
    return kOk;
}

int path(const Request &request)
{
    const proxy::ConfigPaths &paths = request.inputs.paths;
    const QList<std::pair<QString, QString>> places {{u"config-file"_s, paths.configFile},
                                                     {u"env-file"_s, paths.dotEnvFile},
                                                     {u"models-file"_s, paths.modelsFile},
                                                     {u"state"_s, paths.stateDir},
                                                     {u"runtime"_s, paths.runtimeDir}};
    QJsonObject object {{u"checkout"_s, paths.checkout}};
    for (const auto &[name, place] : places) {
        object[name] = place;
        if (!request.json)
            request.output.out << name << ": " << proxy::terminalSafe(place) << '\n';
    }
    if (request.json)
        printJson(request.output.out, object);
    return kOk;
}

int docs(const Request &request)
{
    QTextStream &out = request.output.out;
    if (request.detail == "table"_L1)
        out << proxy::configTableMarkdown();
    else if (request.detail == "env"_L1)
        out << proxy::dotEnvExample();
    else if (request.detail == "schema"_L1)
        out << QString::fromUtf8(proxy::configSchema());
    else
        return kUsage;
    return kOk;
}

} // namespace

int runConfigCommand(const QStringList &args, const proxy::ConfigInputs &inputs,
                     CommandOutput output)
{
    QStringList words = args;
    const bool json = words.removeAll(u"--json"_s) > 0;
    const QString verb = words.value(0);
    const qsizetype wanted = verb == "docs"_L1 ? 2 : 1;
    if (words.size() != wanted)
        return kUsage;
    const Request request {inputs, output, json, words.value(1)};
    if (verb == "check"_L1)
        return check(request);
    if (verb == "show"_L1)
        return show(request);
    if (verb == "path"_L1)
        return path(request);
    if (verb == "docs"_L1)
        return docs(request);
    return kUsage;
}

} // namespace app
