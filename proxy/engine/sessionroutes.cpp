// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/sessionroutes.h"

#include "proxy/engine/engineparts.h"
#include "proxy/engine/explain.h"
#include "proxy/engine/localreply.h"
#include "proxy/json/jsonobject.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/models/modelname.h"

#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxListed = 200;
constexpr qsizetype kMaxModel = 256;
/// Well above what agents send; their own way through the proxy allows more.
constexpr qint64 kMaxExplained = 16LL * 1024 * 1024;

void appendOverride(JsonWriter &json, const SessionOverride &userOverride)
{
    json.key("off").boolean(userOverride.off);
    json.key("boost_next").boolean(userOverride.boostNext);
    json.optionalField("held_model", userOverride.heldModel);
}

void appendAgents(JsonWriter &json, const std::vector<AgentSummary> &agents)
{
    if (agents.empty())
        return;
    json.key("agents").beginArray();
    for (const AgentSummary &agent : agents) {
        json.beginObject().field("agent", agent.id).optionalField("parent", agent.parent);
        json.optionalField("model", agent.model);
        json.optionalField("difficulty", name(agent.difficulty)).endObject();
    }
    json.endArray();
}

QByteArray listed(const std::vector<SessionSummary> &sessions)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("sessions").beginArray();
    for (const SessionSummary &session : sessions) {
        json.beginObject().field("session", session.id).optionalField("client", session.client);
        json.optionalField("client_name", session.clientName);
        json.optionalField("project", session.project);
        json.optionalField("model", session.model);
        json.optionalField("difficulty", name(session.difficulty));
        json.field("turns", qint64 {session.turns});
        json.field("idle_s", qint64 {session.idle.count()});
        json.field("warm_tokens", session.warmTokens);
        json.field("warm_for_s", qint64 {session.warmFor.count()});
        appendOverride(json, session.userOverride);
        appendAgents(json, session.agents);
        json.endObject();
    }
    json.endArray().endObject();
    return body;
}

/// What @p action makes of an override; nullopt: there is no such action.
std::optional<SessionOverride> overrideAfter(const QString &action, const QByteArray &model,
                                             SessionOverride userOverride)
{
    if (action == u"boost")
        userOverride.boostNext = true;
    else if (action == u"hold")
        userOverride.heldModel = model;
    else if (action == u"off")
        userOverride.off = true;
    else if (action == u"release")
        userOverride = {};
    else
        return std::nullopt;
    return userOverride;
}

/// As long as the backend's list is not known, every name may be right.
bool isKnownModel(const EngineParts &parts, const Sessions::Name &session, const QByteArray &model)
{
    const std::shared_ptr<const ModelList> listed = parts.catalog.list();
    if (!listed || model == parts.sessions.modelOf(session)
        || parts.config->modelTable().find(model) != nullptr)
        return true;
    const QByteArray base = parseModelName(model).base;
    return std::any_of(listed->begin(), listed->end(), [&](const QByteArray &known) {
        return known == model || splitModelName(known).base == base;
    });
}

Reply noSuchSession()
{
    return localProblem(404, Text::english("no such session; GET /router/sessions lists them"));
}

/// @p isShared: whether other instances know it too; nullopt: there are none.
Reply overrideReply(const QByteArray &id, const SessionOverride &userOverride,
                    std::optional<bool> isShared)
{
    QByteArray answer;
    JsonWriter json(answer);
    json.beginObject().key("ok").boolean(true).field("session", id);
    appendOverride(json, userOverride);
    if (isShared)
        json.field("scope", *isShared ? "all instances" : "this instance only");
    json.endObject();
    return localReply(answer);
}

/// Tells the other instances, and then the answer. A session that is not known here may be known to
/// them.
LocalAnswer sharedOverride(EngineParts &parts, const Sessions::Name &id,
                           const SessionOverride &userOverride, bool isKnown)
{
    return {.later = [&parts, id, userOverride,
                      isKnown](const std::function<void(const Reply &)> &answer) {
        parts.shared->state().publish(
            id, userOverride, [id, userOverride, isKnown, answer](bool isShared) {
                answer(isKnown || isShared ? overrideReply(id.id, userOverride, isShared)
                                           : noSuchSession());
            });
    }};
}

LocalAnswer controlSession(EngineParts &parts, const Request &request)
{
    const QJsonObject body = readJsonObject(request.body).value_or(QJsonObject());
    Sessions::Name id {.id = body[u"session"].toString().toUtf8()};
    if (const QJsonValue owner = body[u"client_name"]; owner.isString())
        id.clientName = owner.toString().toUtf8();
    else if (!owner.isUndefined())
        return {localProblem(400, Text::english("client_name must be a text"))};
    const auto known = parts.sessions.overrideOf(id);
    const bool isElsewhere = !known && !id.id.isEmpty() && parts.shared;
    if (!known && !isElsewhere)
        return {noSuchSession()};
    if (!known && !id.clientName && !parts.clients.clients().empty())
        return {localProblem(400, Text::english("this instance does not know the session: name its "
                                                "client (client_name)"))};
    QByteArray model = body[u"model"].toString().toUtf8();
    if (model.isEmpty())
        model = parts.sessions.modelOf(id);
    if (model.size() > kMaxModel)
        return {localProblem(400, Text::english("model is too long"))};
    const auto userOverride =
        overrideAfter(body[u"action"].toString(), model, known.value_or(SessionOverride {}));
    if (!userOverride)
        return {localProblem(400, Text::english("action must be boost, hold, off or release"))};
    const bool holds = body[u"action"].toString() == u"hold";
    if (holds && model.isEmpty())
        return {localProblem(400, Text::english("this instance does not know the session: name the "
                                                "model"))};
    if (holds && !isKnownModel(parts, id, model))
        return {
            localProblem(400, Text::english("neither the backend's list nor the table of models "
                                            "knows the model \"%1\"",
                                            {QString::fromUtf8(model)}))};
    if (known && !parts.sessions.setOverride(id, *userOverride))
        return {localProblem(404, Text::english("no such session"))};
    parts.changed();
    if (parts.shared)
        return sharedOverride(parts, id, *userOverride, known.has_value());
    return {overrideReply(id.id, *userOverride, std::nullopt)};
}

/// The body is read on a pool thread, the rest needs what the worker thread knows.
LocalWork explain(EngineParts &parts, Request request)
{
    return [&parts, tables = parts.tables, request = std::move(request)] {
        ExplainReading reading = readToExplain(*tables, request);
        return [&parts, reading = std::move(reading)] {
            const SessionSources sources {.tables = *parts.tables,
                                          .profiles = parts.profiles,
                                          .sessions = parts.sessions,
                                          .named = parts.clients.find(reading.head).client};
            return localReply(explainJson(sources, parts.decider, reading));
        };
    };
}

} // namespace

void addSessionRoutes(EngineParts &parts)
{
    using Access = LocalRoutes::Access;
    parts.routes.add("GET", "/router/sessions", Access::NeedsToken, [&parts](const Request &) {
        return localReply(listed(parts.sessions.summaries(kMaxListed)));
    });
    parts.routes.addPatient("/router/session", [&parts](const Request &request) {
        return controlSession(parts, request);
    });
    parts.routes.addHeavy(
        "POST", "/router/explain",
        [&parts](Request request) { return explain(parts, std::move(request)); }, kMaxExplained);
}

} // namespace proxy
