// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engine.h"
#include "proxy/engine/explain.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxListed = 200;
constexpr qsizetype kMaxModel = 256;
/// Well above what agents send; their own way through the proxy allows more.
constexpr qint64 kMaxExplained = 16LL * 1024 * 1024;

Reply reply(QByteArray body, int status = 200)
{
    Reply made;
    made.status = status;
    made.body = std::move(body);
    made.headers.append("Cache-Control", "no-store");
    return made;
}

Reply problem(int status, QByteArrayView what)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("error").beginObject();
    json.field("type", status == 404 ? "not_found_error" : "invalid_request_error");
    json.field("message", what).endObject().endObject();
    return reply(body, status);
}

void appendHand(JsonWriter &json, const SessionHand &hand)
{
    json.key("off").boolean(hand.off);
    json.key("boost_next").boolean(hand.boostNext);
    json.optionalField("held_model", hand.heldModel);
}

QByteArray listed(const std::vector<SessionSummary> &sessions)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("sessions").beginArray();
    for (const SessionSummary &session : sessions) {
        json.beginObject().field("session", session.id).optionalField("client", session.client);
        json.optionalField("project", session.project);
        json.optionalField("model", session.model).field("turns", qint64 {session.turns});
        json.field("idle_s", qint64 {session.idle.count()});
        json.field("warm_tokens", session.warmTokens);
        json.field("warm_for_s", qint64 {session.warmFor.count()});
        appendHand(json, session.hand);
        json.endObject();
    }
    json.endArray().endObject();
    return body;
}

/// What @p action makes of a hand; nullopt: there is no such action.
std::optional<SessionHand> handAfter(const QString &action, const QByteArray &model,
                                     SessionHand hand)
{
    if (action == u"boost")
        hand.boostNext = true;
    else if (action == u"hold")
        hand.heldModel = model;
    else if (action == u"off")
        hand.off = true;
    else if (action == u"release")
        hand = {};
    else
        return std::nullopt;
    return hand;
}

} // namespace

void Engine::addSessionRoutes()
{
    using Access = LocalRoutes::Access;
    m_routes.add("GET", "/router/sessions", Access::NeedsToken, [this](const Request &) {
        return reply(listed(m_sessions.summaries(kMaxListed)));
    });
    m_routes.add("POST", "/router/session", Access::NeedsToken,
                 [this](const Request &request) { return controlSession(request); });
    m_routes.addHeavy("/router/explain", kMaxExplained, [this](Request request) -> LocalWork {
        return [this, tables = m_tables, request = std::move(request)] {
            ExplainReading reading = readToExplain(*tables, request);
            return [this, reading = std::move(reading)] {
                return reply(explainJson({*m_tables, m_profiles, m_sessions}, m_decider, reading));
            };
        };
    });
}

Reply Engine::controlSession(const Request &request)
{
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QByteArray id = body[u"session"].toString().toUtf8();
    const auto known = m_sessions.hand(id);
    if (!known)
        return problem(404, "no such session; GET /router/sessions lists them");
    QByteArray model = body[u"model"].toString().toUtf8();
    if (model.isEmpty())
        model = m_sessions.modelOf(id);
    if (model.size() > kMaxModel)
        return problem(400, "model is too long");
    const auto hand = handAfter(body[u"action"].toString(), model, *known);
    if (!hand)
        return problem(400, "action must be boost, hold, off or release");
    if (!m_sessions.setHand(id, *hand))
        return problem(404, "no such session");
    Q_EMIT changed();
    QByteArray answer;
    JsonWriter json(answer);
    json.beginObject().key("ok").boolean(true).field("session", id);
    appendHand(json, *hand);
    json.endObject();
    return reply(answer);
}

} // namespace proxy
