// SPDX-License-Identifier: LicenseRef-Private
// Beside step 4 of 8: what a request is to its conversation. Used by pipeline/ alone.
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

/// The type of a turn and what told it: "claude-code/title", "tools", "text".
struct TurnReading
{
    TurnType type = TurnType::Unknown;
    QByteArray sign;
};

/// How the requests of known clients are told apart: JSON/client-profiles.json. Immutable, pure,
/// read once at start.
class ClientProfiles final
{
public:
    [[nodiscard]] static ClientProfiles builtIn();
    [[nodiscard]] static Result<ClientProfiles> fromJson(const QByteArray &json);

    /// Structure comes first: a tool loop is one whoever runs it. @p client as in Exchange.
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

    std::vector<Rule> m_rules; ///< the clients' own, then those for all
};

} // namespace proxy
