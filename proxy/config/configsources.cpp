// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configsources.h"

#include "proxy/config/dotenvfile.h"
#include "proxy/config/jsonfile.h"
#include "proxy/config/nearestname.h"
#include "proxy/core/calendar.h"
#include "proxy/core/systemerror.h"
#include "proxy/models/modeltable.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

QStringList knownKeys()
{
    QStringList keys;
    for (const Setting &setting : settings())
        keys << setting.key;
    return keys;
}

/// A variable that was surely meant for us; others' variables are none of our business.
bool looksLikeOurs(const QString &key)
{
    return key.startsWith("LLM_PROXY_"_L1) || key.startsWith("MORPH_ROUTER_"_L1);
}

Text unknownKey(const QString &nearest)
{
    return nearest.isEmpty() ? Text::english("is not a known setting")
                             : Text::english("is not a known setting; did you mean %1?", {nearest});
}

Text unknownOption(const QString &key)
{
    const QString meant = meantVariable(key, knownKeys());
    return unknownKey(meant.isEmpty() ? nearestName(key, knownKeys()) : meant);
}

/// Of a file of ours, or of the environment, where a name that is only near is somebody else's.
void warnOfUnknown(ConfigAssembly &assembly, const QString &key, const Text &where, bool isFile)
{
    const QStringList known = knownKeys() + locationVariables();
    const QString meant = isFile ? meantVariable(key, known) : misspeltVariable(key, known);
    const bool isOurs =
        looksLikeOurs(key) || (isFile && key.startsWith("UPSTREAM_"_L1) && !isCommonName(key));
    if (!meant.isEmpty())
        assembly.warn(where, key, unknownKey(meant));
    else if (isOurs)
        assembly.warn(where, key, unknownOption(key));
}

void takeVariable(ConfigAssembly &assembly, const QString &key, const QString &text,
                  const Text &where)
{
    if (locationVariables().contains(key))
        assembly.warn(where, key, Text::english("has an effect in the environment only"));
    else if (const Setting *setting = findSetting(key))
        assembly.takeText(*setting, text, ConfigSource::DotEnvFile, where);
    else
        warnOfUnknown(assembly, key, where, true);
}

} // namespace

const QStringList &locationVariables()
{
    static const QStringList names {u"LLM_PROXY_HOME"_s, u"LLM_PROXY_ROOT"_s, u"LLM_PROXY_CONFIG"_s,
                                    u"LLM_PROXY_TODAY"_s};
    return names;
}

Result<std::optional<QByteArray>> readConfigFile(const QString &path)
{
    const auto wrong = [](const Text &detail) {
        return tl::unexpected(Error {.code = ErrorCode::InvalidConfig, .detail = detail});
    };
    const QFileInfo info(path);
    if (!info.exists()) {
        struct stat facts = {};
        const QByteArray name = QFile::encodeName(path);
        const int reason = ::stat(name.constData(), &facts) == 0 ? 0 : errno;
        if (reason != 0 && reason != ENOENT && reason != ENOTDIR)
            return wrong(Text::english("cannot be read: %1", {systemError(reason)}));
        // A link that leads nowhere was made for a file that somebody misses.
        if (::lstat(name.constData(), &facts) == 0 && S_ISLNK(facts.st_mode))
            return wrong(Text::english("is a symbolic link to a file that is not there"));
        return std::nullopt;
    }
    if (!info.isFile())
        return wrong(Text::english("is not a regular file"));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(Text::english("cannot be read: %1", {file.errorString()}));
    // One byte more than allowed is enough to know, whatever size the file claims to have.
    QByteArray content = file.read(kMaxFileBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return wrong(Text::english("cannot be read: %1", {file.errorString()}));
    if (content.size() > kMaxFileBytes)
        return wrong(Text::english("is larger than 1 MiB"));
    return content;
}

void takeModels(ConfigAssembly &assembly, const ConfigPaths &paths)
{
    const QString &path = paths.modelsFile;
    if (path.isEmpty())
        return;
    const auto content = readConfigFile(path);
    if (!content)
        return assembly.error(Text::words(path), {}, content.error().detail);
    if (!content->has_value())
        return;
    const JsonFile file = parseJsonFile(**content);
    const auto where = [&path](int line) { return placeIn(path, line); };
    if (file.fault)
        return assembly.error(where(file.fault->line), {}, file.fault->problem);
    for (const QString &repeated : file.repeated)
        assembly.error(where(file.lineOf(repeated)), repeated,
                       Text::english("stands there more than once"));
    ModelTable::Read table = ModelTable().amended(**content);
    if (!table)
        return assembly.error(where(file.lineNear(table.error().place)), table.error().place,
                              Text::words(table.error().problem));
    if (!file.repeated.isEmpty())
        return;
    const QDate day = QDate::fromString(QString::fromLatin1(table->asOf()), Qt::ISODate);
    // A day more: it may be tomorrow already where the table was made.
    if (day > today().addDays(1))
        assembly.warn(where(file.lineNear(u"asOf"_s)), u"asOf"_s,
                      Text::english("%1 is still to come", {day.toString(Qt::ISODate)}));
    assembly.config.models = std::make_shared<const ModelTable>(*std::move(table));
    assembly.config.modelsText = **content;
}

void takeDotEnvFile(ConfigAssembly &assembly, const ConfigPaths &paths)
{
    const QString &path = paths.dotEnvFile;
    const auto content = readConfigFile(path);
    if (!content) {
        assembly.error(Text::words(path), {}, content.error().detail);
        return;
    }
    const DotEnvFile file = parseDotEnv(content->value_or(QByteArray()));
    const auto where = [&path](int line) { return placeIn(path, line); };
    for (const auto &fault : file.faults)
        assembly.error(where(fault.line), fault.key, fault.problem, Text::words(u"KEY=value"_s));
    QHash<QString, int> seen;
    for (const auto &entry : file.entries) {
        if (seen.contains(entry.key))
            assembly.warn(
                where(entry.line), entry.key,
                Text::english("stands on line %1 too; the last one counts", {seen[entry.key]}));
        seen.insert(entry.key, entry.line);
        takeVariable(assembly, entry.key, entry.value, where(entry.line));
    }
}

void takeKeychain(ConfigAssembly &assembly, const QMap<QString, QString> &secrets)
{
    const Text where = inWords(ConfigSource::Keychain);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        const Setting *setting = findSetting(secret.key());
        if (setting && setting->secret)
            assembly.takeText(*setting, secret.value(), ConfigSource::Keychain, where);
    }
}

void takeEnvironment(ConfigAssembly &assembly, const QProcessEnvironment &environment)
{
    const Text where = inWords(ConfigSource::Environment);
    for (const Setting &setting : settings()) {
        const QString text = environment.value(setting.key);
        // Bytes that are none are lost by now, and so would be the file of that name.
        if (text.contains(QChar::ReplacementCharacter))
            assembly.error(where, setting.key, Text::english("is not UTF-8"));
        else
            assembly.takeText(setting, text, ConfigSource::Environment, where);
    }
    const QString given = environment.value(u"LLM_PROXY_TODAY"_s);
    if (!given.isEmpty() && !dayFrom(given).isValid())
        assembly.warn(where, u"LLM_PROXY_TODAY"_s,
                      Text::english("\"%1\" is no day; the present one counts", {given.left(80)}),
                      Text::words(u"2026-11-29"_s));
    QStringList keys = environment.keys();
    keys.sort();
    for (const QString &key : std::as_const(keys)) {
        if (!findSetting(key) && !locationVariables().contains(key))
            warnOfUnknown(assembly, key, where, false);
    }
}

void takeCommandLine(ConfigAssembly &assembly, const QMap<QString, QString> &values)
{
    const Text where = inWords(ConfigSource::CommandLine);
    for (auto value = values.begin(); value != values.end(); ++value) {
        const Setting *setting = findSetting(value.key());
        if (!setting)
            assembly.error(where, value.key(), unknownOption(value.key()));
        else if (isSecret(*setting, value.value()))
            assembly.error(
                where, value.key(),
                Text::english("is a secret, and every user of this machine can read a command "
                              "line"),
                Text::english("the environment, .env or llm-proxy.json"));
        else if (value.value().contains(QChar::ReplacementCharacter))
            assembly.error(where, value.key(), Text::english("is not UTF-8"));
        else
            assembly.takeText(*setting, value.value(), ConfigSource::CommandLine, where);
    }
}

void takeSwitches(ConfigAssembly &assembly, const QMap<QString, QString> &values)
{
    const Text where = inWords(ConfigSource::Switch);
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (const Setting *setting = findSetting(value.key()))
            assembly.takeText(*setting, value.value(), ConfigSource::Switch, where);
        else
            assembly.error(where, value.key(), unknownOption(value.key()));
    }
}

} // namespace proxy
