// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

#include <QByteArray>

namespace proxy {

/// An error of one dialect in terms of both.
struct ErrorBody
{
    int status = 0; ///< 0: unknown, in a stream
    QByteArray message; ///< between a JSON string's quotes
    QByteArray type; ///< as upstream named it, plain; may be empty
    QByteArray code; ///< OpenAI's code, plain; may be empty
};

/// Reads `{"error":{…}}`, `{"error":"…"}`, `{"message":…}`, `{"detail":…}`, or takes whatever it
/// is (HTML, plain text) as the message, cut to 2,000 bytes. @p root may be missing.
[[nodiscard]] ErrorBody readErrorBody(int status, JsonValue root, QByteArrayView text);

/// `{"type":"error","error":{"type":…,"message":…}}`. The type follows the status as Anthropic's
/// own do. A prompt over the model's window begins with "prompt is too long", which agents look
/// for.
[[nodiscard]] QByteArray anthropicErrorBody(const ErrorBody &error);

/// `{"error":{"message":…,"type":…,"param":null,"code":…}}`.
[[nodiscard]] QByteArray openAiErrorBody(const ErrorBody &error);

/// The status an OpenAI client knows: 529, Anthropic's "overloaded", is 503 there.
[[nodiscard]] int openAiStatus(int anthropicStatus);

} // namespace proxy
