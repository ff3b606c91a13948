// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/budgetrules.h"
#include "proxy/config/textrow.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

template <class Field> auto upstream(Field UpstreamSettings::*field)
{
    return at(&ProxyConfig::upstream, field);
}

Setting logDirRow()
{
    Setting made = pathRow(
        {u"JSONL_LOG_DIR"_s, u"record.logDir"_s, Text::english("Folder of the JSONL request log")},
        at(&ProxyConfig::record, &RecordSettings::logDir),
        Text::english("a folder; relative to the project, installed to the state folder"));
    made.needsRestart = true;
    return made;
}

Result<void> checkedBudgets(const QJsonArray &rules)
{
    return parseBudgetRules(rules).map([](const auto &) {});
}

Setting budgetRow()
{
    Setting made =
        row({u"LLM_PROXY_DAILY_BUDGET"_s, u"record.dailyBudget"_s,
             Text::english("Warn when a day's list-price cost in dollars passes this; 0: never")},
            SettingKind::Number, Text::english("a number from 0 to 1000000"));
    made.maximum = 1'000'000;
    made.assign = [](ProxyConfig &config, const QJsonValue &value) -> Result<void> {
        const double dollars = value.toDouble(-1);
        if (!value.isDouble() || !std::isfinite(dollars))
            return tl::unexpected(invalidValue(Text::english("is not a number")));
        if (dollars < 0 || dollars > 1'000'000)
            return tl::unexpected(
                invalidValue(Text::english("%1 is out of range", {QString::number(dollars)})));
        config.record.dailyBudgetUsd = dollars;
        return {};
    };
    made.value = [](const ProxyConfig &config) { return QJsonValue(config.record.dailyBudgetUsd); };
    return made;
}

} // namespace

void appendUpstreamSettings(std::vector<Setting> &rows)
{
    rows.push_back(urlRow(
        {u"UPSTREAM_URL"_s, u"upstream.url"_s, Text::english("CLIProxyAPI's address")},
        upstream(&UpstreamSettings::url), UrlPath::Prefix,
        Text::english(
            "an http or https URL, without user, query or fragment, that does not end in /v1")));
    rows.push_back(
        secretRow({u"UPSTREAM_API_KEY"_s, u"upstream.apiKey"_s,
                   Text::english("CLIProxyAPI key; not set: the first one of the local Quotio or "
                                 "CLIProxyAPI configuration")},
                  upstream(&UpstreamSettings::apiKey)));
    rows.push_back(pathRow(
        {u"QUOTIO_CONFIG_PATH"_s, u"upstream.quotioConfigPath"_s,
         Text::english(
             "Quotio's or CLIProxyAPI's configuration, when it is not in one of the known places")},
        upstream(&UpstreamSettings::quotioConfigPath), Text::english("a file")));
    rows.push_back(
        choiceRow({u"UPSTREAM_DIALECT"_s, u"upstream.dialect"_s,
                   Text::english("The API the upstream speaks; any: all of them, nothing is ever "
                                 "converted")},
                  upstream(&UpstreamSettings::dialect), {u"any"_s, u"openai"_s, u"anthropic"_s}));
    rows.push_back(
        integerRow({u"UPSTREAM_RETRIES"_s, u"upstream.retries"_s,
                    Text::english("Further attempts where nothing can have been billed")},
                   upstream(&UpstreamSettings::retries), {0, 5}));
    rows.push_back(
        integerRow({u"UPSTREAM_BREAKER_THRESHOLD"_s, u"upstream.breakerThreshold"_s,
                    Text::english("Failed connections in a row after which requests get 503")},
                   upstream(&UpstreamSettings::breakerThreshold), {1, 1000}));
    rows.push_back(
        millisecondsRow({u"UPSTREAM_CONNECT_TIMEOUT_MS"_s, u"upstream.connectTimeoutMs"_s,
                         Text::english("Time to connect to the upstream")},
                        upstream(&UpstreamSettings::connectTimeout), kTimeoutRange));
    rows.push_back(
        millisecondsRow({u"UPSTREAM_FIRST_BYTE_TIMEOUT_MS"_s, u"upstream.firstByteTimeoutMs"_s,
                         Text::english("Time from the request to the answer's head")},
                        upstream(&UpstreamSettings::firstByteTimeout), kTimeoutRange));
    rows.push_back(millisecondsRow({u"UPSTREAM_IDLE_TIMEOUT_MS"_s, u"upstream.idleTimeoutMs"_s,
                                    Text::english("Longest silence inside an answer")},
                                   upstream(&UpstreamSettings::idleTimeout), kTimeoutRange));
}

void appendRecordSettings(std::vector<Setting> &rows)
{
    rows.push_back(logDirRow());
    rows.push_back(booleanRow({u"LLM_PROXY_RECORD_TEXT"_s, u"record.text"_s,
                               Text::english("Write the classified text into the request log")},
                              at(&ProxyConfig::record, &RecordSettings::recordText)));
    rows.push_back(integerRow(
        {u"LLM_PROXY_KEEP_TEXTS"_s, u"record.keepTexts"_s,
         Text::english("Keep the text of the latest requests and answers, in memory only: how many "
                       "requests, at most 64 MB; 0: none")},
        at(&ProxyConfig::record, &RecordSettings::keptTexts), {0, 400}));
    rows.push_back(budgetRow());
    rows.push_back(objectsRow({u"LLM_PROXY_BUDGETS"_s, u"record.budgets"_s,
                               Text::english("Limits a day, project, client key or session, and "
                                             "what happens at them")},
                              at(&ProxyConfig::record, &RecordSettings::budgets), checkedBudgets));
    rows.push_back(pathRow({u"CLIPROXYAPI_BIN"_s, u"backend.bin"_s,
                            Text::english("The CLIProxyAPI program that the login commands run")},
                           at(&ProxyConfig::cliProxyApiBin),
                           Text::english("a file, or a name in PATH")));
    rows.push_back(
        secretRow({u"MANAGEMENT_PASSWORD"_s, u"backend.managementPassword"_s,
                   Text::english("Plain management key of CLIProxyAPI for the backend commands")},
                  at(&ProxyConfig::managementPassword)));
}

} // namespace proxy
