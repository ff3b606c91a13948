// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/scenario.h"

#include <algorithm>

namespace standins {

namespace {

bool matchesPattern(const QByteArray &pattern, const QByteArray &text)
{
    if (pattern.isEmpty())
        return true;
    return pattern.endsWith('*') ? text.startsWith(pattern.chopped(1)) : text == pattern;
}

bool matches(const RuleMatch &match, const RecordedRequest &request)
{
    return (match.method.isEmpty() || match.method == request.method)
           && matchesPattern(match.path, request.path())
           && matchesPattern(match.model, request.model)
           && std::all_of(match.headers.begin(), match.headers.end(), [&](const WireHeader &field) {
                  return request.header(field.name) == field.value;
              });
}

} // namespace

std::optional<Rule> ruleFromJson(const QJsonObject &object, QString &error)
{
    const QJsonObject match = object[QLatin1String("match")].toObject();
    Rule rule;
    rule.match.method = match[QLatin1String("method")].toString().toUtf8();
    rule.match.path = match[QLatin1String("path")].toString().toUtf8();
    rule.match.model = match[QLatin1String("model")].toString().toUtf8();
    rule.match.nth = match[QLatin1String("nth")].toInt();
    const QJsonObject headers = match[QLatin1String("header")].toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        rule.match.headers.push_back({it.key().toUtf8(), it.value().toString().toUtf8()});
    rule.times = object[QLatin1String("times")].toInt(-1);
    rule.name = object[QLatin1String("name")].toString().toUtf8();
    rule.scenario = object[QLatin1String("scenario")].toString().toUtf8();
    rule.steps = scriptFromJson(object[QLatin1String("steps")].toArray(), error);
    if (error.isEmpty() && rule.steps.empty() && rule.scenario.isEmpty())
        error = QStringLiteral("a rule needs \"steps\" or \"scenario\"");
    if (!error.isEmpty())
        return std::nullopt;
    return rule;
}

void Scenario::add(Rule rule)
{
    m_entries.push_back({std::move(rule), 0});
}

void Scenario::clear()
{
    m_entries.clear();
}

std::optional<Rule> Scenario::take(const RecordedRequest &request, bool atHead)
{
    for (Entry &entry : m_entries) {
        Rule &rule = entry.rule;
        const bool early = rule.match.model.isEmpty() && readsBody(rule.steps);
        if (early != atHead || rule.times == 0 || !matches(rule.match, request))
            continue;
        ++entry.seen;
        if (rule.match.nth > 0 && entry.seen != rule.match.nth)
            continue;
        if (rule.times > 0)
            --rule.times;
        return rule;
    }
    return std::nullopt;
}

} // namespace standins
