// SPDX-License-Identifier: LicenseRef-Private
// hier(7)
#include "proxy/platform/userfolders.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace proxy {

UserFolders userFolders(const QProcessEnvironment &environment)
{
    const QString library =
        QDir::cleanPath(environment.value(u"HOME"_s, QDir::homePath())) + u"/Library"_s;
    const QString support = library + u"/Application Support/llm-proxy"_s;
    return {.settings = support, .state = support, .logs = library + u"/Logs/llm-proxy"_s};
}

QStringList userFolderVariables()
{
    return {u"HOME"_s};
}

} // namespace proxy
