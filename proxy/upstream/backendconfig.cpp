// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/backendconfig.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <exception>
#include <string>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

constexpr qint64 kMaxFileBytes = 1024LL * 1024;

Error unusable(const QString &file, const Text &why)
{
    return {.code = ErrorCode::InvalidConfig, .detail = Text::english("%1: %2", {file, why})};
}

Result<QByteArray> contentOf(const QString &path)
{
    // Looked at first: opening a pipe would wait for its writer.
    if (!QFileInfo(path).isFile())
        return tl::unexpected(unusable(path, Text::english("is not a regular file")));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            unusable(path, Text::english("cannot be read: %1", {file.errorString()})));
    QByteArray content = file.read(kMaxFileBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return tl::unexpected(
            unusable(path, Text::english("cannot be read: %1", {file.errorString()})));
    if (content.size() > kMaxFileBytes)
        return tl::unexpected(unusable(path, Text::english("is larger than 1 MiB")));
    return content;
}

QByteArray scalarOf(const YAML::Node &node)
{
    return node.IsScalar() ? QByteArray::fromStdString(node.Scalar()).trimmed() : QByteArray();
}

/// Empty for what is no text, and for what no header could carry.
QByteArray keyOf(const YAML::Node &node)
{
    QByteArray key = scalarOf(node);
    const bool fits =
        std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    return fits ? key : QByteArray();
}

bool isPlaceholder(const QByteArray &key)
{
    return key == "your-api-key-1" || key == "your-api-key-2" || key == "your-api-key-3";
}

/// "$2a$", "$2b$", "$2y$", as the backend itself tells a hash from a plain key.
bool isBcrypt(const QByteArray &secret)
{
    return secret.startsWith("$2a$") || secret.startsWith("$2b$") || secret.startsWith("$2y$");
}

void takeKeys(const YAML::Node &list, BackendConfig &backend)
{
    if (!list.IsSequence())
        return;
    for (const YAML::Node &item : list) {
        const QByteArray key = keyOf(item);
        if (key.isEmpty())
            continue;
        backend.hasPlaceholderKey = backend.hasPlaceholderKey || isPlaceholder(key);
        backend.keys.append(key);
    }
}

void takeManagementSecret(const YAML::Node &secret, BackendConfig &backend)
{
    const QByteArray text = scalarOf(secret);
    if (text.isEmpty())
        return;
    backend.managementSecret = isBcrypt(text) ? ManagementSecret::Bcrypt : ManagementSecret::Plain;
    if (backend.managementSecret == ManagementSecret::Plain)
        backend.managementKey = text;
}

/// yaml-cpp throws; the caller catches.
BackendConfig backendOf(const YAML::Node &root)
{
    BackendConfig backend;
    if (const YAML::Node keys = root["api-keys"])
        takeKeys(keys, backend);
    if (const YAML::Node port = root["port"]) {
        bool isNumber = false;
        const uint number = scalarOf(port).toUInt(&isNumber);
        if (isNumber && number > 0 && number <= 65535)
            backend.port = static_cast<quint16>(number);
    }
    const YAML::Node management = root["remote-management"];
    if (management && management.IsMap() && management["secret-key"])
        takeManagementSecret(management["secret-key"], backend);
    return backend;
}

} // namespace

Result<BackendConfig> readBackendConfig(const QString &file)
{
    const auto content = contentOf(file);
    if (!content)
        return tl::unexpected(content.error());
    try {
        const YAML::Node root = YAML::Load(content->toStdString());
        if (!root.IsMap())
            return tl::unexpected(unusable(file, Text::english("holds no YAML mapping")));
        BackendConfig backend = backendOf(root);
        backend.file = file;
        return backend;
    } catch (const YAML::Exception &exception) {
        // Its what() may quote the file.
        return tl::unexpected(
            unusable(file, Text::english("is not YAML (line %1)", {exception.mark.line + 1})));
    } catch (const std::exception &) {
        return tl::unexpected(unusable(file, Text::english("is not YAML that can be read")));
    }
}

QStringList backendConfigCandidates(const UpstreamSettings &settings,
                                    const QProcessEnvironment &environment)
{
    const QString home = environment.value(u"HOME"_s, QDir::homePath());
    QString shared = environment.value(u"XDG_DATA_HOME"_s);
    if (!QDir::isAbsolutePath(shared))
        shared = home + u"/.local/share"_s;
    QStringList candidates {
        settings.quotioConfigPath,
        home + u"/Library/Application Support/Quotio/config.yaml"_s,
        shared + u"/Quotio/config.yaml"_s,
        home + u"/.cli-proxy-api/config.yaml"_s,
        home + u"/cliproxyapi/config.yaml"_s,
        u"/opt/homebrew/etc/cliproxyapi.conf"_s,
        u"/usr/local/etc/cliproxyapi.conf"_s,
        u"/home/linuxbrew/.linuxbrew/etc/cliproxyapi.conf"_s,
    };
    candidates.removeAll(QString());
    return candidates;
}

BackendDiscovery discoverBackend(const QStringList &candidates, const QString &explicitFile)
{
    BackendDiscovery discovery;
    for (const QString &file : candidates) {
        if (!QFileInfo::exists(file)) {
            if (file == explicitFile)
                discovery.warnings << Text::english("%1: does not exist", {file});
            continue;
        }
        auto backend = readBackendConfig(file);
        if (!backend) {
            discovery.warnings << backend.error().detail;
        } else if (backend->keys.isEmpty()) {
            discovery.warnings << Text::english("%1: holds no usable key in api-keys", {file});
        } else {
            discovery.backend = *std::move(backend);
            break;
        }
    }
    return discovery;
}

} // namespace proxy
