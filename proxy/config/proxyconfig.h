// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <array>
#include <chrono>
#include <memory>

namespace proxy {

class ModelTable;

enum class RouterMode { Balanced, Aggressive };
/// Auto: follow the family of the requested model.
enum class RouterProvider { Anthropic, OpenAi, Gemini, Auto };
/// Raw: ask for the difficulty and map it here. Provider: let Morph name the model.
enum class RouterSelector { Raw, Provider };
/// When a switch is worth it (README, "policies").
enum class RoutePolicy { CacheAware, HumanTurn, EveryRequest };
/// The API the upstream speaks; Any: every one, nothing is ever converted.
enum class UpstreamDialect { Any, OpenAi, Anthropic };

/// The user's own difficulty → model choices; an empty list leaves the table's choice. An entry
/// is an ordered list of backend names, the first that the backend lists is used.
struct ModelMapOverride
{
    QStringList easy;
    QStringList medium;
    QStringList hard;
    QStringList needsInfo;
};

struct RouterSettings
{
    bool enabled = true;
    QByteArray apiKey; ///< MORPH_API_KEY; secret; empty: pass-through
    QUrl apiUrl {QStringLiteral("https://api.morphllm.com")};
    RouterMode mode = RouterMode::Balanced;
    RouterProvider provider = RouterProvider::Anthropic;
    RouterSelector selector = RouterSelector::Raw;
    RoutePolicy policy = RoutePolicy::CacheAware;
    ModelMapOverride modelMap;
    QJsonArray rules; ///< router.rules: the user's ordered rules, as written
    bool exposeHeaders = true; ///< MORPH_ROUTER_EXPOSE_HEADERS
    bool routeResponses = true; ///< route POST /v1/responses too
    int retries = 2; ///< after the first attempt: 3 attempts in all
    std::chrono::milliseconds budget {2000}; ///< the whole decision, attempts and waits included
    std::chrono::milliseconds breakerOpenFor {10000};
    int breakerThreshold = 5; ///< consecutive failures
};

struct UpstreamSettings
{
    QUrl url {QStringLiteral("http://127.0.0.1:18317")};
    QByteArray apiKey; ///< UPSTREAM_API_KEY; secret; empty: discovered
    QString quotioConfigPath; ///< QUOTIO_CONFIG_PATH; empty: the known places
    UpstreamDialect dialect = UpstreamDialect::Any;
    int retries = 1;
    int breakerThreshold = 5; ///< consecutive connection failures
    std::chrono::milliseconds connectTimeout {5000};
    std::chrono::milliseconds firstByteTimeout {600000};
    std::chrono::milliseconds idleTimeout {600000};
};

struct ServerSettings
{
    QStringList hosts; ///< addresses to bind; empty: 127.0.0.1 and ::1
    quint16 port = 8317; ///< 0 picks a free one (tests, demo)
    QStringList allowedHosts; ///< further names accepted in Host, lower case
    QStringList allowedOrigins; ///< origins that may use the upstream key
    QList<QByteArray> apiKeys; ///< LLM_PROXY_API_KEYS; secret; needed off loopback
    qint64 maxBodyBytes = 64LL * 1024 * 1024;
    qint64 maxBufferedBytes = 512LL * 1024 * 1024; ///< all buffered bodies together
    int maxConnections = 10000;
    std::chrono::milliseconds headTimeout {30000}; ///< first to last byte of a head
    std::chrono::milliseconds bodyTimeout {60000}; ///< silence inside a body
    std::chrono::milliseconds keepAliveTimeout {75000};
    std::chrono::milliseconds drainTimeout {30000}; ///< open streams at stop
    bool remoteManagement = false; ///< management routes for non-loopback peers
};

struct RecordSettings
{
    QString logDir; ///< JSONL_LOG_DIR
    bool recordText = false; ///< classified text in rows and window
    double dailyBudgetUsd = 0; ///< LLM_PROXY_DAILY_BUDGET; 0: none
    /// A stream without a byte for so long is told of while it lasts; no setting.
    std::chrono::milliseconds stalledAfter {60000};
};

/// Where a value came from, weakest first: later wins. Switch: the user switched it while it runs
/// (POST /router/routing), until the next start or an edit of the file that sets it.
enum class ConfigSource {
    Default,
    ConfigFile,
    DotEnvFile,
    Keychain,
    Environment,
    CommandLine,
    Switch
};

/// All settings of one generation. Immutable once loaded; copied freely; loading and checking is
/// in configloader.h. Secrets are inside: only maskedValue() may be shown.
struct ProxyConfig
{
    ServerSettings server;
    RouterSettings router;
    UpstreamSettings upstream;
    RecordSettings record;
    /// The built-in table with the user's rows over it; null: the built-in one alone.
    std::shared_ptr<const ModelTable> models;
    QByteArray modelsText; ///< the user's rows as written, to tell whether they changed
    QString runtimeDir;
    QString cliProxyApiBin; ///< CLIPROXYAPI_BIN; a bare name is looked up in PATH
    QByteArray managementPassword; ///< MANAGEMENT_PASSWORD of the backend commands; secret
    quint64 generation = 0; ///< grows with each accepted change

    /// Environment-style key ("LLM_PROXY_PORT") → where its value came from.
    QHash<QString, ConfigSource> sources;

    /// The table in force.
    [[nodiscard]] ModelTable modelTable() const;
    /// Routing can happen: switched on and a key is there.
    [[nodiscard]] bool canRoute() const { return router.enabled && !router.apiKey.isEmpty(); }
};

/// "balanced", "aggressive".
[[nodiscard]] const char *name(RouterMode mode);
/// "anthropic", "openai", "gemini", "auto".
[[nodiscard]] const char *name(RouterProvider provider);

} // namespace proxy
