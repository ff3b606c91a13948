// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/forbidden.h"

#include <QStringList>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QString settingReason()
{
    return u"static backend settings belong to JSON/cliproxyapi-base-settings.json; "
           "see 'llm-proxy backend settings'"_s;
}

QString rawConfigReason()
{
    return u"the backend's raw configuration has no command here; its settings belong to "
           "JSON/cliproxyapi-base-settings.json, see 'llm-proxy backend settings'"_s;
}

QString statisticsReason()
{
    return u"usage statistics are mandatory in this repository and can't be switched"_s;
}

QString logReason()
{
    return u"log preservation is mandatory in this repository: no command clears logs"_s;
}

/// Management routes of the settings, under /v0/management/.
const QStringList &settingRoutes()
{
    static const QStringList routes {
        u"debug"_s,
        u"logging-to-file"_s,
        u"logs-max-total-size-mb"_s,
        u"error-logs-max-files"_s,
        u"request-log"_s,
        u"request-retry"_s,
        u"max-retry-interval"_s,
        u"max-retry-credentials"_s,
        u"proxy-url"_s,
        u"force-model-prefix"_s,
        u"ws-auth"_s,
        u"routing"_s,
        u"quota-exceeded"_s,
        u"oauth-excluded-models"_s,
        u"oauth-model-alias"_s,
        u"openai-compatibility"_s,
        u"ampcode/upstream-url"_s,
        u"ampcode/restrict-management-to-localhost"_s,
        u"ampcode/force-model-mappings"_s,
        u"ampcode/model-mappings"_s,
    };
    return routes;
}

bool isSettingName(const QString &name)
{
    static const QStringList further {u"logs.request"_s, u"routing-strategy"_s,
                                      u"commercial-mode"_s};
    if (further.contains(name))
        return true;
    for (const QString &route : settingRoutes()) {
        const QString dotted = QString(route).replace(u'/', u'.');
        const QString dashed = QString(route).replace(u'/', u'-');
        if (name == dotted || name == dashed || name.startsWith(dotted + u'.')
            || name.startsWith(dashed + u'-'))
            return true;
    }
    return false;
}

} // namespace

std::optional<QString> whyForbiddenName(const QString &name)
{
    if (name.startsWith(u"config"_s))
        return rawConfigReason();
    if (name.startsWith(u"stats-usage-enabled"_s) || name == u"usage-statistics-enabled"_s)
        return statisticsReason();
    if (name.startsWith(u"logs-clear"_s) || name.startsWith(u"logs-delete"_s))
        return logReason();
    if (name.startsWith(u"settings"_s) || isSettingName(name))
        return settingReason();
    return std::nullopt;
}

std::optional<QString> whyForbiddenRoute(const QString &method, const QString &route)
{
    static const QString base = u"/v0/management/"_s;
    if (!route.startsWith(base))
        return std::nullopt;
    const QString tail = route.mid(base.size());
    if (tail == u"config" || tail == u"config.yaml" || tail == u"ampcode")
        return rawConfigReason();
    if (tail == u"usage-statistics-enabled")
        return statisticsReason();
    if (tail == u"logs" && method == u"DELETE")
        return logReason();
    for (const QString &setting : settingRoutes()) {
        if (tail == setting || tail.startsWith(setting + u'/'))
            return settingReason();
    }
    return std::nullopt;
}

} // namespace app::backend
