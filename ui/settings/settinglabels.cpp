// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/settinglabels.h"

#include "ui/words/enginetext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ui {

namespace {

struct Label
{
    QStringView key;
    const char *text;
};

constexpr std::array kLabels {
    Label {u"MORPH_API_KEY", QT_TRANSLATE_NOOP("SettingLabels", "Morph key")},
    Label {u"MORPH_API_URL", QT_TRANSLATE_NOOP("SettingLabels", "Morph's address")},
    Label {u"MORPH_ROUTER_ENABLED", QT_TRANSLATE_NOOP("SettingLabels", "Route requests")},
    Label {u"MORPH_ROUTER_MODE", QT_TRANSLATE_NOOP("SettingLabels", "Mode")},
    Label {u"MORPH_ROUTER_PROVIDER", QT_TRANSLATE_NOOP("SettingLabels", "Whose models")},
    Label {u"MORPH_ROUTER_SELECTOR", QT_TRANSLATE_NOOP("SettingLabels", "How the model is chosen")},
    Label {u"MORPH_ROUTER_POLICY", QT_TRANSLATE_NOOP("SettingLabels", "When to switch models")},
    Label {u"MORPH_ROUTER_CLASSIFIER", QT_TRANSLATE_NOOP("SettingLabels", "Who judges a task")},
    Label {u"MORPH_ROUTER_EXPOSE_HEADERS",
           QT_TRANSLATE_NOOP("SettingLabels", "Tell the client how it was routed")},
    Label {u"MORPH_ROUTER_RESPONSES",
           QT_TRANSLATE_NOOP("SettingLabels", "Route the Responses API")},
    Label {u"MORPH_ROUTER_SUBAGENTS", QT_TRANSLATE_NOOP("SettingLabels", "Sub-agents")},
    Label {u"MORPH_ROUTER_AUTO_MODEL",
           QT_TRANSLATE_NOOP("SettingLabels", "Offer a model called auto")},
    Label {u"MORPH_ROUTER_ONLY_AUTO", QT_TRANSLATE_NOOP("SettingLabels", "Route auto only")},
    Label {u"MORPH_ROUTER_EFFORT",
           QT_TRANSLATE_NOOP("SettingLabels", "Lower the effort of easy tasks")},
    Label {u"MORPH_ROUTER_MASK_SECRETS",
           QT_TRANSLATE_NOOP("SettingLabels", "Mask secrets before asking Morph")},
    Label {u"MORPH_ROUTER_QUOTA", QT_TRANSLATE_NOOP("SettingLabels", "Save plan limits")},
    Label {u"MORPH_ROUTER_QUOTA_OVERAGE",
           QT_TRANSLATE_NOOP("SettingLabels", "Allow use beyond the plan")},
    Label {u"MORPH_ROUTER_RETRIES",
           QT_TRANSLATE_NOOP("SettingLabels", "Further attempts at Morph")},
    Label {u"MORPH_ROUTER_CONCURRENCY",
           QT_TRANSLATE_NOOP("SettingLabels", "Calls to Morph at once")},
    Label {u"MORPH_ROUTER_BUDGET_MS", QT_TRANSLATE_NOOP("SettingLabels", "Time for a decision")},
    Label {u"MORPH_ROUTER_BREAKER_THRESHOLD",
           QT_TRANSLATE_NOOP("SettingLabels", "Failures that stop asking Morph")},
    Label {u"MORPH_ROUTER_BREAKER_OPEN_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Pause after failures of Morph")},
    Label {u"MORPH_ROUTER_MODEL_EASY", QT_TRANSLATE_NOOP("SettingLabels", "Models for easy tasks")},
    Label {u"MORPH_ROUTER_MODEL_MEDIUM",
           QT_TRANSLATE_NOOP("SettingLabels", "Models for medium tasks")},
    Label {u"MORPH_ROUTER_MODEL_HARD", QT_TRANSLATE_NOOP("SettingLabels", "Models for hard tasks")},
    Label {u"MORPH_ROUTER_MODEL_NEEDS_INFO",
           QT_TRANSLATE_NOOP("SettingLabels", "Models for unclear tasks")},
    Label {u"MORPH_ROUTER_RULES", QT_TRANSLATE_NOOP("SettingLabels", "Rules")},
    Label {u"LLM_PROXY_PORT", QT_TRANSLATE_NOOP("SettingLabels", "Port")},
    Label {u"LLM_PROXY_HOST", QT_TRANSLATE_NOOP("SettingLabels", "Addresses to listen on")},
    Label {u"LLM_PROXY_API_KEYS", QT_TRANSLATE_NOOP("SettingLabels", "Keys for clients")},
    Label {u"LLM_PROXY_CLIENTS", QT_TRANSLATE_NOOP("SettingLabels", "Named clients")},
    Label {u"LLM_PROXY_TRUSTED_PROXIES", QT_TRANSLATE_NOOP("SettingLabels", "Trusted balancers")},
    Label {u"LLM_PROXY_PROXY_PROTOCOL",
           QT_TRANSLATE_NOOP("SettingLabels", "PROXY protocol from balancers")},
    Label {u"LLM_PROXY_ALLOWED_HOSTS", QT_TRANSLATE_NOOP("SettingLabels", "Further host names")},
    Label {u"LLM_PROXY_ALLOWED_ORIGINS", QT_TRANSLATE_NOOP("SettingLabels", "Allowed web origins")},
    Label {u"LLM_PROXY_REMOTE_MANAGEMENT",
           QT_TRANSLATE_NOOP("SettingLabels", "Management from other machines")},
    Label {u"LLM_PROXY_MAX_BODY_MB",
           QT_TRANSLATE_NOOP("SettingLabels", "Largest body that is routed")},
    Label {u"LLM_PROXY_MAX_BUFFERED_MB",
           QT_TRANSLATE_NOOP("SettingLabels", "Memory for all bodies")},
    Label {u"LLM_PROXY_MAX_CONNECTIONS", QT_TRANSLATE_NOOP("SettingLabels", "Client connections")},
    Label {u"LLM_PROXY_HEAD_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Time for a request's head")},
    Label {u"LLM_PROXY_BODY_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Silence inside a request")},
    Label {u"LLM_PROXY_KEEP_ALIVE_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Idle client connections")},
    Label {u"LLM_PROXY_DRAIN_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Time for open streams at a stop")},
    Label {u"LLM_PROXY_DRAIN_NOTICE_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Notice before a stop")},
    Label {u"UPSTREAM_URL", QT_TRANSLATE_NOOP("SettingLabels", "CLIProxyAPI's address")},
    Label {u"UPSTREAM_API_KEY", QT_TRANSLATE_NOOP("SettingLabels", "CLIProxyAPI key")},
    Label {u"QUOTIO_CONFIG_PATH",
           QT_TRANSLATE_NOOP("SettingLabels", "File with CLIProxyAPI's keys")},
    Label {u"UPSTREAM_DIALECT", QT_TRANSLATE_NOOP("SettingLabels", "API of the upstream")},
    Label {u"UPSTREAM_RETRIES", QT_TRANSLATE_NOOP("SettingLabels", "Further attempts upstream")},
    Label {u"UPSTREAM_BREAKER_THRESHOLD",
           QT_TRANSLATE_NOOP("SettingLabels", "Failures that stop the upstream")},
    Label {u"UPSTREAM_CONNECT_TIMEOUT_MS", QT_TRANSLATE_NOOP("SettingLabels", "Time to connect")},
    Label {u"UPSTREAM_FIRST_BYTE_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Time to the first byte")},
    Label {u"UPSTREAM_IDLE_TIMEOUT_MS",
           QT_TRANSLATE_NOOP("SettingLabels", "Silence inside an answer")},
    Label {u"JSONL_LOG_DIR", QT_TRANSLATE_NOOP("SettingLabels", "Folder of the request log")},
    Label {u"LLM_PROXY_RECORD_TEXT", QT_TRANSLATE_NOOP("SettingLabels", "Log the text of tasks")},
    Label {u"LLM_PROXY_KEEP_TEXTS", QT_TRANSLATE_NOOP("SettingLabels", "Texts kept in memory")},
    Label {u"LLM_PROXY_DAILY_BUDGET", QT_TRANSLATE_NOOP("SettingLabels", "Warn at a day's cost")},
    Label {u"LLM_PROXY_BUDGETS", QT_TRANSLATE_NOOP("SettingLabels", "Limits")},
    Label {u"CLIPROXYAPI_BIN", QT_TRANSLATE_NOOP("SettingLabels", "CLIProxyAPI program")},
    Label {u"MANAGEMENT_PASSWORD", QT_TRANSLATE_NOOP("SettingLabels", "Management key")},
    Label {u"LLM_PROXY_STORE_URL", QT_TRANSLATE_NOOP("SettingLabels", "Shared store")},
    Label {u"LLM_PROXY_STORE_CA_FILE",
           QT_TRANSLATE_NOOP("SettingLabels", "Certificates of the store")},
    Label {u"LLM_PROXY_FINGERPRINT_KEY_FILE",
           QT_TRANSLATE_NOOP("SettingLabels", "Shared fingerprint key")},
};

} // namespace

QString settingLabel(const proxy::Setting &setting)
{
    const auto *label = std::find_if(kLabels.begin(), kLabels.end(), [&setting](const Label &each) {
        return each.key == setting.key;
    });
    return label == kLabels.end() ? engineText(setting.summary)
                                  : QCoreApplication::translate("SettingLabels", label->text);
}

} // namespace ui
