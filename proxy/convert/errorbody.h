// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/json/jsontree.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// The kinds of errors that agents react to, whatever a server's words are.
enum class ErrorMeaning { Other, PromptTooLong, ModelMissing, Overloaded, RateLimited };

/// An error answer in terms of both dialects.
struct ErrorBody
{
    int status = 0; ///< 0: unknown, in a stream
    QByteArray message; ///< between a JSON string's quotes
    QByteArray type; ///< as upstream named it, plain; may be empty
    QByteArray code; ///< OpenAI's code, plain; may be empty
    ErrorMeaning meaning = ErrorMeaning::Other;
};

/// An object that tells of a failure instead of an answer: `{"error": …}`, `{"type":"error"}`,
/// vLLM's `{"object":"error"}`, an error of one choice, or words without an answer.
[[nodiscard]] bool tellsError(JsonValue object);

/// Reads `{"error":{…}}`, `{"error":"…"}`, `{"message":…}`, `{"detail":…}`, or takes whatever it
/// is (HTML, plain text) as the message, cut to 2,000 bytes. @p root may be missing. With status
/// 0 the status is the one that the object tells or means, if any.
[[nodiscard]] ErrorBody readErrorBody(int status, JsonValue root, QByteArrayView text);

/// Returns the error of an answer that can't be converted; it isn't worth a second try.
[[nodiscard]] Error upstreamError(ErrorCode code, const Text &detail);

/// Returns "type: message", for the request log.
[[nodiscard]] QString detailOf(const ErrorBody &error);

/// `{"type":"error","error":{"type":…,"message":…}}`. The type follows the status as Anthropic's
/// own do. A prompt over the model's window begins with "prompt is too long", which agents look
/// for.
[[nodiscard]] QByteArray anthropicErrorBody(const ErrorBody &error);

/// `{"error":{"message":…,"type":…,"param":null,"code":…}}`.
[[nodiscard]] QByteArray openAiErrorBody(const ErrorBody &error);

/// Returns the status that clients of the other dialect react to: 400 for a prompt over the window,
/// 404 for a missing model, and 503 to OpenAI clients for Anthropic's 529 ("overloaded").
[[nodiscard]] int statusForAnthropic(const ErrorBody &error);
[[nodiscard]] int statusForOpenAi(const ErrorBody &error);

} // namespace proxy
