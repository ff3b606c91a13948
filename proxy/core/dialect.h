// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// The API that a request speaks. The path alone decides it. The dialect says where a body holds
/// the model and the user's text, and what an error answer looks like.
enum class Dialect {
    Anthropic, ///< /v1/messages
    OpenAiChat, ///< /v1/chat/completions
    OpenAiResponses, ///< /v1/responses
    Other, ///< any other path: the request is forwarded, errors are plain text
};

/// Returns the dialect of a normalised path (decoded once, dots and slashes resolved, no query). A
/// sub-path has the dialect of its parent: /v1/messages/count_tokens is Anthropic.
[[nodiscard]] Dialect dialectOfPath(QByteArrayView normalisedPath);

/// Whether a POST to exactly this path may be routed to another model.
[[nodiscard]] bool isRoutablePath(QByteArrayView normalisedPath);

/// "anthropic", "openai-chat", "openai-responses", "other".
[[nodiscard]] const char *name(Dialect dialect);

} // namespace proxy
