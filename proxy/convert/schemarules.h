// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

#include <QByteArray>

namespace proxy {

/// The schema of a tool's input as both dialects' validators take it: an object that says so, with
/// properties, without alternatives at its top. As it came, byte for byte, where it is so already.
[[nodiscard]] QByteArray toolSchema(JsonValue schema);

/// Whether OpenAI's strict mode takes @p schema: every object closed, every property required, no
/// keyword it lacks (OpenAI's structured outputs guide, supported schemas).
[[nodiscard]] bool isStrictForOpenAi(JsonValue schema);

/// @p schema as Anthropic's structured outputs take it: every object closed, without the limits of
/// numbers, lengths and counts that they lack (Anthropic's structured outputs guide, JSON Schema
/// limitations). As it came where it is so already.
[[nodiscard]] QByteArray closedSchema(JsonValue schema);

} // namespace proxy
