// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/storeaddress.h"
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

/// How readily a task is called easy (MORPH_ROUTER_MODE).
enum class RouterMode { Balanced, Aggressive };
/// The provider whose models are routed to. Auto: the provider of the requested model.
enum class RouterProvider { Anthropic, OpenAi, Gemini, Auto };
/// What Morph is asked for. Raw: the difficulty, which this proxy maps to a model. Provider: a
/// model.
enum class RouterSelector { Raw, Provider };
/// When a switch of the model is worth it (resources/manual/routing.md).
enum class RoutePolicy { CacheAware, HumanTurn, EveryRequest };
/// What happens to the task that an agent gives to another one (MORPH_ROUTER_SUBAGENTS). Keep: the
/// other agent keeps its model. Classify: its task is classified once, and it stays with the
/// result.
enum class SubAgentPolicy { Keep, Classify };
/// Who judges a task. LocalThenMorph: Morph is asked only where the classifier on this machine does
/// not know. MorphThenLocal: that one answers where Morph fails.
enum class RouterClassifier { Morph, Local, LocalThenMorph, MorphThenLocal };
/// The API that the upstream speaks. Any: it speaks every API, so nothing is converted.
enum class UpstreamDialect { Any, OpenAi, Anthropic };

/// The user's own models for each difficulty. A list names models of the backend in order; the
/// first one that the backend lists is used. An empty list leaves the choice of the built-in map.
struct ModelMapOverride
{
    QStringList easy;
    QStringList medium;
    QStringList hard;
    QStringList needsInfo;
};

/// Where Morph answers. Parsed once: a decision copies its settings.
[[nodiscard]] inline const QUrl &morphUrl()
{
    static const QUrl kUrl {QStringLiteral("https://api.morphllm.com")};
    return kUrl;
}

/// Settings of the router: Morph, the map of models and the policy. The manual documents each.
struct RouterSettings
{
    bool enabled = true;
    QByteArray apiKey; ///< MORPH_API_KEY; secret; empty: Morph is not asked
    QUrl apiUrl = morphUrl();
    RouterMode mode = RouterMode::Balanced;
    RouterProvider provider = RouterProvider::Anthropic;
    RouterSelector selector = RouterSelector::Raw;
    RoutePolicy policy = RoutePolicy::CacheAware;
    RouterClassifier classifier = RouterClassifier::Morph; ///< MORPH_ROUTER_CLASSIFIER
    ModelMapOverride modelMap;
    QJsonArray rules; ///< router.rules: the user's rules in their order, unparsed
    QJsonArray quota; ///< router.quota: when a plan's windows restrain routing, unparsed
    bool quotaAllowsOverage = false; ///< paid use beyond a plan is no reason to go to easy models
    bool exposeHeaders = true; ///< MORPH_ROUTER_EXPOSE_HEADERS
    bool routeResponses = true; ///< route POST /v1/responses too
    SubAgentPolicy subAgents = SubAgentPolicy::Keep; ///< MORPH_ROUTER_SUBAGENTS
    /// MORPH_ROUTER_AUTO_MODEL: offer a model `auto` and choose for every request that names it.
    bool autoModel = false;
    bool onlyAuto = false; ///< MORPH_ROUTER_ONLY_AUTO: with autoModel, choose for nothing else
    /// MORPH_ROUTER_EFFORT: where the requested model has levels of effort, an easy task at a
    /// session's start lowers the effort instead of the model.
    bool routeEffort = false;
    bool maskSecrets = true; ///< mask secrets in the text for Morph; the request stays as it is
    int retries = 2; ///< further attempts after the first one
    int concurrency = 16; ///< calls to Morph at once; further ones wait within their budget
    std::chrono::milliseconds budget {2000}; ///< for a whole decision, with all attempts and waits
    std::chrono::milliseconds breakerOpenFor {10000};
    int breakerThreshold = 5; ///< consecutive failures

    /// Whether a task can be judged: there is a key for Morph, or none is needed.
    [[nodiscard]] bool canJudge() const
    {
        return !apiKey.isEmpty() || classifier != RouterClassifier::Morph;
    }
};

/// Settings of the upstream: CLIProxyAPI or another server of its kind.
struct UpstreamSettings
{
    QUrl url {QStringLiteral("http://127.0.0.1:18317")};
    /// UPSTREAM_API_KEY; secret; empty: read from the backend's own configuration.
    QByteArray apiKey;
    QString quotioConfigPath; ///< QUOTIO_CONFIG_PATH; empty: the known places
    UpstreamDialect dialect = UpstreamDialect::Any;
    int retries = 1;
    int breakerThreshold = 5; ///< consecutive connection failures
    std::chrono::milliseconds connectTimeout {5000};
    std::chrono::milliseconds firstByteTimeout {600000};
    std::chrono::milliseconds idleTimeout {600000};
};

/// Settings of the listener and limits of its clients.
struct ServerSettings
{
    QStringList hosts; ///< addresses to bind; empty: 127.0.0.1 and ::1
    quint16 port = 8317; ///< 0: the system picks a free port (tests, demo)
    QStringList allowedHosts; ///< further names accepted in Host, lower case
    QStringList allowedOrigins; ///< origins that may use the upstream key
    QList<QByteArray> apiKeys; ///< LLM_PROXY_API_KEYS; secret; required beyond loopback
    /// LLM_PROXY_CLIENTS: the file of the named clients, or the clients themselves (then secret);
    /// see namedclients.h. Empty: there are none.
    QString clients;
    QStringList trustedProxies; ///< LLM_PROXY_TRUSTED_PROXIES: addresses and networks
    bool proxyProtocol = false; ///< LLM_PROXY_PROXY_PROTOCOL
    qint64 maxBodyBytes = 64LL * 1024 * 1024;
    qint64 maxBufferedBytes = 512LL * 1024 * 1024; ///< all buffered bodies together
    int maxConnections = 10000;
    /// From the first to the last byte of a request's head.
    std::chrono::milliseconds headTimeout {30000};
    std::chrono::milliseconds bodyTimeout {60000}; ///< longest silence within a request's body
    std::chrono::milliseconds keepAliveTimeout {75000}; ///< between two requests
    std::chrono::milliseconds drainTimeout {30000}; ///< for open streams when the proxy stops
    /// LLM_PROXY_DRAIN_NOTICE_MS: how long /readyz tells of the drain before it begins.
    std::chrono::milliseconds drainNotice {0};
    bool remoteManagement = false; ///< management routes for non-loopback peers

    /// How long a stop takes at the longest.
    [[nodiscard]] std::chrono::milliseconds wholeDrain() const
    {
        return drainNotice + drainTimeout;
    }
    /// Whether a request must present a key.
    [[nodiscard]] bool asksForKey() const { return !apiKeys.isEmpty() || !clients.isEmpty(); }
};

/// Settings of the request log and the day's budget.
struct RecordSettings
{
    QString logDir; ///< JSONL_LOG_DIR
    bool recordText = false; ///< write the classified text into the request log and show it
    int keptTexts = 0; ///< LLM_PROXY_KEEP_TEXTS; of so many requests the bodies stay in memory
    double dailyBudgetUsd = 0; ///< LLM_PROXY_DAILY_BUDGET; 0: none
    QJsonArray budgets; ///< LLM_PROXY_BUDGETS, unparsed
    /// How often watchers are told how far open exchanges are. Not a setting.
    std::chrono::milliseconds progressEvery {1000};
};

/// Settings of the store by which several instances share their state.
struct StoreSettings
{
    QString url; ///< LLM_PROXY_STORE_URL; secret; empty: nothing is shared
    StoreAddress address; ///< `url`, parsed
    QString caFile; ///< LLM_PROXY_STORE_CA_FILE; empty: the system's certificates
    QByteArray authorities; ///< content of caFile: certificates in PEM
    QString fingerprintKeyFile; ///< LLM_PROXY_FINGERPRINT_KEY_FILE
    /// Content of that file; secret; empty: fingerprints are keyed anew at each start.
    QByteArray fingerprintKey;

    [[nodiscard]] bool isSet() const { return !address.host.isEmpty(); }
};

/// Where a value came from, the weakest source first; a later one overrides an earlier one. Switch:
/// the user changed it while the proxy runs (POST /router/routing). A switch holds until the next
/// start or an edit of the file that holds the setting.
enum class ConfigSource {
    Default,
    ConfigFile,
    DotEnvFile,
    Keychain,
    Environment,
    CommandLine,
    Switch
};

/// All settings. A plain value that nobody changes once loadConfig() (configloader.h) has made it.
/// It holds secrets: show a value only through maskedValue().
struct ProxyConfig
{
    ServerSettings server;
    RouterSettings router;
    UpstreamSettings upstream;
    RecordSettings record;
    StoreSettings store;
    /// The built-in table of models with the user's rows laid over it; null: the built-in one
    /// alone.
    std::shared_ptr<const ModelTable> models;
    QByteArray modelsText; ///< the text of the user's table; tells whether it changed
    QString runtimeDir;
    QString cliProxyApiBin; ///< CLIPROXYAPI_BIN; a name without a slash is looked up in PATH
    QByteArray managementPassword; ///< MANAGEMENT_PASSWORD of the backend commands; secret
    quint64 generation = 0; ///< grows with each change that is put into force

    /// Environment-style key ("LLM_PROXY_PORT") → where its value came from.
    QHash<QString, ConfigSource> sources;

    /// The table of models in force.
    [[nodiscard]] ModelTable modelTable() const;
    /// Whether requests can be routed: routing is on, and RouterSettings::canJudge().
    [[nodiscard]] bool canRoute() const { return router.enabled && router.canJudge(); }
};

/// "balanced", "aggressive".
[[nodiscard]] const char *name(RouterMode mode);
/// "anthropic", "openai", "gemini", "auto".
[[nodiscard]] const char *name(RouterProvider provider);
/// "morph", "local", "local-then-morph", "morph-then-local".
[[nodiscard]] const char *name(RouterClassifier classifier);

} // namespace proxy
