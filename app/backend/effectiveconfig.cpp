// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/effectiveconfig.h"

#include "app/backend/yamltext.h"
#include "proxy/core/atomicfile.h"
#include "proxy/core/systemerror.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <yaml-cpp/yaml.h>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

tl::unexpected<Failure> failed(const QString &message)
{
    return tl::unexpected(Failure {kExitFailed, message});
}

void setAt(YAML::Node node, const QStringList &path, const YAML::Node &value)
{
    const std::string key = path.first().toStdString();
    if (path.size() == 1) {
        node[key] = value;
        return;
    }
    if (!node[key].IsMap())
        node[key] = YAML::Node(YAML::NodeType::Map);
    setAt(node[key], path.mid(1), value);
}

QString absoluteAuthDir(const YAML::Node &root, const QString &liveFolder, const QString &home)
{
    QString dir = u"~/.cli-proxy-api"_s;
    const YAML::Node given = root["auth-dir"];
    if (given && given.IsScalar() && !given.Scalar().empty())
        dir = QString::fromStdString(given.Scalar());
    if (dir == u"~" || dir.startsWith("~/"_L1))
        dir.replace(0, 1, home);
    return QDir::cleanPath(QDir(liveFolder.isEmpty() ? home : liveFolder).absoluteFilePath(dir));
}

EffectiveConfig overlay(YAML::Node root, const QString &authDir, const BaseSettings &settings)
{
    for (const SettingPlace &place : settingPlaces()) {
        if (settings.owns(place))
            setAt(root, place.path, yamlFromJson(settings.backendValue(place)));
    }
    root["logging-to-file"] = false;
    root["auth-dir"] = yamlFromJson(authDir);
    root.remove("api-keys");
    if (root["remote-management"].IsMap())
        root["remote-management"].remove("secret-key");
    return {yamlText(root), authDir};
}

} // namespace

Outcome<EffectiveConfig> makeEffectiveConfig(const QByteArray &live, const QString &liveFolder,
                                             const QString &home, const BaseSettings &settings)
{
    try {
        YAML::Node root = YAML::Load(live.toStdString());
        if (root.IsNull())
            root = YAML::Node(YAML::NodeType::Map);
        if (!root.IsMap())
            return failed(u"the backend's configuration is no YAML mapping"_s);
        return overlay(root, absoluteAuthDir(root, liveFolder, home), settings);
    } catch (const YAML::Exception &error) {
        return failed(u"the backend's configuration can't be used: %1"_s.arg(
            QString::fromStdString(error.msg)));
    }
}

Outcome<void> makePrivateFolder(const QString &folder)
{
    if (QDir(folder).exists())
        return {};
    errno = 0;
    if (!QDir().mkpath(folder)) {
        const int reason = errno;
        return failed(
            u"can't make the folder %1: %2"_s.arg(folder, proxy::systemError(reason).text()));
    }
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

Outcome<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    if (auto made = makePrivateFolder(QFileInfo(path).path()); !made)
        return made;
    if (const auto written = proxy::writeFileAtomically(path, content); !written)
        return failed(u"can't write %1"_s.arg(written.error().detail.text()));
    return {};
}

} // namespace app::backend
