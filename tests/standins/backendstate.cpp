// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/backendstate.h"

#include <QJsonArray>

namespace standins {

namespace {

QList<QByteArray> strings(const QJsonValue &value)
{
    QList<QByteArray> all;
    const QJsonArray list = value.toArray();
    for (const QJsonValue entry : list)
        all.append(entry.toString().toUtf8());
    return all;
}

std::chrono::milliseconds seconds(const QJsonValue &value)
{
    return std::chrono::milliseconds(static_cast<qint64>(value.toDouble() * 1000));
}

QList<QByteArray> initialModels(BackendDialects dialects)
{
    const QList<QByteArray> all {"claude-haiku-4-5-20251001",
                                 "claude-sonnet-4-5-20250929",
                                 "claude-sonnet-4-6",
                                 "claude-opus-4-6",
                                 "gpt-5",
                                 "gpt-5-codex",
                                 "gpt-5.1-codex-mini",
                                 "gpt-5.4",
                                 "gemini-2.5-flash",
                                 "gemini-2.5-pro"};
    QList<QByteArray> own;
    for (const QByteArray &model : all) {
        const bool claude = model.startsWith("claude-");
        if (dialects == BackendDialects::All
            || claude == (dialects == BackendDialects::AnthropicOnly))
            own.append(model);
    }
    return own;
}

} // namespace

BackendState::BackendState(const FakeBackendOptions &options, FakeClock &timeSource)
    : profile(options.profile)
    , dialects(options.dialects)
    , clock(timeSource)
    , order(options.seed)
    , models(initialModels(options.dialects))
    , wsAuth(options.profile == BackendProfile::V7)
{
    management.delay = options.managementDelay;
    apply(options.state);
}

void BackendState::apply(const QJsonObject &part)
{
    for (auto it = part.begin(); it != part.end(); ++it) {
        const QString key = it.key();
        if (key == QLatin1String("api_keys"))
            apiKeys = strings(it.value());
        else if (key == QLatin1String("models"))
            models = strings(it.value());
        else if (key == QLatin1String("prefixes"))
            prefixes = strings(it.value());
        else if (key == QLatin1String("sse_keepalive_s"))
            sseKeepAlive = seconds(it.value());
        else if (key == QLatin1String("nonstream_keepalive_s"))
            nonStreamKeepAlive = seconds(it.value());
        else if (key == QLatin1String("ws_auth"))
            wsAuth = it.value().toBool();
        else if (key == QLatin1String("boot_502_ms"))
            unknownModelsUntilMs = clock.nowMs() + it.value().toInteger();
        else if (key == QLatin1String("management"))
            management.apply(it.value().toObject());
    }
}

QByteArray BackendState::baseModel(const QByteArray &model) const
{
    QByteArray base = model;
    const qsizetype slash = base.indexOf('/');
    if (slash > 0 && prefixes.contains(base.first(slash)))
        base = base.sliced(slash + 1);
    const qsizetype open = base.lastIndexOf('(');
    if (open > 0 && base.endsWith(')'))
        base = base.first(open);
    return base;
}

bool BackendState::knowsModel(const QByteArray &model) const
{
    return clock.nowMs() >= unknownModelsUntilMs && models.contains(baseModel(model));
}

} // namespace standins
