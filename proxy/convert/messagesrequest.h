// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// An OpenAI Chat Completions request as an Anthropic Messages request. Anthropic demands a limit:
/// where the client gives none, @p defaultMaxTokens stands in, thinking on top. Pure.
/// Counterpart: chatrequest.
[[nodiscard]] QByteArray messagesRequestOf(JsonValue chatRequest, qint64 defaultMaxTokens,
                                           ConversionNotes &notes, AnswerNeeds &needs);

} // namespace proxy
