// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/agentrequest.h"
#include "tests/standins/backendstate.h"

namespace standins {

/// What stands behind a method and path.
enum class Route {
    Unknown,
    Root,
    Health,
    Models,
    Model, ///< answers that cost tokens
    CountTokens,
    Compact,
    ResponsesSocket,
    Relay, ///< /v1/ws
    GeminiModels,
    GeminiAction,
    Amp,
    Callback,
    Internal,
    Management,
};

/// Where a request goes.
struct Target
{
    Route route = Route::Unknown;
    AnswerDialect dialect = AnswerDialect::Chat;
    QByteArray rest {}; ///< model and method of a Gemini path
};

[[nodiscard]] Target targetOf(const RecordedRequest &request, const BackendState &state);
/// Whether one of the API keys is asked for.
[[nodiscard]] bool needsKey(const Target &target, const BackendState &state);
/// Whether the request asks a model for something.
[[nodiscard]] bool isModelRoute(const Target &target);

} // namespace standins
