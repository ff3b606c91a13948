// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <QByteArray>
#include <QJsonObject>

namespace standins {

enum class AnswerDialect { Claude, Chat, Completions, Responses, Gemini };

/// A tool call the fake makes up for a request that offers tools.
struct ToolCall
{
    QByteArray name;
    QByteArray arguments; ///< JSON text
};

/// What an agent's request asks for, as far as a made-up answer needs it.
struct AgentRequest
{
    AnswerDialect dialect = AnswerDialect::Chat;
    QByteArray model {}; ///< as sent
    bool streaming = false;
    bool wantsThinking = false;
    std::optional<ToolCall> toolCall {}; ///< tools are offered and another call is due
    QByteArray text {}; ///< the text to answer with: "Fake answer", or JSON the schema asks for
    qint64 inputTokens = 21;
};

/// Reads the body. The last human text may ask for more than one round of tools with
/// "[[tools:N]]"; it may name a file (/…) or a command (`…`) for the call.
[[nodiscard]] AgentRequest readAgentRequest(AnswerDialect dialect, const QByteArray &body);

/// A value that the JSON schema accepts: required members only, `hint` used where it fits.
[[nodiscard]] QJsonValue minimalValue(const QJsonObject &schema, const QByteArray &hint);

} // namespace standins
