// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configpaths.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// XDG ignores relative values (Base Directory Specification); so does this.
QString xdgFolder(const QProcessEnvironment &environment, const QString &variable,
                  const QString &belowHome)
{
    const QString value = environment.value(variable);
    if (QDir::isAbsolutePath(value))
        return QDir::cleanPath(value);
    return QDir::cleanPath(environment.value(u"HOME"_s, QDir::homePath()) + u'/' + belowHome);
}

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
            .modelsFile = {}};
}

ConfigPaths inXdgFolders(const QProcessEnvironment &environment)
{
    const QString settings = xdgFolder(environment, u"XDG_CONFIG_HOME"_s, u".config"_s);
    const QString state = xdgFolder(environment, u"XDG_STATE_HOME"_s, u".local/state"_s);
    ConfigPaths paths = allIn(state + u"/llm-proxy"_s);
    paths.configFile = settings + u"/llm-proxy/llm-proxy.json"_s;
    paths.dotEnvFile = settings + u"/llm-proxy/.env"_s;
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
Result<void> checkXdgFolders(const QProcessEnvironment &environment, const QString &executablePath)
{
    if (hasLostBytes(executablePath))
        return tl::unexpected(notUtf8(Text::english("the program's own folder"), executablePath));
    for (const QString &variable : {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_STATE_HOME"_s}) {
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
        if (const auto checked = checkXdgFolders(environment, executablePath); !checked)
            return tl::unexpected(checked.error());
        paths = inXdgFolders(environment);
    }
    if (const QString file = environment.value(u"LLM_PROXY_CONFIG"_s); !file.isEmpty()) {
        paths.configFile = QDir::cleanPath(file);
        paths.configFileRequired = true;
    }
    paths.modelsFile = QFileInfo(paths.configFile).absolutePath() + u"/models.json"_s;
    return paths;
}

} // namespace proxy
