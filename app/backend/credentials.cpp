// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/credentials.h"

#include "proxy/config/configloader.h"
#include "proxy/upstream/upstreamauth.h"

#include <QHostAddress>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

/// The first configuration that can be read at all: also one without client keys.
void readLocalConfig(const proxy::UpstreamSettings &settings, const QProcessEnvironment &variables,
                     BackendAccess &access)
{
    const QStringList candidates = proxy::backendConfigCandidates(settings, variables);
    const proxy::BackendDiscovery found =
        proxy::discoverBackend(candidates, settings.quotioConfigPath);
    for (const proxy::Text &warning : found.warnings)
        access.warnings << warning.text();
    std::optional<proxy::BackendConfig> config = found.backend;
    for (const QString &file : candidates) {
        if (config)
            break;
        if (const auto read = proxy::readBackendConfig(file))
            config = *read;
    }
    if (!config)
        return;
    access.configFile = config->file;
    access.configSecret = config->managementKey;
    access.configSecretIsHashed = config->managementSecret == proxy::ManagementSecret::Bcrypt;
    // What speaks one dialect only is no CLIProxyAPI: that one's keys are not for it.
    const bool isCliProxyApi = settings.dialect == proxy::UpstreamDialect::Any;
    if (isCliProxyApi && access.apiKey.isEmpty() && found.backend && !found.backend->keys.isEmpty())
        access.apiKey = found.backend->keys.first();
}

bool canStandInHeader(const QByteArray &key)
{
    return std::all_of(key.begin(), key.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7F;
    });
}

tl::unexpected<Failure> noKey(const QString &message)
{
    return tl::unexpected(Failure {kExitNoCredential, message});
}

} // namespace

Outcome<BackendAccess> findBackend(const Environment &environment)
{
    const auto paths = proxy::locateConfigPaths(environment.variables, environment.executable);
    if (!paths)
        return tl::unexpected(Failure {kExitConfig, paths.error().detail.text()});
    const auto loaded = proxy::loadConfig({*paths, environment.variables, {}});
    if (!loaded)
        return tl::unexpected(Failure {
            kExitConfig, proxy::toError(loaded.error()).detail.text().replace(u'\n', u"; "_s)});
    const proxy::ProxyConfig &config = loaded->config;
    BackendAccess access;
    access.url = config.upstream.url;
    access.apiKey = config.upstream.apiKey;
    access.managementPassword = config.managementPassword;
    access.binary = config.cliProxyApiBin;
    access.runtimeDir = config.runtimeDir.isEmpty() ? paths->runtimeDir : config.runtimeDir;
    readLocalConfig(config.upstream, environment.variables, access);
    return access;
}

Outcome<QByteArray> credentialFor(CommandAuth auth, const BackendAccess &access)
{
    if (auth == CommandAuth::None)
        return QByteArray();
    QByteArray key = auth == CommandAuth::ApiKey ? access.apiKey : access.managementPassword;
    if (auth == CommandAuth::Management && key.isEmpty()) {
        if (access.configSecretIsHashed)
            return noKey(
                u"MANAGEMENT_PASSWORD is not set, and %1 holds only a bcrypt hash of the "
                "management key, which can't be turned back into it. Export the plain "
                "text key: MANAGEMENT_PASSWORD=… (or put it into .env)"_s.arg(access.configFile));
        if (!access.configSecret.isEmpty() && !isLoopback(access.url))
            return noKey(
                u"MANAGEMENT_PASSWORD is not set, and the key in %1 is sent to backends on "
                "this machine only. Export MANAGEMENT_PASSWORD for %2"_s.arg(
                    access.configFile, access.url.toString(QUrl::RemoveUserInfo)));
        key = access.configSecret;
        if (key.isEmpty())
            return noKey(u"MANAGEMENT_PASSWORD is not set and no local backend configuration holds "
                         "a management key. Export MANAGEMENT_PASSWORD (or put it into .env)"_s);
    }
    if (!canStandInHeader(key))
        return noKey(u"the %1 key holds characters that can't be sent in a header"_s.arg(
            auth == CommandAuth::Management ? u"management"_s : u"API"_s));
    return key;
}

bool isLoopback(const QUrl &url)
{
    const QString host = url.host();
    return host.compare("localhost"_L1, Qt::CaseInsensitive) == 0
           || host.endsWith(".localhost"_L1, Qt::CaseInsensitive)
           || QHostAddress(host).isLoopback();
}

} // namespace app::backend
