// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Converts an OpenAI Chat Completions request to an Anthropic Messages request. Anthropic requires
/// max_tokens: without a value of the client it is the settings' default plus the thinking budget.
/// Pure. Counterpart: chatrequest.
[[nodiscard]] QByteArray messagesRequestOf(JsonValue chatRequest,
                                           const ConversionSettings &settings,
                                           ConversionNotes &notes, AnswerNeeds &needs);

} // namespace proxy
