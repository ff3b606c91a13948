// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/script.h"
#include "tests/standins/wire.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace standins {

/// Which requests a rule is for. Empty fields match everything.
struct RuleMatch
{
    QByteArray method {};
    QByteArray path {}; ///< without query; a trailing * matches any rest
    QByteArray model {}; ///< a trailing * matches any rest; needs the body
    int nth = 0; ///< only the n-th request that the rest matches
    WireHeaders headers {}; ///< each must be there with that value
};

/// What to do with a request instead of the built-in behaviour.
struct Rule
{
    RuleMatch match {};
    int times = -1; ///< how often, -1: always
    QByteArray name {}; ///< shows in RecordedRequest::rule
    QByteArray scenario {}; ///< an entry of the error catalogue …
    Script steps {}; ///< … or these steps
};

/// A rule as the control port takes it. @p error says what is wrong with it.
[[nodiscard]] std::optional<Rule> ruleFromJson(const QJsonObject &object, QString &error);

/// The rules in force, in the order they were given.
class Scenario final
{
public:
    void add(Rule rule);
    void clear();
    /// The first rule with uses left that matches, one use taken. nullopt: built-in behaviour.
    /// At the end of the head (@p atHead) only rules that need no body are looked at, and only
    /// those whose script reads the body itself.
    [[nodiscard]] std::optional<Rule> take(const RecordedRequest &request, bool atHead);

private:
    struct Entry
    {
        Rule rule;
        int seen = 0;
    };
    std::vector<Entry> m_entries;
};

} // namespace standins
