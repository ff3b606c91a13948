// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/message/headerlist.h"

#include <QByteArray>
#include <QJsonArray>

#include <optional>
#include <vector>

class QJsonObject;

namespace proxy {

/// What the user wants for a request. It comes from the header x-llm-proxy-route, from a rule's
/// `then` or from a session's override. Plain value.
struct RouteWish
{
    enum class Kind {
        None, ///< nothing: the request is routed as usual
        Off, ///< no routing
        Difficulty, ///< `difficulty` replaces the router's answer
        Model, ///< the request goes to `model`
    };
    Kind kind = Kind::None;
    Difficulty difficulty = Difficulty::None;
    QByteArray model = {};
};

/// Reads "off", "easy", "medium", "hard" or "model=<id>"; nullopt for any other text.
[[nodiscard]] std::optional<RouteWish> routeWishFrom(QByteArrayView text);

/// What the conditions of a rule are compared with. Points into the request.
struct RuleSubject
{
    QByteArray model = {};
    QByteArray path = {}; ///< normalised
    QByteArray client = {};
    QByteArray project = {};
    const HeaderList *headers = nullptr;
    qsizetype textLength = 0; ///< of the typed text, in bytes
};

/// One rule of router.rules. It applies when all its conditions hold; an empty condition always
/// holds. Texts are patterns for matchesPattern(). Plain value.
struct UserRule
{
    QByteArray id;
    QByteArray model;
    QByteArray path;
    QByteArray client;
    QByteArray project;
    QByteArray header; ///< name of a header field that must be present
    QByteArray headerValue; ///< pattern for that field's value; empty: any value
    qsizetype longerThan = -1; ///< of the typed text, in bytes; -1: no condition
    qsizetype shorterThan = -1; ///< of the typed text, in bytes; -1: no condition
    RouteWish wish; ///< Kind::None: the request is classified as usual
    bool keepsHard = false; ///< a hard task keeps the requested model
    bool neverUpgrades = false; ///< never switch to a stronger model

    [[nodiscard]] bool matches(const RuleSubject &subject) const;
};

/// Reads router.rules. Returns an error that names the rule and its wrong word.
[[nodiscard]] Result<std::vector<UserRule>> parseUserRules(const QJsonArray &rules);

/// Returns the first rule that matches, or nullptr. The pointer is into @p rules.
[[nodiscard]] const UserRule *firstMatch(const std::vector<UserRule> &rules,
                                         const RuleSubject &subject);

/// Whether the whole of @p text matches @p pattern, where `*` matches any bytes.
[[nodiscard]] bool matchesPattern(QByteArrayView text, QByteArrayView pattern);

} // namespace proxy
