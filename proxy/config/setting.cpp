// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/setting.h"

#include "proxy/config/settingrow.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

constexpr qsizetype kLongEnoughToShowFour = 16;

std::vector<Setting> allRows()
{
    std::vector<Setting> rows;
    appendRouterSettings(rows);
    appendRouterTuning(rows);
    appendModelMapSettings(rows);
    appendListenerSettings(rows);
    appendLimitSettings(rows);
    appendUpstreamSettings(rows);
    appendRecordSettings(rows);
    appendStoreSettings(rows);
    return rows;
}

QStringList textsOf(const QJsonValue &value, const Setting &setting)
{
    QStringList texts;
    for (const auto item : value.isArray() ? value.toArray() : QJsonArray {value}) {
        const QString text = item.toVariant().toString();
        if (setting.masked)
            texts << setting.masked(text);
        else
            texts << (isSecret(setting, text) ? maskedSecret(text.toUtf8()) : text);
    }
    return texts;
}

} // namespace

const std::vector<Setting> &settings()
{
    static const std::vector<Setting> rows = allRows();
    return rows;
}

bool isSecret(const Setting &setting, const QString &text)
{
    return setting.secret && !(setting.isOpen && setting.isOpen(text));
}

const Setting *findSetting(QStringView key)
{
    const auto &rows = settings();
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [key](const Setting &row) { return row.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

QString maskedValue(QStringView key, const ProxyConfig &config)
{
    const Setting *row = findSetting(key);
    if (!row)
        return {};
    const QJsonValue value = row->value(config);
    if (row->kind == SettingKind::Json) {
        const QJsonArray items = value.toArray();
        return items.isEmpty()
                   ? QString()
                   : QString::fromUtf8(QJsonDocument(items).toJson(QJsonDocument::Compact));
    }
    return textsOf(value, *row).join(u',');
}

QByteArray routingText(const RouterSettings &router)
{
    ProxyConfig config;
    config.router = router;
    QJsonObject values;
    for (const Setting &row : settings()) {
        if (row.jsonPath.startsWith("router."_L1) && !row.secret)
            values[row.jsonPath] = row.value(config);
    }
    return QJsonDocument(values).toJson(QJsonDocument::Compact);
}

QString maskedSecret(QByteArrayView secret)
{
    if (secret.isEmpty())
        return {};
    if (secret.size() < kLongEnoughToShowFour)
        return u"…"_s;
    return u"…"_s + QString::fromUtf8(secret.last(4));
}

QString name(ConfigSource source)
{
    return inWords(source).text();
}

Text inWords(ConfigSource source)
{
    switch (source) {
    case ConfigSource::Default:
        return Text::english("default");
    case ConfigSource::ConfigFile:
        return Text::words(u"llm-proxy.json"_s);
    case ConfigSource::DotEnvFile:
        return Text::words(u".env"_s);
    case ConfigSource::Keychain:
        return Text::english("keychain");
    case ConfigSource::Environment:
        return Text::english("environment");
    case ConfigSource::CommandLine:
        return Text::english("command line");
    case ConfigSource::Switch:
        return Text::english("switched by hand");
    }
    return {};
}

} // namespace proxy
