// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configchecks.h"

#include "proxy/config/namedclients.h"

#include <QFileInfo>
#include <QHostAddress>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

constexpr qsizetype kShortestGoodKey = 16;

bool isWildcard(const QHostAddress &address)
{
    return address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6;
}

QList<QHostAddress> listenAddresses(const ServerSettings &server)
{
    QList<QHostAddress> addresses;
    for (const QString &host : server.hosts)
        addresses.append(QHostAddress(host));
    if (addresses.isEmpty())
        addresses = {QHostAddress(QHostAddress::LocalHost),
                     QHostAddress(QHostAddress::LocalHostIPv6)};
    return addresses;
}

bool isListenedOn(const QUrl &url, const ServerSettings &server)
{
    if (server.port == 0 || url.port(url.scheme() == "https"_L1 ? 443 : 80) != server.port)
        return false;
    const auto addresses = listenAddresses(server);
    const QHostAddress literal(url.host());
    const bool isLocal =
        literal.isLoopback() || url.host() == "localhost"_L1 || isWildcard(literal);
    return std::any_of(addresses.begin(), addresses.end(), [&](const QHostAddress &address) {
        if (isWildcard(address))
            return isLocal;
        if (url.host() == "localhost"_L1 || isWildcard(literal))
            return address.isLoopback();
        return address == literal;
    });
}

void checkOpenAddresses(ConfigAssembly &assembly)
{
    const ServerSettings &server = assembly.config.server;
    const auto addresses = listenAddresses(server);
    const bool onLoopback = std::all_of(addresses.begin(), addresses.end(),
                                        [](const QHostAddress &a) { return a.isLoopback(); });
    const QString host = u"LLM_PROXY_HOST"_s;
    const QString keys = u"LLM_PROXY_API_KEYS"_s;
    if (!onLoopback && !server.asksForKey() && !assembly.isBroken(keys)
        && !assembly.isBroken(u"LLM_PROXY_CLIENTS"_s))
        assembly.error(
            assembly.whereOf(host), host,
            Text::english("\"%1\" can be reached from other machines, and no key is asked for",
                          {server.hosts.join(u',')}),
            Text::english(
                "loopback addresses, or LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS as well"));
    const bool hasLoopback =
        std::any_of(addresses.begin(), addresses.end(), [](const QHostAddress &address) {
            return address.isLoopback() || isWildcard(address);
        });
    if (!hasLoopback && !server.clients.isEmpty() && server.apiKeys.isEmpty()
        && !assembly.isBroken(keys))
        assembly.warn(
            assembly.whereOf(host), host,
            Text::english("has no address of this machine alone: bin/start and bin/health "
                          "are refused without a key"),
            Text::english("127.0.0.1 as well, or LLM_PROXY_API_KEYS"));
    if (std::any_of(server.apiKeys.begin(), server.apiKeys.end(),
                    [](const QByteArray &key) { return key.size() < kShortestGoodKey; }))
        assembly.warn(assembly.whereOf(keys), keys,
                      Text::english("holds a key of fewer than %1 characters", {kShortestGoodKey}));
}

void checkTargets(ConfigAssembly &assembly)
{
    const ProxyConfig &config = assembly.config;
    const auto check = [&](const QString &key, const QUrl &url) {
        if (isListenedOn(url, config.server) && !assembly.isBroken(key))
            assembly.error(
                assembly.whereOf(key), key,
                Text::english("\"%1\" is this proxy's own address", {url.toString()}),
                Text::english("the address of another program, or another LLM_PROXY_PORT"));
    };
    check(u"UPSTREAM_URL"_s, config.upstream.url);
    check(u"MORPH_API_URL"_s, config.router.apiUrl);
    const QHostAddress morph(config.router.apiUrl.host());
    const bool leaves = !morph.isLoopback() && config.router.apiUrl.host() != "localhost"_L1;
    if (leaves && config.router.apiUrl.scheme() == "http"_L1 && !config.router.apiKey.isEmpty())
        assembly.warn(assembly.whereOf(u"MORPH_API_URL"_s), u"MORPH_API_URL"_s,
                      Text::english("sends the key and prompts unencrypted"),
                      Text::words(u"https"_s));
}

void checkLimits(ConfigAssembly &assembly)
{
    const ServerSettings &server = assembly.config.server;
    const QString key = u"LLM_PROXY_MAX_BUFFERED_MB"_s;
    if (server.maxBufferedBytes < server.maxBodyBytes)
        assembly.error(assembly.whereOf(key), key,
                       Text::english("is less than LLM_PROXY_MAX_BODY_MB"),
                       Text::english("at least as much as LLM_PROXY_MAX_BODY_MB"));
}

/// Of a documentation or a template: nobody's key.
bool isExample(const QByteArray &key)
{
    const QByteArray lower = key.toLower();
    const auto holds = [&lower](const char *word) { return lower.contains(word); };
    constexpr std::array kWords {"example", "changeme",    "change-me", "change_me",
                                 "replace", "placeholder", "your-",     "your_",
                                 "xxxx",    "...",         "<"};
    return std::any_of(kWords.begin(), kWords.end(), holds);
}

void checkKeys(ConfigAssembly &assembly)
{
    const ProxyConfig &config = assembly.config;
    const auto check = [&](const QString &name, const QByteArray &key) {
        if (isExample(key) && !assembly.isBroken(name))
            assembly.warn(assembly.whereOf(name), name,
                          Text::english("looks like an example and not like a key"));
    };
    check(u"MORPH_API_KEY"_s, config.router.apiKey);
    check(u"UPSTREAM_API_KEY"_s, config.upstream.apiKey);
}

void checkRouting(ConfigAssembly &assembly)
{
    const RouterSettings &router = assembly.config.router;
    const QString key = u"MORPH_API_KEY"_s;
    if (router.enabled && !router.canJudge() && !assembly.isBroken(key))
        assembly.warn(assembly.whereOf(key), key,
                      Text::english("is not set: routing is off, every request keeps its model"));
    const QString onlyAuto = u"MORPH_ROUTER_ONLY_AUTO"_s;
    if (router.onlyAuto && !router.autoModel)
        assembly.warn(assembly.whereOf(onlyAuto), onlyAuto,
                      Text::english("does nothing without MORPH_ROUTER_AUTO_MODEL"));
}

/// The file is read again at each change; what is wrong at the start is said before it.
void checkClients(ConfigAssembly &assembly)
{
    const ServerSettings &server = assembly.config.server;
    const QString key = u"LLM_PROXY_CLIENTS"_s;
    if (server.clients.isEmpty() || isInlineClients(server.clients))
        return;
    const auto file = readClientsFile(server.clients);
    const auto clients = file.and_then([&server](const ClientsFile &read) {
        return parseNamedClients(read.text, server.clients);
    });
    if (!clients)
        assembly.error(assembly.whereOf(key), key, clients.error().detail);
    else if (file->isOpenToGroup)
        assembly.warn(assembly.whereOf(key), key,
                      Text::english("%1 can be read by its group", {server.clients}),
                      Text::english("mode 0600"));
    if (clients && clients->empty() && server.apiKeys.isEmpty())
        assembly.warn(assembly.whereOf(key), key, noClientsYet(server.clients));
}

void checkProxies(ConfigAssembly &assembly)
{
    const ServerSettings &server = assembly.config.server;
    const QString key = u"LLM_PROXY_PROXY_PROTOCOL"_s;
    if (server.proxyProtocol && server.trustedProxies.isEmpty())
        assembly.warn(assembly.whereOf(key), key,
                      Text::english("does nothing without LLM_PROXY_TRUSTED_PROXIES"));
}

void checkSecrecy(ConfigAssembly &assembly, const QString &file, ConfigSource source)
{
    const auto &rows = settings();
    const auto &sources = assembly.config.sources;
    const bool holdsSecret = std::any_of(rows.begin(), rows.end(), [&](const Setting &row) {
        return row.secret && sources.value(row.key) == source
               && !(row.isOpen && row.isOpen(row.value(assembly.config).toString()));
    });
    const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
    if (holdsSecret && QFileInfo(file).permissions().testAnyFlags(others))
        assembly.warn(Text::words(file), {},
                      Text::english("holds a key and can be read by other users"),
                      Text::english("mode 0600"));
}

} // namespace

void checkConfig(ConfigAssembly &assembly, const ConfigPaths &paths)
{
    checkOpenAddresses(assembly);
    checkTargets(assembly);
    checkLimits(assembly);
    checkKeys(assembly);
    checkClients(assembly);
    checkProxies(assembly);
    checkRouting(assembly);
    checkSecrecy(assembly, paths.configFile, ConfigSource::ConfigFile);
    checkSecrecy(assembly, paths.dotEnvFile, ConfigSource::DotEnvFile);
}

} // namespace proxy
