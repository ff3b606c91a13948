// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// An OpenAI Chat Completions request as an Anthropic Messages request. Anthropic demands a limit:
/// where the client gives none, the settings' default stands in, thinking on top. Pure.
/// Counterpart: chatrequest.
[[nodiscard]] QByteArray messagesRequestOf(JsonValue chatRequest,
                                           const ConversionSettings &settings,
                                           ConversionNotes &notes, AnswerNeeds &needs);

} // namespace proxy
