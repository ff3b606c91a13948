// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Converts OpenAI's answer to `GET /v1/models`, or one model of it, to Anthropic's form: one page
/// with all models.
[[nodiscard]] QByteArray anthropicModels(JsonValue openAi, ConversionNotes &notes);

/// Converts Anthropic's answer to `GET /v1/models`, or one model of it, to OpenAI's form.
[[nodiscard]] QByteArray openAiModels(JsonValue anthropic, ConversionNotes &notes);

} // namespace proxy
