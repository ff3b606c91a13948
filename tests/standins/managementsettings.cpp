// SPDX-License-Identifier: LicenseRef-Private
// Single settings, the whole configuration, and maps by channel. No command of ours may touch the
// configuration or a static setting: isTripwire().
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"

#include <QJsonDocument>

#include <algorithm>

namespace standins {

namespace {

enum class Kind { Flag, Number, Text };

struct Setting
{
    const char *route;
    Kind kind;
};

constexpr std::array<Setting, 18> kSettings {{
    {"debug", Kind::Flag},
    {"logging-to-file", Kind::Flag},
    {"logs-max-total-size-mb", Kind::Number},
    {"error-logs-max-files", Kind::Number},
    {"usage-statistics-enabled", Kind::Flag},
    {"proxy-url", Kind::Text},
    {"quota-exceeded/switch-project", Kind::Flag},
    {"quota-exceeded/switch-preview-model", Kind::Flag},
    {"request-log", Kind::Flag},
    {"ws-auth", Kind::Flag},
    {"request-retry", Kind::Number},
    {"max-retry-interval", Kind::Number},
    {"force-model-prefix", Kind::Flag},
    {"routing/strategy", Kind::Text},
    {"ampcode/upstream-url", Kind::Text},
    {"ampcode/upstream-api-key", Kind::Text},
    {"ampcode/restrict-management-to-localhost", Kind::Flag},
    {"ampcode/force-model-mappings", Kind::Flag},
}};

QJsonValue zero(Kind kind)
{
    switch (kind) {
    case Kind::Flag:
        return false;
    case Kind::Number:
        return 0;
    case Kind::Text:
        break;
    }
    return QString();
}

bool fits(Kind kind, const QJsonValue &value)
{
    return kind == Kind::Flag     ? value.isBool()
           : kind == Kind::Number ? value.isDouble()
                                  : value.isString();
}

ManagementReply answerSetting(ManagementCall &call, const Setting &setting)
{
    QHash<QByteArray, QJsonValue> &scalars = call.state.management.scalars;
    const QByteArray &method = call.request.method;
    if (method == "GET") {
        const QByteArray name = call.route.mid(call.route.lastIndexOf('/') + 1);
        return {200, goJson({{QString::fromLatin1(name),
                              scalars.value(call.route, zero(setting.kind))}})};
    }
    if (method == "DELETE") {
        scalars.remove(call.route);
        return managementOk();
    }
    const QJsonValue value = call.object()[QLatin1String("value")];
    if (!fits(setting.kind, value))
        return managementError(400, "invalid body");
    if (call.route == "routing/strategy"
        && !QStringList {QStringLiteral("round-robin"), QStringLiteral("fill-first"), QString()}
                .contains(value.toString()))
        return managementError(400, "invalid strategy");
    scalars[call.route] = value;
    return managementOk();
}

/// Puts @p value under the route's words: "quota-exceeded/switch-project".
void insertAt(QJsonObject &config, const QByteArray &route, const QJsonValue &value)
{
    const qsizetype slash = route.indexOf('/');
    if (slash < 0) {
        config.insert(QString::fromLatin1(route), value);
        return;
    }
    const QString section = QString::fromLatin1(route.first(slash));
    QJsonObject inner = config.value(section).toObject();
    insertAt(inner, route.sliced(slash + 1), value);
    config.insert(section, inner);
}

/// The configuration as JSON: what the single routes set, and the rest that the settings of this
/// repository look at. Like the backend's, it leaves out an empty strategy and empty maps, and
/// never tells a key.
QJsonObject wholeConfig(const BackendState &state)
{
    const ManagementState &management = state.management;
    QJsonObject config {{QStringLiteral("host"), QString()},
                        {QStringLiteral("port"), 8317},
                        {QStringLiteral("commercial-mode"), false}};
    const auto isThere = [&state](const QByteArray &route) {
        return !state.isV7() || !route.startsWith("ampcode");
    };
    for (const Setting &setting : kSettings) {
        const QByteArray route = setting.route;
        const QJsonValue value = management.scalars.value(route, zero(setting.kind));
        const bool isOmitted =
            route.endsWith("api-key") || (route == "routing/strategy" && value == QString());
        if (isThere(route) && !isOmitted)
            insertAt(config, route, value);
    }
    for (const QByteArray route : {"openai-compatibility", "ampcode/model-mappings"}) {
        if (isThere(route))
            insertAt(config, route, management.lists.value(route));
    }
    for (auto map = management.maps.begin(); map != management.maps.end(); ++map) {
        if (!map.value().isEmpty())
            insertAt(config, map.key(), map.value());
    }
    return config;
}

std::optional<ManagementReply> answerWholeConfig(ManagementCall &call)
{
    if (call.route == "config" && call.request.method == "GET")
        return ManagementReply {200, goJson(wholeConfig(call.state))};
    if (call.route != "config.yaml")
        return std::nullopt;
    if (call.request.method == "GET")
        return ManagementReply {200,
                                "port: 8317\n",
                                "application/yaml; charset=utf-8",
                                {{"Cache-Control", "no-store"}}};
    return ManagementReply {200, R"({"changed":["config"],"ok":true})"};
}

/// oauth-excluded-models and oauth-model-alias: an object with a list for each channel.
std::optional<ManagementReply> answerMap(ManagementCall &call)
{
    const bool excluded = call.route == "oauth-excluded-models";
    if (!excluded && call.route != "oauth-model-alias")
        return std::nullopt;
    QJsonObject &map = call.state.management.maps[call.route];
    const QByteArray &method = call.request.method;
    const QJsonObject body = call.object();
    if (method == "GET")
        return ManagementReply {200, goJson({{QString::fromLatin1(call.route), map}})};
    if (method == "PUT") {
        if (!call.isJson())
            return managementError(400, "invalid body");
        const QJsonValue items = body[QLatin1String("items")];
        map = items.isObject() ? items.toObject() : body;
        return managementOk();
    }
    const QLatin1String missing(excluded ? "provider not found" : "channel not found");
    if (method == "PATCH") {
        const QString channel =
            body[QLatin1String("provider")].toString(body[QLatin1String("channel")].toString());
        const QJsonArray list = body[QLatin1String(excluded ? "models" : "aliases")].toArray();
        if (channel.isEmpty())
            return managementError(400, "invalid body");
        if (list.isEmpty() && !map.contains(channel))
            return managementError(404, missing.data());
        if (list.isEmpty())
            map.remove(channel);
        else
            map[channel] = list;
        return managementOk();
    }
    QByteArray channel = call.value(excluded ? "provider" : "channel");
    channel = channel.isEmpty() ? call.value("provider") : channel;
    if (channel.isEmpty())
        return managementError(400, excluded ? "missing provider" : "missing channel");
    if (!map.contains(QString::fromUtf8(channel)))
        return managementError(404, missing.data());
    map.remove(QString::fromUtf8(channel));
    return managementOk();
}

} // namespace

bool isTripwire(const RecordedRequest &request)
{
    const QByteArray path = request.path();
    if (!path.startsWith("/v0/management/"))
        return false;
    const QByteArray route = path.mid(15);
    return route == "config" || route == "config.yaml"
           || (route == "logs" && request.method == "DELETE")
           || std::any_of(kSettings.begin(), kSettings.end(),
                          [&](const Setting &setting) { return route == setting.route; });
}

std::optional<ManagementReply> answerSettings(ManagementCall &call)
{
    if (call.state.isV7() && call.route.startsWith("ampcode"))
        return std::nullopt;
    if (std::optional<ManagementReply> reply = answerWholeConfig(call))
        return reply;
    if (std::optional<ManagementReply> reply = answerMap(call))
        return reply;
    const auto setting = std::find_if(kSettings.begin(), kSettings.end(),
                                      [&](const Setting &s) { return call.route == s.route; });
    if (setting == kSettings.end())
        return std::nullopt;
    return answerSetting(call, *setting);
}

} // namespace standins
