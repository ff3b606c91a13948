// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configwriter.h"

#include "proxy/config/setting.h"
#include "proxy/core/atomicfile.h"
#include "proxy/json/jsonobject.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

Error failure(Text detail)
{
    return {.code = ErrorCode::InvalidConfig, .detail = std::move(detail)};
}

Result<QByteArray> readOrEmpty(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return tl::make_unexpected(failure(Text::english("%1: %2", {path, file.errorString()})));
    return file.readAll();
}

Result<void> replaceFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    return writeFileAtomically(path, bytes);
}

/// Quoted where a reader of .env could take a part of it for something else.
QByteArray envLine(const QString &key, const QString &value)
{
    static constexpr QByteArrayView kSpecial = " \t#'\"\\$`";
    const QByteArray text = value.toUtf8();
    const bool isPlain =
        std::none_of(text.begin(), text.end(), [](char byte) { return kSpecial.contains(byte); });
    if (isPlain)
        return key.toUtf8() + '=' + text;
    QByteArray escaped = text;
    escaped.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    return key.toUtf8() + "=\"" + escaped + '"';
}

bool assigns(const QByteArray &line, const QString &key)
{
    QByteArray text = line.trimmed();
    if (text.startsWith("export "))
        text = text.mid(7).trimmed();
    return text.left(text.indexOf('=')).trimmed() == key.toUtf8() && text.contains('=');
}

QByteArray withEnvValue(const QByteArray &file, const QString &key, const QString &value)
{
    QList<QByteArray> lines = file.split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    bool written = false;
    // A later assignment wins: the last one is replaced, former ones would only confuse.
    for (qsizetype at = lines.size() - 1; at >= 0; --at) {
        if (!assigns(lines[at], key))
            continue;
        if (written)
            lines.removeAt(at);
        else
            lines[at] = envLine(key, value);
        written = true;
    }
    if (!written)
        lines.append(envLine(key, value));
    return lines.join('\n') + '\n';
}

void setJsonValue(QJsonObject &object, const QStringList &path, const QJsonValue &value)
{
    if (path.size() == 1) {
        object[path.first()] = value;
        return;
    }
    QJsonObject inner = object[path.first()].toObject();
    setJsonValue(inner, path.mid(1), value);
    object[path.first()] = inner;
}

/// Checks every change against the table and against what the environment fixes.
Result<ProxyConfig> applied(const ConfigInputs &inputs, const ProxyConfig &inForce,
                            const QHash<QString, QString> &changes)
{
    ConfigInputs probe = inputs;
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        const Setting *setting = findSetting(change.key());
        if (setting == nullptr)
            return tl::make_unexpected(
                failure(Text::english("there is no setting %1", {change.key()})));
        const ConfigSource source = inForce.sources.value(change.key(), ConfigSource::Default);
        if (source == ConfigSource::Environment || source == ConfigSource::CommandLine)
            return tl::make_unexpected(
                failure(Text::english("%1 is fixed by the %2", {change.key(), inWords(source)})));
        // As if it stood in the environment: the same reader, the same checks.
        probe.environment.insert(change.key(), change.value());
    }
    auto loaded = loadConfig(probe);
    if (loaded)
        return loaded->config;
    // It stands nowhere yet.
    for (ConfigProblem &problem : loaded.error()) {
        if (changes.contains(problem.key))
            problem.where = {};
    }
    return tl::make_unexpected(toError(loaded.error()));
}

} // namespace

Result<void> writeSettings(const ConfigInputs &inputs, const ProxyConfig &inForce,
                           const QHash<QString, QString> &changes)
{
    const Result<ProxyConfig> checked = applied(inputs, inForce, changes);
    const Result<QByteArray> env = readOrEmpty(inputs.paths.dotEnvFile);
    const Result<QByteArray> json = readOrEmpty(inputs.paths.configFile);
    if (!checked)
        return tl::make_unexpected(checked.error());
    if (!env || !json)
        return tl::make_unexpected(env ? json.error() : env.error());
    QByteArray newEnv = *env;
    QJsonObject newJson = readJsonObject(*json).value_or(QJsonObject());
    bool jsonChanged = false;
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        const Setting &setting = *findSetting(change.key());
        if (inForce.sources.value(change.key()) != ConfigSource::ConfigFile) {
            newEnv = withEnvValue(newEnv, change.key(), change.value());
            continue;
        }
        setJsonValue(newJson, setting.jsonPath.split(u'.'), setting.value(*checked));
        jsonChanged = true;
    }
    if (newEnv != *env) {
        if (auto written = replaceFile(inputs.paths.dotEnvFile, newEnv); !written)
            return written;
    }
    return jsonChanged ? replaceFile(inputs.paths.configFile, QJsonDocument(newJson).toJson())
                       : Result<void>();
}

} // namespace proxy
