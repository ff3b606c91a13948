// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/basesettings.h"

#include "app/backend/commandtable.h"
#include "app/backend/jsonschema.h"
#include "proxy/config/configpaths.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;
using Form = SettingPlace::Form;

constexpr qint64 kMaxFileBytes = 1024LL * 1024;

QString fileName()
{
    return u"cliproxyapi-base-settings.json"_s;
}

SettingPlace plain(const QString &key, const QJsonValue &keyMaker = {})
{
    return {key, {key}, key, Form::Plain, true, true, keyMaker};
}

/// "quota-exceeded.switch-project" → quota-exceeded/switch-project in YAML and as a route.
SettingPlace nested(const QString &key)
{
    return {key, key.split(u'.'), QString(key).replace(u'.', u'/')};
}

SettingPlace mapped(const QString &key, Form form)
{
    return {key, {key}, key, form, false, false};
}

QJsonObject excludedModels(const QJsonArray &entries)
{
    QJsonObject channels;
    for (const QJsonValue entry : entries) {
        const QString text = entry.toString();
        const QString channel = text.section(u':', 0, 0);
        QJsonArray patterns = channels.value(channel).toArray();
        patterns.append(text.section(u':', 1));
        channels.insert(channel, patterns);
    }
    return channels;
}

QJsonObject modelAliases(const QJsonArray &entries)
{
    QJsonObject channels;
    for (const QJsonValue entry : entries) {
        QString text = entry.toString();
        const bool fork = text.endsWith(";fork"_L1);
        if (fork)
            text.chop(5);
        const QString channel = text.section(u':', 0, 0);
        const QString pair = text.section(u':', 1);
        const qsizetype at = pair.lastIndexOf(u'=');
        QJsonObject alias {{u"name"_s, pair.left(at)}, {u"alias"_s, pair.mid(at + 1)}};
        if (fork)
            alias.insert(u"fork"_s, true);
        QJsonArray list = channels.value(channel).toArray();
        list.append(alias);
        channels.insert(channel, list);
    }
    return channels;
}

QStringList excludedTexts(const QJsonObject &channels)
{
    QStringList texts;
    for (auto it = channels.begin(); it != channels.end(); ++it) {
        for (const QJsonValue pattern : it.value().toArray())
            texts.append(it.key() + u':' + pattern.toString());
    }
    return texts;
}

QStringList aliasTexts(const QJsonObject &channels)
{
    QStringList texts;
    for (auto it = channels.begin(); it != channels.end(); ++it) {
        for (const QJsonValue value : it.value().toArray()) {
            const QJsonObject alias = value.toObject();
            texts.append(u"%1:%2=%3%4"_s.arg(
                it.key(), alias.value(u"name"_s).toString(), alias.value(u"alias"_s).toString(),
                alias.value(u"fork"_s).toBool() ? u";fork"_s : QString()));
        }
    }
    return texts;
}

bool saysNothing(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined() || value == QJsonValue(false)
           || value == QJsonValue(0) || value == QJsonValue(QString())
           || (value.isArray() && value.toArray().isEmpty())
           || (value.isObject() && value.toObject().isEmpty());
}

QJsonValue pruned(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray result;
        for (const QJsonValue item : value.toArray())
            result.append(pruned(item));
        return result;
    }
    if (!value.isObject())
        return value;
    QJsonObject result;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QJsonValue inner = pruned(it.value());
        if (!saysNothing(inner))
            result.insert(it.key(), inner);
    }
    return result;
}

QString normalStrategy(const QString &text)
{
    static const QStringList fillFirst {u"fill-first"_s, u"fillfirst"_s, u"ff"_s};
    static const QStringList roundRobin {QString(), u"round-robin"_s, u"roundrobin"_s, u"rr"_s};
    if (roundRobin.contains(text.toLower()))
        return u"round-robin"_s;
    return fillFirst.contains(text.toLower()) ? u"fill-first"_s : text;
}

} // namespace

const std::vector<SettingPlace> &settingPlaces()
{
    static const std::vector<SettingPlace> places {
        plain(u"debug"_s),
        plain(u"logging-to-file"_s),
        plain(u"logs-max-total-size-mb"_s),
        plain(u"error-logs-max-files"_s, 1000000),
        {u"logs.request"_s, {u"request-log"_s}, u"request-log"_s},
        plain(u"request-retry"_s),
        plain(u"max-retry-interval"_s),
        plain(u"proxy-url"_s),
        plain(u"force-model-prefix"_s),
        plain(u"ws-auth"_s, true),
        {u"routing-strategy"_s,
         {u"routing"_s, u"strategy"_s},
         u"routing/strategy"_s,
         Form::Plain,
         true,
         false},
        nested(u"quota-exceeded.switch-project"_s),
        nested(u"quota-exceeded.switch-preview-model"_s),
        mapped(u"oauth-excluded-models"_s, Form::ExcludedModels),
        mapped(u"oauth-model-alias"_s, Form::ModelAliases),
        {u"openai-compatibility"_s,
         {u"openai-compatibility"_s},
         u"openai-compatibility"_s,
         Form::Entries,
         false},
        nested(u"ampcode.upstream-url"_s),
        nested(u"ampcode.restrict-management-to-localhost"_s),
        nested(u"ampcode.force-model-mappings"_s),
        {u"ampcode.model-mappings"_s,
         {u"ampcode"_s, u"model-mappings"_s},
         u"ampcode/model-mappings"_s,
         Form::Entries},
        plain(u"usage-statistics-enabled"_s),
        {u"commercial-mode"_s, {u"commercial-mode"_s}, {}},
    };
    return places;
}

QJsonValue BaseSettings::backendValue(const SettingPlace &place) const
{
    const QJsonValue value = values.value(place.key);
    if (place.form == Form::ExcludedModels)
        return excludedModels(value.toArray());
    return place.form == Form::ModelAliases ? modelAliases(value.toArray()) : value;
}

QJsonValue BaseSettings::valueBefore(const SettingPlace &place) const
{
    const QJsonValue value = values.value(place.key);
    const bool isZero = value == QJsonValue(0) || value == QJsonValue(false);
    return isZero ? place.keyMaker : QJsonValue();
}

bool BaseSettings::owns(const SettingPlace &place) const
{
    return place.key != u"proxy-url" || !values.value(place.key).toString().isEmpty();
}

QString baseSettingsFile(const Environment &environment)
{
    QStringList candidates;
    if (const auto paths =
            proxy::locateConfigPaths(environment.variables, environment.executable)) {
        if (!environment.checkout().isEmpty())
            candidates.append(environment.checkout() + u"/JSON/"_s + fileName());
        if (paths->checkout)
            candidates.append(paths->stateDir + u"/JSON/"_s + fileName());
        candidates.append(QFileInfo(paths->configFile).path() + u'/' + fileName());
    }
    for (const QString &candidate : candidates) {
        if (QFileInfo(candidate).isFile())
            return candidate;
    }
    return u":/llm-proxy/backend/"_s + fileName();
}

Outcome<BaseSettings> loadBaseSettings(const QString &file)
{
    QFile device(file);
    if (!device.open(QIODevice::ReadOnly))
        return usageError(u"%1: %2"_s.arg(file, device.errorString()));
    if (device.size() > kMaxFileBytes)
        return usageError(u"%1: larger than 1 MB"_s.arg(file));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(device.readAll(), &error);
    if (!document.isObject())
        return usageError(u"%1: %2"_s.arg(file, document.isNull() ? error.errorString()
                                                                  : u"is no JSON object"_s));
    const QJsonObject schema =
        QJsonDocument::fromJson(compiledInJson(u"cliproxyapi-base-settings.schema.json"_s))
            .object();
    const QStringList faults = schemaFaults(document.object(), schema);
    if (!faults.isEmpty())
        return usageError(file + u":\n  "_s + faults.join(u"\n  "_s));
    BaseSettings settings {file, document.object(), {}, {}};
    const QJsonObject binary = settings.values.value(u"binary"_s).toObject();
    settings.binaryPath = binary.value(u"path"_s).toString();
    for (const QJsonValue arg : binary.value(u"args"_s).toArray())
        settings.binaryArgs.append(arg.toString());
    return settings;
}

QJsonValue comparable(const SettingPlace &place, const QJsonValue &backendValue)
{
    QStringList texts;
    switch (place.form) {
    case Form::Plain:
        return place.key == u"routing-strategy" ? normalStrategy(backendValue.toString())
                                                : backendValue;
    case Form::Entries:
        return pruned(backendValue.toArray());
    case Form::ExcludedModels:
        texts = excludedTexts(backendValue.toObject());
        break;
    case Form::ModelAliases:
        texts = aliasTexts(backendValue.toObject());
        break;
    }
    texts.sort();
    return QJsonArray::fromStringList(texts);
}

} // namespace app::backend
