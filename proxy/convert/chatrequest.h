// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// An Anthropic Messages request as an OpenAI Chat Completions request. Schemas, tool inputs,
/// numbers and texts are copied byte for byte where the upstream takes them so. Losses and refusals
/// go to @p notes, what the answer needs to @p needs. Pure. Counterpart: messagesrequest.
[[nodiscard]] QByteArray chatRequestOf(JsonValue messagesRequest,
                                       const ConversionSettings &settings, ConversionNotes &notes,
                                       AnswerNeeds &needs);

} // namespace proxy
