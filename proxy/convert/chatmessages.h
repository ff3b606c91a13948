// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/conversionsettings.h"
#include "proxy/convert/toolnames.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Appends `"messages":[…]` of a Chat Completions request: @p system (string, blocks or nothing)
/// first, then an Anthropic request's @p messages, in the order that chat templates insist on: one
/// system message ahead of all others, a user's first, users and assistants in turn. A system
/// message further down becomes a reminder inside the user's message there, so that the prompt's
/// beginning stays as it was. Tool results become messages of their own, in front of what else
/// their message says, because they must follow the calls. Texts of one message are joined into
/// one string, by an empty line or, the model's own, directly. True: some messages carry
/// reasoning_content.
bool writeChatMessages(QByteArray &out, JsonValue system, JsonValue messages,
                       const ConversionSettings &settings, ToolNames &names,
                       ConversionNotes &notes);

} // namespace proxy
