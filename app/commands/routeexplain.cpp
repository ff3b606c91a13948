// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/routeexplain.h"

#include "app/commands/lifecyclecommands.h"
#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/runtimestate.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/engine/explain.h"
#include "proxy/replay/answeringrouter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>
#include <QUrl>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

QByteArray explainTarget(const QByteArray &path)
{
    const QByteArray target = "/router/explain";
    return path.isEmpty() ? target
                          : target + "?path=" + QUrl::toPercentEncoding(QString::fromUtf8(path));
}

QByteArray explainedHere(const proxy::ProxyConfig &config, const QByteArray &path,
                         const QByteArray &body)
{
    const auto tables = proxy::loadInspectorTables();
    if (!tables)
        return {};
    const proxy::ClientProfiles profiles = proxy::ClientProfiles::builtIn();
    const proxy::Clock clock = proxy::steadyClock();
    proxy::Sessions sessions(config.modelTable(), clock);
    proxy::AnsweringRouter router;
    proxy::Decider decider(
        router, proxy::ModelMap::builtIn(), [] { return nullptr; }, clock);
    proxy::RouterSettings settings = config.router;
    // What Morph would be asked is told without a key, too.
    if (!settings.canJudge())
        settings.apiKey = "none";
    decider.apply(settings, 1);
    decider.setModels(config.modelTable());
    proxy::Request request;
    request.head.method = "POST";
    request.head.target = explainTarget(path);
    request.body = body;
    return explainJson({*tables, profiles, sessions}, decider, request);
}

QString shown(const QJsonValue &value)
{
    return proxy::terminalSafe(value.toString());
}

void printDecision(QTextStream &out, const QJsonObject &decision)
{
    out << shown(decision[u"routing"]) << ": " << shown(decision[u"selected_model"]);
    if (const QString effort = shown(decision[u"effort"]); !effort.isEmpty())
        out << ", effort " << effort;
    if (const QString rule = shown(decision[u"rule_id"]); !rule.isEmpty())
        out << " (" << rule << ')';
    out << '\n';
    for (const QJsonValue step : decision[u"trace"].toArray()) {
        out << "    " << shown(step[u"step"]).leftJustified(18) << ' '
            << shown(step[u"result"]).leftJustified(18) << ' ' << shown(step[u"detail"]) << '\n';
    }
}

} // namespace

QByteArray explainedBody(const proxy::ProxyConfig &config, const QByteArray &path,
                         const QByteArray &body)
{
    if (const auto instance = RuntimeState::liveInstance(config.runtimeDir)) {
        const auto answer =
            askLoopback({.method = "POST",
                         .target = explainTarget(path),
                         .token = RuntimeState::controlToken(config.runtimeDir),
                         .body = body,
                         .endpoint = endpointOf(*instance, configuredEndpoint(config)),
                         .deadline = 10s});
        if (answer && answer->status == 200)
            return answer->body;
    }
    return explainedHere(config, path, body);
}

QString readableExplanation(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    QString text;
    QTextStream out(&text);
    out << shown(object[u"endpoint"]) << "  " << shown(object[u"model"]) << "  "
        << shown(object[u"turn_type"]);
    if (const QString session = shown(object[u"session"]); !session.isEmpty())
        out << "  session " << session;
    out << '\n';
    if (object[u"own_path"].toBool()) {
        out << "The proxy answers requests to this path itself: none of them goes on.\n";
        return text;
    }
    if (!object[u"routed_path"].toBool(true)) {
        out << "Requests to this path are not routed: they go on as they came.\n";
        return text;
    }
    if (const QJsonObject local = object[u"local"].toObject(); !local.isEmpty())
        out << "on this machine: " << shown(local[u"verdict"]) << ", looks hard by "
            << local[u"score"].toInt() << " of 100\n";
    if (!object[u"asks_router"].toBool()) {
        printDecision(out, object[u"decision"].toObject());
        return text;
    }
    out << "Morph would be asked (" << object[u"router_text"].toString().toUtf8().size()
        << " bytes)\n";
    for (const QJsonValue answer : object[u"answers"].toArray()) {
        out << "  " << shown(answer[u"difficulty"]).leftJustified(11);
        printDecision(out, answer.toObject());
    }
    return text;
}

} // namespace app
