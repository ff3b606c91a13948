// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

#include <QByteArray>
#include <QString>

namespace proxy {

/// What agents act on, whatever words a server finds for it.
enum class ErrorMeaning { Other, PromptTooLong, ModelMissing, Overloaded, RateLimited };

/// An error of one dialect in terms of both.
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

/// "type: message", for the record.
[[nodiscard]] QString detailOf(const ErrorBody &error);

/// `{"type":"error","error":{"type":…,"message":…}}`. The type follows the status as Anthropic's
/// own do. A prompt over the model's window begins with "prompt is too long", which agents look
/// for.
[[nodiscard]] QByteArray anthropicErrorBody(const ErrorBody &error);

/// `{"error":{"message":…,"type":…,"param":null,"code":…}}`.
[[nodiscard]] QByteArray openAiErrorBody(const ErrorBody &error);

/// The status a client of the other dialect acts on: a prompt over the window is 400, a missing
/// model 404, and for OpenAI clients 529, Anthropic's "overloaded", is 503.
[[nodiscard]] int statusForAnthropic(const ErrorBody &error);
[[nodiscard]] int statusForOpenAi(const ErrorBody &error);

} // namespace proxy
