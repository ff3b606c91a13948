// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

#include <QByteArray>

namespace proxy {

/// Returns the schema of a tool's input in the form that both dialects accept: an explicit object
/// with properties and without alternatives at its top. A schema that has this form is returned
/// byte for byte.
[[nodiscard]] QByteArray toolSchema(JsonValue schema);

/// Whether OpenAI's strict mode accepts @p schema: every object is closed, every property is
/// required, and every keyword is supported (OpenAI's structured outputs guide, supported schemas).
[[nodiscard]] bool isStrictForOpenAi(JsonValue schema);

/// Returns @p schema in the form that Anthropic's structured outputs accept: every object closed,
/// without the unsupported limits of numbers, lengths and counts (Anthropic's structured outputs
/// guide, JSON Schema limitations). A schema that has this form is returned unchanged.
[[nodiscard]] QByteArray closedSchema(JsonValue schema);

} // namespace proxy
