// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

namespace proxy {

/// Makes a request's head fit an OpenAI upstream: the key moves from X-Api-Key to Authorization,
/// Anthropic's own fields leave, and the answer must come without a content coding.
void adaptHeadersForOpenAi(HeaderList &headers);

/// Makes a request's head fit an Anthropic upstream: the key moves from Authorization to
/// X-Api-Key (OAuth tokens stay), anthropic-version is there, OpenAI's own fields leave, and the
/// answer must come without a content coding.
void adaptHeadersForAnthropic(HeaderList &headers);

/// Describes a JSON body of that many bytes.
void describeBody(HeaderList &headers, qint64 bytes);

} // namespace proxy
