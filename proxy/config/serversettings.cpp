// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/namedclients.h"
#include "proxy/config/textrow.h"

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// An address beside the wildcard of its kind can't be bound and need not be.
QStringList withoutCovered(const QStringList &hosts)
{
    const bool all4 = hosts.contains(u"0.0.0.0"_s);
    const bool all6 = hosts.contains(u"::"_s);
    QStringList kept;
    for (const QString &host : hosts) {
        const bool is6 = host.contains(u':');
        const bool isWildcard = host == u"0.0.0.0" || host == u"::";
        if (isWildcard || !(is6 ? all6 : all4))
            kept << host;
    }
    return kept;
}

/// `localhost` means both loopback addresses; alone it is the default, which forgives a machine
/// without IPv6.
QStringList withLocalhostResolved(const QStringList &hosts)
{
    if (hosts == QStringList {u"localhost"_s})
        return {};
    QStringList resolved;
    for (const QString &host : hosts) {
        if (host == "localhost"_L1)
            resolved << u"127.0.0.1"_s << u"::1"_s;
        else
            resolved << host;
    }
    resolved.removeDuplicates();
    return withoutCovered(resolved);
}

Setting hostsRow()
{
    Setting made =
        listRow({u"LLM_PROXY_HOST"_s, u"server.host"_s,
                 Text::english("Addresses to listen on; not set: 127.0.0.1 and ::1")},
                at(&ProxyConfig::server, &ServerSettings::hosts), checkedAddress,
                Text::english("IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS or "
                              "LLM_PROXY_CLIENTS is needed"));
    const auto assign = made.assign;
    made.assign = [assign](ProxyConfig &config, const QJsonValue &value) {
        return assign(config, value).map([&] {
            config.server.hosts = withLocalhostResolved(config.server.hosts);
        });
    };
    made.needsRestart = true;
    return made;
}

Setting portRow()
{
    Setting made = integerRow({u"LLM_PROXY_PORT"_s, u"server.port"_s,
                               Text::english("Port to listen on; 0 picks a free one")},
                              at(&ProxyConfig::server, &ServerSettings::port), {0, 65535});
    made.needsRestart = true;
    return made;
}

Setting apiKeysRow()
{
    Setting made =
        listRow({u"LLM_PROXY_API_KEYS"_s, u"server.apiKeys"_s,
                 Text::english("Keys of which every client must present one; not set: none is "
                               "asked for")},
                at(&ProxyConfig::server, &ServerSettings::apiKeys), checkedSecret,
                Text::english("keys of visible ASCII characters without commas"));
    made.secret = true;
    return made;
}

Setting clientsRow()
{
    const auto target = at(&ProxyConfig::server, &ServerSettings::clients);
    Setting made =
        row({u"LLM_PROXY_CLIENTS"_s, u"server.clients"_s,
             Text::english("Named clients, each with a key of its own; not set: there are none")},
            SettingKind::Text,
            Text::english("a file that its owner alone can read, name:key,name:key or a JSON array "
                          "of objects"));
    made.secret = true;
    made.isOpen = [](const QString &value) { return !isInlineClients(value); };
    made.assign = [target](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        const auto text = textOf(value);
        if (!text)
            return tl::unexpected(text.error());
        if (isInlineClients(*text)) {
            if (const auto clients = parseNamedClients(text->toUtf8()); !clients)
                return tl::unexpected(clients.error());
        } else if (text->contains(QChar::Null)) {
            return tl::unexpected(invalidValue(Text::english("holds a NUL")));
        }
        target.in(config) = *text;
        return {};
    };
    made.value = [target](const ProxyConfig &config) { return QJsonValue(target.in(config)); };
    return made;
}

} // namespace

void appendListenerSettings(std::vector<Setting> &rows)
{
    rows.push_back(portRow());
    rows.push_back(hostsRow());
    rows.push_back(apiKeysRow());
    rows.push_back(clientsRow());
    rows.push_back(listRow(
        {u"LLM_PROXY_TRUSTED_PROXIES"_s, u"server.trustedProxies"_s,
         Text::english(
             "Balancers whose X-Forwarded-For is believed; from anybody else it is ignored")},
        at(&ProxyConfig::server, &ServerSettings::trustedProxies), checkedNetwork,
        Text::english("addresses or networks such as 10.0.0.0/8")));
    rows.push_back(
        booleanRow({u"LLM_PROXY_PROXY_PROTOCOL"_s, u"server.proxyProtocol"_s,
                    Text::english("Trusted proxies begin each connection with a header of the "
                                  "PROXY protocol, version 2")},
                   at(&ProxyConfig::server, &ServerSettings::proxyProtocol)));
    rows.push_back(
        listRow({u"LLM_PROXY_ALLOWED_HOSTS"_s, u"server.allowedHosts"_s,
                 Text::english("Further names by which clients may call the proxy (Host header)")},
                at(&ProxyConfig::server, &ServerSettings::allowedHosts), checkedHostName,
                Text::english("host names or addresses without port")));
    rows.push_back(listRow({u"LLM_PROXY_ALLOWED_ORIGINS"_s, u"server.allowedOrigins"_s,
                            Text::english("Web origins whose requests may use the upstream key")},
                           at(&ProxyConfig::server, &ServerSettings::allowedOrigins), checkedOrigin,
                           Text::english("origins such as http://localhost:3000")));
    rows.push_back(
        booleanRow({u"LLM_PROXY_REMOTE_MANAGEMENT"_s, u"server.remoteManagement"_s,
                    Text::english("Let clients of other machines reach the backend's management "
                                  "routes")},
                   at(&ProxyConfig::server, &ServerSettings::remoteManagement)));
}

void appendLimitSettings(std::vector<Setting> &rows)
{
    constexpr qint64 kMegabyte = 1024LL * 1024;
    const auto server = [](auto field) { return at(&ProxyConfig::server, field); };
    rows.push_back(integerRow({u"LLM_PROXY_MAX_BODY_MB"_s, u"server.maxBodyMb"_s,
                               Text::english("Largest request body that is buffered to be routed")},
                              server(&ServerSettings::maxBodyBytes), {1, 1024}, kMegabyte));
    rows.push_back(
        integerRow({u"LLM_PROXY_MAX_BUFFERED_MB"_s, u"server.maxBufferedMb"_s,
                    Text::english("All buffered bodies together; beyond it requests get 503")},
                   server(&ServerSettings::maxBufferedBytes), {1, 65536}, kMegabyte));
    rows.push_back(integerRow({u"LLM_PROXY_MAX_CONNECTIONS"_s, u"server.maxConnections"_s,
                               Text::english("Client connections at once")},
                              server(&ServerSettings::maxConnections), {1, 1'000'000}));
    rows.push_back(millisecondsRow({u"LLM_PROXY_HEAD_TIMEOUT_MS"_s, u"server.headTimeoutMs"_s,
                                    Text::english("First to last byte of a request's head")},
                                   server(&ServerSettings::headTimeout), kTimeoutRange));
    rows.push_back(millisecondsRow({u"LLM_PROXY_BODY_TIMEOUT_MS"_s, u"server.bodyTimeoutMs"_s,
                                    Text::english("Longest silence inside a request's body")},
                                   server(&ServerSettings::bodyTimeout), kTimeoutRange));
    rows.push_back(
        millisecondsRow({u"LLM_PROXY_KEEP_ALIVE_TIMEOUT_MS"_s, u"server.keepAliveTimeoutMs"_s,
                         Text::english("Idle client connections are closed after this time")},
                        server(&ServerSettings::keepAliveTimeout), kTimeoutRange));
    rows.push_back(
        millisecondsRow({u"LLM_PROXY_DRAIN_TIMEOUT_MS"_s, u"server.drainTimeoutMs"_s,
                         Text::english("How long a stop waits for open streams before cutting "
                                       "them")},
                        server(&ServerSettings::drainTimeout), {0, 86'400'000}));
    rows.push_back(millisecondsRow(
        {u"LLM_PROXY_DRAIN_NOTICE_MS"_s, u"server.drainNoticeMs"_s,
         Text::english("How long a stop still takes requests while /readyz already answers 503")},
        server(&ServerSettings::drainNotice), {0, 600'000}));
}

} // namespace proxy
