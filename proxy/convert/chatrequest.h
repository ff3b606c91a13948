// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// An Anthropic Messages request as an OpenAI Chat Completions request. Schemas, tool inputs,
/// numbers and texts are copied byte for byte. Losses and refusals go to @p notes, what the answer
/// needs to @p needs. Pure. Counterpart: messagesrequest.
[[nodiscard]] QByteArray chatRequestOf(JsonValue messagesRequest, ConversionNotes &notes,
                                       AnswerNeeds &needs);

/// Models that know max_completion_tokens only and refuse max_tokens: OpenAI's reasoning models.
/// Every other server knows max_tokens, and many know nothing else.
[[nodiscard]] bool needsMaxCompletionTokens(QByteArrayView model);

} // namespace proxy
