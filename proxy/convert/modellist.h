// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// OpenAI's `GET /v1/models` (or one model of it) in Anthropic's shape: one page with all of it.
[[nodiscard]] QByteArray anthropicModels(JsonValue openAi, ConversionNotes &notes);

/// Anthropic's `GET /v1/models` (or one model of it) in OpenAI's shape.
[[nodiscard]] QByteArray openAiModels(JsonValue anthropic, ConversionNotes &notes);

} // namespace proxy
