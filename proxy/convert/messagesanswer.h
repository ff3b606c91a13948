// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// A whole Chat Completions answer as an Anthropic message. Reasoning becomes a thinking block
/// (without a signature) where the client asked for thinking, else it is dropped: a client that
/// did not ask expects text first. Refuses what has no choices. Pure. Counterpart: chatanswer.
[[nodiscard]] QByteArray messagesAnswerOf(JsonValue chatAnswer, const AnswerNeeds &needs,
                                          ConversionNotes &notes);

/// What an OpenAI message or delta reasons: reasoning_content (DeepSeek, vLLM, llama.cpp), else
/// reasoning (OpenRouter, Ollama, newer vLLM). A missing value when neither holds text.
[[nodiscard]] JsonValue reasoningOf(JsonValue messageOrDelta);

} // namespace proxy
