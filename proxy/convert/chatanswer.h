// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// A whole Anthropic message as a Chat Completions answer. Thinking becomes reasoning_content.
/// Refuses what is no message. Pure. Counterpart: messagesanswer.
[[nodiscard]] QByteArray chatAnswerOf(JsonValue messagesAnswer, const AnswerNeeds &needs,
                                      ConversionNotes &notes);

} // namespace proxy
