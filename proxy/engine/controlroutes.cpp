// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/controlroutes.h"

#include "proxy/config/setting.h"
#include "proxy/engine/engine.h"
#include "proxy/engine/localreply.h"
#include "proxy/json/jsonobject.h"

#include <QJsonObject>

#include <array>
#include <utility>

namespace proxy {

namespace {

Reply done()
{
    return localReply(R"({"ok":true})");
}

Reply badRequest(const Text &what)
{
    return localProblem(400, what);
}

QJsonObject bodyOf(const Request &request)
{
    return readJsonObject(request.body).value_or(QJsonObject());
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

Reply pauseAsked(Engine &engine, const Request &request)
{
    const QJsonValue minutes = bodyOf(request)[QStringLiteral("minutes")];
    if (!minutes.isUndefined()
        && (!minutes.isDouble() || minutes.toDouble() <= 0 || minutes.toDouble() > 10080))
        return badRequest(Text::english("minutes must be a number above 0, up to 10080"));
    const auto seconds = std::chrono::seconds(static_cast<qint64>(minutes.toDouble() * 60));
    engine.pause(minutes.isUndefined() ? std::nullopt
                                       : std::optional<std::chrono::milliseconds>(seconds));
    return done();
}

Reply breakerAsked(Engine &engine, const Request &request)
{
    const QJsonObject body = bodyOf(request);
    const auto which = breakersNamed(body[QStringLiteral("breaker")]);
    if (!which)
        return badRequest(
            Text::english("breaker must be morph or upstream, or be left out for both"));
    const QString action = body[QStringLiteral("action")].toString();
    if (action == QStringLiteral("reset"))
        engine.resetBreakers(*which);
    else if (action == QStringLiteral("probe"))
        engine.probeNow(*which);
    else
        return badRequest(Text::english("action must be reset or probe"));
    return done();
}

/// "1h", "90m", "day": at most a day; nullopt within: the rest of the day. No value: not
/// understood.
std::optional<std::optional<std::chrono::milliseconds>> liftTime(const QString &text)
{
    constexpr int kMostMinutes = 24 * 60;
    if (text == QStringLiteral("day"))
        return std::optional<std::chrono::milliseconds>();
    bool isNumber = false;
    const int count = text.chopped(text.isEmpty() ? 0 : 1).toInt(&isNumber);
    const int minutes = text.endsWith(u'h') ? 60 : text.endsWith(u'm') ? 1 : 0;
    if (!isNumber || minutes == 0 || count < 1 || count > kMostMinutes / minutes)
        return std::nullopt;
    return std::chrono::minutes(count * minutes);
}

Reply budgetAsked(Engine &engine, const Request &request)
{
    const QJsonObject body = bodyOf(request);
    for (const QString &key : body.keys()) {
        if (key != QStringLiteral("action") && key != QStringLiteral("budget")
            && key != QStringLiteral("for"))
            return badRequest(
                Text::english("%1 is not known; known are action, budget and for", {key}));
    }
    const QByteArray budget = body[QStringLiteral("budget")].toString().toUtf8();
    const QString action = body[QStringLiteral("action")].toString();
    Result<void> done;
    if (action == QStringLiteral("lift")) {
        const auto time = liftTime(body[QStringLiteral("for")].toString());
        if (!time)
            return badRequest(Text::english("for must be day, or up to 24h as 1h or 30m"));
        done = engine.liftBudget(budget, *time);
    } else if (action == QStringLiteral("restore")) {
        done = engine.restoreBudget(budget);
    } else {
        return badRequest(Text::english("action must be lift or restore"));
    }
    if (!done)
        return localProblem(done.error().code == ErrorCode::NotFound ? 404 : 500,
                            done.error().detail);
    return localReply(R"({"ok":true})");
}

Reply routingAsked(Engine &engine, const Request &request)
{
    const QJsonObject body = bodyOf(request);
    QHash<QString, QString> changes;
    ProxyConfig switched = engine.config();
    for (auto field = body.begin(); field != body.end(); ++field) {
        if (field.key() == QStringLiteral("reset") && field.value() == QJsonValue(true))
            continue;
        const Setting *setting = settingOfSwitch(field.key());
        if (!setting)
            return badRequest(Text::english("give enabled (true or false), mode or provider"));
        if (!setting->assign(switched, field.value()))
            return badRequest(Text::english("%1 must be %2", {field.key(), setting->allowed}));
        changes[setting->key] = field.value().toVariant().toString();
    }
    if (body.contains(QStringLiteral("reset"))) {
        for (const auto &[word, key] : kSwitches) {
            if (!changes.contains(QLatin1StringView(key)))
                changes[QLatin1StringView(key)] = QString();
        }
    }
    if (changes.isEmpty())
        return badRequest(Text::english("give enabled (true or false), mode or provider"));
    // A switch is checked together with the files; while these are wrong nothing changes.
    if (!engine.configNotes().problems.isEmpty())
        return localProblem(409, Text::english("the edited configuration is wrong, and nothing "
                                               "changes until it is mended: %1",
                                               {engine.configNotes().problems.first()}));
    engine.switchRouting(switched.router, changes);
    return done();
}

} // namespace

void addControlRoutes(LocalRoutes &routes, Engine &engine)
{
    using Access = LocalRoutes::Access;
    routes.add("POST", "/router/stop", Access::NeedsToken, [&engine](const Request &) {
        Q_EMIT engine.stopRequested();
        return done();
    });
    routes.add("POST", "/router/pause", Access::NeedsToken,
               [&engine](const Request &request) { return pauseAsked(engine, request); });
    routes.add("POST", "/router/resume", Access::NeedsToken, [&engine](const Request &) {
        engine.resume();
        return done();
    });
    routes.add("POST", "/router/breaker", Access::NeedsToken,
               [&engine](const Request &request) { return breakerAsked(engine, request); });
    routes.add("POST", "/router/budget", Access::NeedsToken,
               [&engine](const Request &request) { return budgetAsked(engine, request); });
    routes.add("POST", "/router/routing", Access::NeedsToken,
               [&engine](const Request &request) { return routingAsked(engine, request); });
}

} // namespace proxy
