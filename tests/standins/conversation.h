// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/agentrequest.h"

namespace standins {

/// How far a conversation has come.
struct Conversation
{
    QByteArray humanText; ///< of the last message a person wrote
    int toolResults = 0; ///< turns that brought tool results since then
};

[[nodiscard]] Conversation readConversation(AnswerDialect dialect, const QJsonObject &body);

} // namespace standins
