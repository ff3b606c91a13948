// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Appends `"messages":[…]` of a Chat Completions request: @p system (string, blocks or nothing)
/// first, then an Anthropic request's @p messages. Tool results become messages of their own, in
/// front of what else their message says, because they must follow the calls; texts of one message
/// are joined into one string, by an empty line or, the model's own, directly.
void writeChatMessages(QByteArray &out, JsonValue system, JsonValue messages,
                       ConversionNotes &notes);

} // namespace proxy
