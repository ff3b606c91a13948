// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configpaths.h"

#include "proxy/platform/userfolders.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// <checkout>/build/<preset>/app/llm-proxy, reached through symbolic links too.
QString checkoutOf(const QString &executablePath)
{
    if (executablePath.isEmpty())
        return {};
    const QString real = QFileInfo(executablePath).canonicalFilePath();
    QDir folder = QFileInfo(real.isEmpty() ? executablePath : real).absoluteDir();
    if (folder.dirName() != "app"_L1 || !folder.cdUp() || !folder.cdUp()
        || folder.dirName() != "build"_L1 || !folder.cdUp())
        return {};
    const bool isOurs =
        folder.exists(u"CMakeLists.txt"_s) && folder.exists(u"JSON/defaults.json"_s);
    return isOurs ? folder.absolutePath() : QString();
}

ConfigPaths allIn(const QString &folder)
{
    const QString root = QDir::cleanPath(folder);
    return {.checkout = false,
            .stateDir = root,
            .runtimeDir = root + u"/runtime"_s,
            .configFile = root + u"/llm-proxy.json"_s,
            .configFileRequired = false,
            .dotEnvFile = root + u"/.env"_s,
            .modelsFile = {},
            .logDir = {}};
}

ConfigPaths inUserFolders(const QProcessEnvironment &environment)
{
    const UserFolders folders = userFolders(environment);
    ConfigPaths paths = allIn(folders.state);
    paths.configFile = folders.settings + u"/llm-proxy.json"_s;
    paths.dotEnvFile = folders.settings + u"/.env"_s;
    paths.logDir = folders.logs;
    return paths;
}

Error notUtf8(const Text &where, const QString &path)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail =
                Text::english("%1: \"%2\" is not UTF-8; move it to a path that is", {where, path})};
}

/// Qt holds file names as UTF-16: other bytes are lost, and the folder that came of it would be
/// another one.
bool hasLostBytes(const QString &path)
{
    return path.contains(QChar::ReplacementCharacter);
}

/// The folders that are used where no variable of ours names one.
Result<void> checkUserFolders(const QProcessEnvironment &environment, const QString &executablePath)
{
    if (hasLostBytes(executablePath))
        return tl::unexpected(notUtf8(Text::english("the program's own folder"), executablePath));
    for (const QString &variable : userFolderVariables()) {
        const QString value = environment.value(variable);
        if (hasLostBytes(value))
            return tl::unexpected(notUtf8(Text::english("environment: %1", {variable}), value));
    }
    return {};
}

Result<void> checkNamedPaths(const QProcessEnvironment &environment)
{
    for (const QString &variable :
         {u"LLM_PROXY_HOME"_s, u"LLM_PROXY_ROOT"_s, u"LLM_PROXY_CONFIG"_s}) {
        const QString value = environment.value(variable);
        if (hasLostBytes(value))
            return tl::unexpected(notUtf8(Text::english("environment: %1", {variable}), value));
        if (!value.isEmpty() && !QDir::isAbsolutePath(value))
            return tl::unexpected(
                Error {.code = ErrorCode::InvalidConfig,
                       .detail = Text::english("environment: %1: \"%2\" is not an absolute path",
                                               {variable, value})});
    }
    return {};
}

} // namespace

Result<ConfigPaths> locateConfigPaths(const QProcessEnvironment &environment,
                                      const QString &executablePath)
{
    if (const auto checked = checkNamedPaths(environment); !checked)
        return tl::unexpected(checked.error());
    const QString home = environment.value(u"LLM_PROXY_HOME"_s);
    const QString named = environment.value(u"LLM_PROXY_ROOT"_s);
    const QString root = named.isEmpty() ? checkoutOf(executablePath) : named;
    ConfigPaths paths;
    if (!home.isEmpty()) {
        paths = allIn(home);
    } else if (!root.isEmpty()) {
        paths = allIn(root);
        paths.checkout = true;
    } else {
        if (const auto checked = checkUserFolders(environment, executablePath); !checked)
            return tl::unexpected(checked.error());
        paths = inUserFolders(environment);
    }
    if (const QString file = environment.value(u"LLM_PROXY_CONFIG"_s); !file.isEmpty()) {
        paths.configFile = QDir::cleanPath(file);
        paths.configFileRequired = true;
    }
    paths.modelsFile = QFileInfo(paths.configFile).absolutePath() + u"/models.json"_s;
    return paths;
}

} // namespace proxy
