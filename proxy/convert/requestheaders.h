// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

namespace proxy {

/// Changes a head for an OpenAI upstream: moves the key from X-Api-Key to Authorization, removes
/// Anthropic's own fields and asks for an answer without content coding.
void adaptHeadersForOpenAi(HeaderList &headers);

/// Changes a head for an Anthropic upstream: moves the key from Authorization to X-Api-Key (OAuth
/// tokens stay), adds anthropic-version, removes OpenAI's own fields and asks for an answer without
/// content coding.
void adaptHeadersForAnthropic(HeaderList &headers);

/// Sets the fields for a JSON body of that many bytes.
void describeBody(HeaderList &headers, qint64 bytes);

} // namespace proxy
