// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// The API a request speaks, told by its path alone. Decides where model and user text stand and
/// what shape an error answer has.
enum class Dialect {
    Anthropic, ///< /v1/messages
    OpenAiChat, ///< /v1/chat/completions
    OpenAiResponses, ///< /v1/responses
    Other, ///< everything else: forwarded, errors as plain text
};

/// The dialect of a normalised path (decoded once, dots and slashes resolved, no query).
/// Sub-paths count for the error shape: /v1/messages/count_tokens is Anthropic.
[[nodiscard]] Dialect dialectOfPath(QByteArrayView normalisedPath);

/// Whether a POST on this very path may be routed (architecture, section 7).
[[nodiscard]] bool isRoutablePath(QByteArrayView normalisedPath);

/// "anthropic", "openai-chat", "openai-responses", "other".
[[nodiscard]] const char *name(Dialect dialect);

} // namespace proxy
