// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/binarylookup.h"

#include <QDir>
#include <QFileInfo>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

bool isProgram(const QString &path)
{
    const QFileInfo info(path);
    return info.isFile() && info.isExecutable();
}

Outcome<QString> named(const QString &source, QString path, const QString &home)
{
    if (path.startsWith("~/"_L1))
        path.replace(0, 1, home);
    if (isProgram(path))
        return QFileInfo(path).absoluteFilePath();
    return tl::unexpected(
        Failure {kExitUnreachable, u"%1 names no program: %2"_s.arg(source, path)});
}

} // namespace

Outcome<QString> findBinary(const BinaryPlaces &places)
{
    if (!places.fromEnvironment.isEmpty())
        return named(u"CLIPROXYAPI_BIN"_s, places.fromEnvironment, places.home);
    if (!places.fromSettings.isEmpty())
        return named(u"binary.path of the base settings"_s, places.fromSettings, places.home);
    const QString quotio = places.home + u"/Library/Application Support/Quotio/"_s;
    for (const QString &place : {u"proxy/current/CLIProxyAPI"_s,
                                 u"proxy/upstream/current/CLIProxyAPI"_s, u"CLIProxyAPI"_s}) {
        if (isProgram(quotio + place))
            return quotio + place;
    }
    for (const QString &name :
         {u"cliproxyapi"_s, u"cli-proxy-api"_s, u"CLIProxyAPI"_s, u"cli-proxy-api-plus"_s}) {
        for (const QString &folder : places.searchPath) {
            if (!folder.isEmpty() && isProgram(folder + u'/' + name))
                return QDir(folder).absoluteFilePath(name);
        }
    }
    return tl::unexpected(Failure {
        kExitUnreachable,
        u"the CLIProxyAPI binary was not found: not in Quotio's folders and not on PATH as "
        "cliproxyapi, cli-proxy-api, CLIProxyAPI or cli-proxy-api-plus. Set CLIPROXYAPI_BIN"_s});
}

} // namespace app::backend
