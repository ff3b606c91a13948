// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/books/savingsreport.h"
#include "proxy/config/setting.h"
#include "proxy/engine/engine.h"
#include "proxy/status/statusreport.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <array>
#include <utility>

namespace proxy {

namespace {

Reply json(QByteArray body, int status = 200)
{
    Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    reply.headers.append("Cache-Control", "no-store");
    return reply;
}

Reply done()
{
    return json(R"({"ok":true})");
}

Reply badRequest(const char *what)
{
    return json(QByteArrayLiteral("{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"")
                    + what + "\"}}",
                400);
}

QJsonObject bodyOf(const Request &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

std::optional<Breakers> breakersNamed(const QJsonValue &name)
{
    if (name.isUndefined())
        return Breakers::Both;
    if (name.toString() == QStringLiteral("morph"))
        return Breakers::Router;
    if (name.toString() == QStringLiteral("upstream"))
        return Breakers::Upstream;
    return std::nullopt;
}

/// What POST /router/routing takes, and the setting of each.
constexpr std::array kSwitches {std::pair {"enabled", "MORPH_ROUTER_ENABLED"},
                                std::pair {"mode", "MORPH_ROUTER_MODE"},
                                std::pair {"provider", "MORPH_ROUTER_PROVIDER"}};

const Setting *settingOfSwitch(const QString &word)
{
    for (const auto &[known, key] : kSwitches) {
        if (word == QLatin1StringView(known))
            return findSetting(QString::fromLatin1(key));
    }
    return nullptr;
}

} // namespace

void Engine::addRoutes()
{
    using Access = LocalRoutes::Access;
    m_routes.add("GET", "/health", Access::Open, [this](const Request &) {
        m_probe.refresh();
        return json(healthJson(status()));
    });
    m_routes.addEventStream("/router/events");
    addExchangeRoute();
    m_routes.add("GET", "/router/status", Access::Open,
                 [this](const Request &) { return json(statusJson(status(), *m_config)); });
    m_routes.add("GET", "/router/savings", Access::Open, [this](const Request &request) {
        const auto query = parseSavingsQuery(request.head.target, QDate::currentDate());
        if (!query)
            return badRequest(query.error().detail.toUtf8().constData());
        return json(
            savingsJson(m_books.ledger(), *query, m_books.priceTable(), m_books.isComplete()));
    });
}

void Engine::addExchangeRoute()
{
    m_routes.add("GET", "/router/exchange", LocalRoutes::Access::NeedsToken,
                 [this](const Request &request) {
                     const QUrl url(QString::fromUtf8(request.head.target));
                     const QString id = QUrlQuery(url).queryItemValue(QStringLiteral("id"));
                     const QByteArray heads = m_heads.json(id.toUtf8());
                     if (heads.isNull())
                         return json(R"({"error":{"type":"not_found_error","message":)"
                                     R"("the heads of this exchange are not kept any more"}})",
                                     404);
                     return json(heads);
                 });
}

void Engine::addControlRoutes()
{
    addSessionRoutes();
    using Access = LocalRoutes::Access;
    m_routes.add("POST", "/router/stop", Access::NeedsToken, [this](const Request &) {
        Q_EMIT stopRequested();
        return done();
    });
    m_routes.add("POST", "/router/pause", Access::NeedsToken,
                 [this](const Request &request) { return pauseAsked(request); });
    m_routes.add("POST", "/router/resume", Access::NeedsToken, [this](const Request &) {
        resume();
        return done();
    });
    m_routes.add("POST", "/router/breaker", Access::NeedsToken,
                 [this](const Request &request) { return breakerAsked(request); });
    m_routes.add("POST", "/router/routing", Access::NeedsToken,
                 [this](const Request &request) { return routingAsked(request); });
}

Reply Engine::pauseAsked(const Request &request)
{
    const QJsonValue minutes = bodyOf(request)[QStringLiteral("minutes")];
    if (!minutes.isUndefined()
        && (!minutes.isDouble() || minutes.toDouble() <= 0 || minutes.toDouble() > 10080))
        return badRequest("minutes must be a number from 0 to 10080");
    const auto seconds = std::chrono::seconds(static_cast<qint64>(minutes.toDouble() * 60));
    pause(minutes.isUndefined() ? std::nullopt : std::optional<std::chrono::milliseconds>(seconds));
    return done();
}

Reply Engine::breakerAsked(const Request &request)
{
    const QJsonObject body = bodyOf(request);
    const auto which = breakersNamed(body[QStringLiteral("breaker")]);
    if (!which)
        return badRequest("breaker must be morph or upstream, or be left out for both");
    const QString action = body[QStringLiteral("action")].toString();
    if (action == QStringLiteral("reset"))
        resetBreakers(*which);
    else if (action == QStringLiteral("probe"))
        probeNow(*which);
    else
        return badRequest("action must be reset or probe");
    return done();
}

Reply Engine::routingAsked(const Request &request)
{
    const QJsonObject body = bodyOf(request);
    QHash<QString, QString> changes;
    for (auto field = body.begin(); field != body.end(); ++field) {
        if (field.key() == QStringLiteral("reset") && field.value() == QJsonValue(true))
            continue;
        const Setting *setting = settingOfSwitch(field.key());
        if (!setting)
            return badRequest("give enabled (true or false), mode or provider");
        ProxyConfig scratch;
        if (!setting->assign(scratch, field.value()))
            return badRequest((field.key() + QStringLiteral(" must be ") + setting->allowed)
                                  .toUtf8()
                                  .constData());
        changes[setting->key] = field.value().toVariant().toString();
    }
    if (body.contains(QStringLiteral("reset"))) {
        for (const auto &[word, key] : kSwitches) {
            if (!changes.contains(QLatin1StringView(key)))
                changes[QLatin1StringView(key)] = QString();
        }
    }
    if (changes.isEmpty())
        return badRequest("give enabled (true or false), mode or provider");
    Q_EMIT settingsRequested(changes);
    return done();
}

} // namespace proxy
