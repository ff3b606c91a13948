// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/userfolders.h"

#include <QDir>

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

} // namespace

UserFolders userFolders(const QProcessEnvironment &environment)
{
    return {
        .settings = xdgFolder(environment, u"XDG_CONFIG_HOME"_s, u".config"_s) + u"/llm-proxy"_s,
        .state = xdgFolder(environment, u"XDG_STATE_HOME"_s, u".local/state"_s) + u"/llm-proxy"_s,
        .logs = {}};
}

QStringList userFolderVariables()
{
    return {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_STATE_HOME"_s};
}

} // namespace proxy
