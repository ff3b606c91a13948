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

/// What the person says about a request: x-llm-proxy-route, a rule's `then`, a session's override.
struct RouteWish
{
    enum class Kind { None, Off, Difficulty, Model };
    Kind kind = Kind::None;
    Difficulty difficulty = Difficulty::None;
    QByteArray model = {};
};

/// "off", "easy", "medium", "hard" or "model=<id>"; nullopt: something else.
[[nodiscard]] std::optional<RouteWish> routeWishFrom(QByteArrayView text);

/// What a rule may ask about a request.
struct RuleSubject
{
    QByteArray model = {};
    QByteArray path = {}; ///< normalised
    QByteArray client = {};
    QByteArray project = {};
    const HeaderList *headers = nullptr;
    qsizetype textLength = 0; ///< of the typed text, in bytes
};

/// One of router.rules: conditions, of which all must hold, and what follows. Patterns may hold
/// `*`. Plain value.
struct UserRule
{
    QByteArray id;
    QByteArray model;
    QByteArray path;
    QByteArray client;
    QByteArray project;
    QByteArray header; ///< its name
    QByteArray headerValue; ///< a pattern; empty: any value
    qsizetype longerThan = -1;
    qsizetype shorterThan = -1;
    RouteWish wish; ///< None: the request is classified as usual
    bool keepsHard = false; ///< hard keeps what was asked for
    bool neverUpgrades = false;

    [[nodiscard]] bool matches(const RuleSubject &subject) const;
};

/// Reads router.rules. The error names the rule and the word.
[[nodiscard]] Result<std::vector<UserRule>> parseUserRules(const QJsonArray &rules);

/// The first that matches; nullptr: none.
[[nodiscard]] const UserRule *firstMatch(const std::vector<UserRule> &rules,
                                         const RuleSubject &subject);

/// Whether @p text is what @p pattern says; `*` stands for any bytes.
[[nodiscard]] bool matchesPattern(QByteArrayView text, QByteArrayView pattern);

} // namespace proxy
