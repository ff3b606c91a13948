// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/convert/identifiers.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Appends `"messages":[…]` of a Chat Completions request, made from @p system (string, blocks or
/// missing) and @p messages of an Anthropic request. The order is the one that chat templates
/// require: one system message first, then messages of user and assistant in turn, beginning with
/// the user. A later system message becomes a reminder inside the user's message there, so that the
/// prompt's beginning stays the same. Tool results become messages of their own before the rest of
/// their message, because they must follow the calls. The texts of one message are joined with an
/// empty line; the model's own texts directly. Returns whether a message carries
/// reasoning_content.
bool writeChatMessages(QByteArray &out, JsonValue system, JsonValue messages,
                       const ConversionSettings &settings, ToolNames &names,
                       ConversionNotes &notes);

} // namespace proxy
