// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Converts an Anthropic Messages request to an OpenAI Chat Completions request. Schemas, tool
/// inputs, numbers and texts are copied byte for byte where the upstream accepts them. Losses and
/// refusals are added to @p notes; @p needs gets what the conversion of the answer must know. Pure.
/// Counterpart: messagesrequest.
[[nodiscard]] QByteArray chatRequestOf(JsonValue messagesRequest,
                                       const ConversionSettings &settings, ConversionNotes &notes,
                                       AnswerNeeds &needs);

} // namespace proxy
