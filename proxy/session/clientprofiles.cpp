// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/clientprofiles.h"

#include "proxy/json/isword.h"
#include "proxy/json/jsonobject.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

Error broken(const QString &what)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail = Text::words(QStringLiteral("client-profiles.json: ") + what)};
}

QByteArray text(const QJsonObject &object, QStringView key)
{
    return object[key].toString().toUtf8();
}

} // namespace

ClientProfiles ClientProfiles::builtIn()
{
    QFile file(QStringLiteral(":/llm-proxy/client-profiles.json"));
    auto profiles = file.open(QIODevice::ReadOnly)
                        ? fromJson(file.readAll())
                        : tl::make_unexpected(broken(file.errorString()));
    if (!profiles)
        qFatal("%s", profiles.error().detail.utf8().constData());
    return *std::move(profiles);
}

Result<ClientProfiles> ClientProfiles::fromJson(const QByteArray &json)
{
    const auto root = readJsonObject(json);
    if (!root)
        return tl::make_unexpected(broken(root.error().what.text()));
    ClientProfiles profiles;
    for (const QJsonValue profile : (*root)[u"profiles"].toArray()) {
        const QByteArray client = text(profile.toObject(), u"client");
        if (client.isEmpty())
            return tl::make_unexpected(broken(u"a profile without client"_s));
        for (const QJsonValue entry : profile[u"rules"].toArray()) {
            auto rule = readRule(client, entry.toObject());
            if (!rule)
                return tl::make_unexpected(rule.error());
            profiles.m_rules.push_back(*std::move(rule));
        }
    }
    // A probe is one whoever sends it.
    const auto order = [](const Rule &rule) {
        return rule.turn == TurnType::Probe ? 0 : rule.client != "*" ? 1 : 2;
    };
    std::stable_sort(
        profiles.m_rules.begin(), profiles.m_rules.end(),
        [&order](const Rule &one, const Rule &other) { return order(one) < order(other); });
    return profiles;
}

Result<ClientProfiles::Rule> ClientProfiles::readRule(const QByteArray &client,
                                                      const QJsonObject &entry)
{
    const QJsonObject when = entry[u"when"].toObject();
    const auto turn = turnTypeFromName(text(entry, u"turn"));
    const QByteArray id = text(entry, u"id");
    if (!turn || id.isEmpty() || when.isEmpty())
        return tl::make_unexpected(
            broken(u"a rule of %1 needs id, turn and when"_s.arg(QString::fromUtf8(client))));
    Rule rule;
    rule.client = client;
    rule.sign = client + '/' + id;
    rule.turn = *turn;
    rule.textStarts = text(when, u"textStarts");
    rule.textIs = text(when, u"textIs");
    rule.firstTextStarts = text(when, u"firstTextStarts");
    rule.systemContains = text(when, u"systemContains");
    rule.header = text(when, u"header");
    rule.headerIs = text(when, u"headerIs");
    rule.headerContains = text(when, u"headerContains");
    rule.maxTools = when[u"maxTools"].toInt(-1);
    rule.maxTokens = when[u"maxTokens"].toInteger(-1);
    if (when.contains(u"wantsJson"))
        rule.wantsJson = when[u"wantsJson"].toBool();
    return rule;
}

TurnReading ClientProfiles::read(const RequestFacts &facts, const HeaderList &headers,
                                 const QByteArray &client) const
{
    for (const Rule &rule : m_rules) {
        if (!isWord(rule.client, "*") && rule.client != client)
            continue;
        // A sub-agent's own tool loop is a tool loop.
        if (rule.turn == TurnType::SubAgentStart && facts.isContinuation)
            continue;
        if (matches(rule, facts, headers))
            return {rule.turn, rule.sign};
    }
    if (facts.isContinuation)
        return {TurnType::ToolContinuation, QByteArrayLiteral("tools")};
    if (!facts.userText.isEmpty())
        return {TurnType::HumanAsk, QByteArrayLiteral("text")};
    return {TurnType::Unknown, QByteArrayLiteral("no-text")};
}

bool ClientProfiles::matches(const Rule &rule, const RequestFacts &facts, const HeaderList &headers)
{
    if (rule.maxTools >= 0 && facts.toolCount > rule.maxTools)
        return false;
    if (rule.maxTokens >= 0 && (facts.maxTokens < 0 || facts.maxTokens > rule.maxTokens))
        return false;
    if (rule.wantsJson && facts.features.wantsJson != *rule.wantsJson)
        return false;
    return matchesTexts(rule, facts) && matchesHeader(rule, headers);
}

bool ClientProfiles::matchesTexts(const Rule &rule, const RequestFacts &facts)
{
    // An empty condition is the beginning, and a part, of every text.
    return facts.userText.startsWith(rule.textStarts)
           && (rule.textIs.isEmpty() || facts.userText == rule.textIs)
           && facts.firstTextHead.startsWith(rule.firstTextStarts)
           && facts.systemHead.contains(rule.systemContains);
}

bool ClientProfiles::matchesHeader(const Rule &rule, const HeaderList &headers)
{
    if (rule.header.isEmpty())
        return true;
    const auto value = headers.first(rule.header);
    return value && (rule.headerIs.isEmpty() || *value == rule.headerIs)
           && value->contains(rule.headerContains);
}

} // namespace proxy
