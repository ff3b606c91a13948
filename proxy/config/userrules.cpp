// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/userrules.h"

#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMaxRules = 256;
constexpr qsizetype kMaxWord = 256;

Error wrongRule(qsizetype at, const Text &what)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail = Text::english("router.rules[%1]: %2", {at, what})};
}

constexpr std::array kPatterns {
    std::pair {u"model", &UserRule::model},   std::pair {u"path", &UserRule::path},
    std::pair {u"client", &UserRule::client}, std::pair {u"project", &UserRule::project},
    std::pair {u"header", &UserRule::header}, std::pair {u"headerValue", &UserRule::headerValue},
};
constexpr std::array kLengths {
    std::pair {u"textLongerThan", &UserRule::longerThan},
    std::pair {u"textShorterThan", &UserRule::shorterThan},
};

/// Says nothing where all is well.
Text readCondition(const QString &key, const QJsonValue &value, UserRule &rule)
{
    for (const auto &[name, field] : kPatterns) {
        if (key != QStringView(name))
            continue;
        const QByteArray text = value.toString().toUtf8();
        if (text.isEmpty() || text.size() > kMaxWord)
            return Text::english("when.%1 must be a text of at most 256 bytes", {key});
        rule.*field = text;
        return {};
    }
    for (const auto &[name, field] : kLengths) {
        if (key != QStringView(name))
            continue;
        if (!value.isDouble() || value.toInteger(-1) < 0)
            return Text::english("when.%1 must be a number of bytes", {key});
        rule.*field = value.toInteger();
        return {};
    }
    return Text::english(
        "when.%1 is not known; known are model, path, client, project, header, headerValue, "
        "textLongerThan, textShorterThan",
        {key});
}

Text readKeep(const QJsonValue &value, UserRule &rule)
{
    const QJsonArray words = value.isString() ? QJsonArray {value} : value.toArray();
    if (words.isEmpty())
        return Text::english("then.keep must name hard, upgrade or both");
    for (const QJsonValue word : words) {
        if (word.toString() == u"hard")
            rule.keepsHard = true;
        else if (word.toString() == u"upgrade")
            rule.neverUpgrades = true;
        else
            return Text::english("then.keep knows hard and upgrade only");
    }
    return {};
}

Text readConsequence(const QJsonObject &then, UserRule &rule)
{
    for (auto entry = then.begin(); entry != then.end(); ++entry) {
        if (entry.key() == u"keep") {
            if (Text problem = readKeep(*entry, rule); !problem.isEmpty())
                return problem;
        } else if (entry.key() == u"route") {
            const auto wish = routeWishFrom(entry->toString().toUtf8());
            if (!wish)
                return Text::english("then.route must be off, easy, medium, hard or model=<id>");
            rule.wish = *wish;
        } else {
            return Text::english("then.%1 is not known; known are route and keep", {entry.key()});
        }
    }
    return then.isEmpty() ? Text::english("needs then.route or then.keep") : Text();
}

Result<UserRule> readRule(qsizetype at, const QJsonObject &entry)
{
    UserRule rule;
    rule.id = entry[u"id"].toString().toUtf8();
    if (rule.id.isEmpty() || rule.id.size() > kMaxWord)
        return tl::make_unexpected(
            wrongRule(at, Text::english("needs an id of at most 256 bytes")));
    for (const QString &key : entry.keys()) {
        if (key != u"id" && key != u"when" && key != u"then")
            return tl::make_unexpected(wrongRule(
                at, Text::english("%1 is not known; known are id, when and then", {key})));
    }
    const QJsonObject when = entry[u"when"].toObject();
    for (auto condition = when.begin(); condition != when.end(); ++condition) {
        const Text problem = readCondition(condition.key(), *condition, rule);
        if (!problem.isEmpty())
            return tl::make_unexpected(wrongRule(at, problem));
    }
    const Text problem = readConsequence(entry[u"then"].toObject(), rule);
    if (!problem.isEmpty())
        return tl::make_unexpected(wrongRule(at, problem));
    return rule;
}

bool suits(const QByteArray &pattern, QByteArrayView text)
{
    return pattern.isEmpty() || matchesPattern(text, pattern);
}

/// What may be written into a request as its model.
bool isModelId(const QByteArray &text)
{
    const auto fits = [](char byte) {
        return byte > 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
    };
    return !text.isEmpty() && text.size() <= kMaxWord
           && std::all_of(text.begin(), text.end(), fits);
}

} // namespace

std::optional<RouteWish> routeWishFrom(QByteArrayView text)
{
    const QByteArray word = text.trimmed().toByteArray();
    const QByteArray lower = word.toLower();
    if (lower == "off")
        return RouteWish {.kind = RouteWish::Kind::Off};
    const qsizetype equals = word.indexOf('=');
    if (equals >= 0 && lower.first(equals).trimmed() == "model") {
        const QByteArray model = word.sliced(equals + 1).trimmed();
        if (!isModelId(model))
            return std::nullopt;
        return RouteWish {.kind = RouteWish::Kind::Model, .model = model};
    }
    const auto difficulty = difficultyFromLabel(lower);
    if (!difficulty || *difficulty == Difficulty::NeedsInfo)
        return std::nullopt;
    return RouteWish {.kind = RouteWish::Kind::Difficulty, .difficulty = *difficulty};
}

bool UserRule::matches(const RuleSubject &subject) const
{
    if (!suits(model, subject.model) || !suits(path, subject.path) || !suits(client, subject.client)
        || !suits(project, subject.project))
        return false;
    if (longerThan >= 0 && subject.textLength <= longerThan)
        return false;
    if (shorterThan >= 0 && subject.textLength >= shorterThan)
        return false;
    if (header.isEmpty())
        return true;
    const auto value = subject.headers ? subject.headers->first(header) : std::nullopt;
    return value && suits(headerValue, *value);
}

Result<std::vector<UserRule>> parseUserRules(const QJsonArray &rules)
{
    if (rules.size() > kMaxRules)
        return tl::make_unexpected(wrongRule(kMaxRules, Text::english("more than 256 rules")));
    std::vector<UserRule> parsed;
    QSet<QByteArray> ids;
    for (qsizetype at = 0; at < rules.size(); ++at) {
        auto rule = readRule(at, rules[at].toObject());
        if (!rule)
            return tl::make_unexpected(rule.error());
        if (ids.contains(rule->id))
            return tl::make_unexpected(wrongRule(at, Text::english("its id is used twice")));
        ids.insert(rule->id);
        parsed.push_back(*std::move(rule));
    }
    return parsed;
}

const UserRule *firstMatch(const std::vector<UserRule> &rules, const RuleSubject &subject)
{
    const auto found = std::find_if(rules.begin(), rules.end(), [&subject](const UserRule &rule) {
        return rule.matches(subject);
    });
    return found == rules.end() ? nullptr : &*found;
}

bool matchesPattern(QByteArrayView text, QByteArrayView pattern)
{
    qsizetype at = 0;
    qsizetype inPattern = 0;
    qsizetype star = -1; // the latest, and where the text behind it began
    qsizetype resume = 0;
    while (at < text.size()) {
        if (inPattern < pattern.size() && pattern[inPattern] == '*') {
            star = inPattern++;
            resume = at;
        } else if (inPattern < pattern.size() && pattern[inPattern] == text[at]) {
            ++inPattern;
            ++at;
        } else if (star >= 0) {
            inPattern = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (inPattern < pattern.size() && pattern[inPattern] == '*')
        ++inPattern;
    return inPattern == pattern.size();
}

} // namespace proxy
