// SPDX-License-Identifier: LicenseRef-Private
// Serves step 4 of 8 (DECIDE): tells the type of a request's turn. Used by pipeline/ alone.
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/turntype.h"
#include "proxy/message/headerlist.h"

#include <QByteArray>

#include <optional>
#include <vector>

class QJsonObject;

namespace proxy {

/// The type of a turn and the evidence for it: "claude-code/title", "tools", "text".
struct TurnReading
{
    TurnType type = TurnType::Unknown;
    QByteArray sign;
};

/// The table of what requests of known clients look like, JSON/client-profiles.json. Immutable
/// after its construction.
class ClientProfiles final
{
public:
    [[nodiscard]] static ClientProfiles builtIn();
    [[nodiscard]] static Result<ClientProfiles> fromJson(const QByteArray &json);

    /// Tells the type of a turn. The structure of the request decides first: a tool loop is a tool
    /// loop for every client. @p client is the name as in Exchange::client. Pure.
    [[nodiscard]] TurnReading read(const RequestFacts &facts, const HeaderList &headers,
                                   const QByteArray &client) const;

private:
    struct Rule
    {
        QByteArray client; ///< "*": all
        QByteArray sign;
        TurnType turn = TurnType::Unknown;
        QByteArray textStarts;
        QByteArray textIs;
        QByteArray firstTextStarts;
        QByteArray systemContains;
        QByteArray header;
        QByteArray headerIs;
        QByteArray headerContains;
        int maxTools = -1;
        qint64 maxTokens = -1;
        std::optional<bool> wantsJson;
    };

    [[nodiscard]] static Result<Rule> readRule(const QByteArray &client, const QJsonObject &entry);
    [[nodiscard]] static bool matches(const Rule &rule, const RequestFacts &facts,
                                      const HeaderList &headers);
    [[nodiscard]] static bool matchesTexts(const Rule &rule, const RequestFacts &facts);
    [[nodiscard]] static bool matchesHeader(const Rule &rule, const HeaderList &headers);

    std::vector<Rule> m_rules; ///< rules of single clients first, then the rules for all
};

} // namespace proxy
