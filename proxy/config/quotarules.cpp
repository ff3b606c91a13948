// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/quotarules.h"

#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMostQuotas = 32;
constexpr qsizetype kLongestWindowName = 32;
constexpr double kWholeWindow = 100;

Error wrongQuota(qsizetype at, const Text &what)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail = Text::english("entry %1: %2", {at + 1, what})};
}

bool isWindowName(const QByteArray &name)
{
    const auto fits = [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_'
               || byte == '-';
    };
    return !name.isEmpty() && name.size() <= kLongestWindowName
           && std::all_of(name.begin(), name.end(), fits);
}

constexpr std::array kThresholds {std::pair {u"aggressive", &QuotaRule::aggressive},
                                  std::pair {u"easyOnly", &QuotaRule::easyOnly}};

/// Says nothing where all is well.
Text readField(const QString &key, const QJsonValue &value, QuotaRule &rule)
{
    if (key == u"window") {
        rule.window = value.toString().toUtf8();
        return isWindowName(rule.window)
                   ? Text()
                   : Text::english("window must be a name such as 5h, 7d or 7d_opus");
    }
    if (key == u"provider") {
        rule.provider = value.toString().toUtf8();
        return rule.provider == "anthropic" || rule.provider == "codex"
                   ? Text()
                   : Text::english("provider must be anthropic or codex");
    }
    for (const auto &[name, field] : kThresholds) {
        if (key != QStringView(name))
            continue;
        const double percent = value.toDouble();
        if (!(percent > 0 && percent <= kWholeWindow))
            return Text::english("%1 must be a number over 0 and up to 100 (percent)", {key});
        rule.*field = percent;
        return {};
    }
    return Text::english("%1 is not known; known are window, provider, aggressive and easyOnly",
                         {key});
}

Text completeness(const QuotaRule &rule)
{
    if (rule.window.isEmpty())
        return Text::english("needs a window, such as 5h or 7d");
    if (rule.aggressive <= 0 && rule.easyOnly <= 0)
        return Text::english("needs aggressive, easyOnly or both, in percent");
    if (rule.aggressive > 0 && rule.easyOnly > 0 && rule.aggressive >= rule.easyOnly)
        return Text::english("aggressive must be below easyOnly");
    return {};
}

} // namespace

Result<std::vector<QuotaRule>> parseQuotaRules(const QJsonArray &rules)
{
    if (rules.size() > kMostQuotas)
        return tl::make_unexpected(
            Error {.code = ErrorCode::InvalidConfig,
                   .detail = Text::english("has more than %1 entries", {kMostQuotas})});
    std::vector<QuotaRule> parsed;
    for (qsizetype at = 0; at < rules.size(); ++at) {
        const QJsonObject entry = rules[at].toObject();
        QuotaRule rule;
        for (auto field = entry.begin(); field != entry.end(); ++field) {
            if (const Text problem = readField(field.key(), *field, rule); !problem.isEmpty())
                return tl::make_unexpected(wrongQuota(at, problem));
        }
        if (const Text problem = completeness(rule); !problem.isEmpty())
            return tl::make_unexpected(wrongQuota(at, problem));
        const bool isTwice =
            std::any_of(parsed.begin(), parsed.end(), [&rule](const QuotaRule &other) {
                return other.window == rule.window && other.provider == rule.provider;
            });
        if (isTwice)
            return tl::make_unexpected(
                wrongQuota(at, Text::english("names a window for the second time")));
        parsed.push_back(std::move(rule));
    }
    return parsed;
}

} // namespace proxy
