// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendreplies.h"

namespace standins {

/// One request on a model route: what the answers and the error catalogue work with.
struct ModelCall
{
    const RecordedRequest &request;
    BackendState &state;
    AgentRequest agent;
    bool geminiRaw = false; ///< Gemini stream without SSE framing

    /// As the reply names it.
    [[nodiscard]] QByteArray model() const { return state.baseModel(agent.model); }
};

/// The proper answer, streamed or not, at that pace.
[[nodiscard]] Script modelAnswer(ModelCall &call, const StreamTiming &timing = {});
/// What a model that nobody offers gets.
[[nodiscard]] Script unknownModel(const ModelCall &call);
[[nodiscard]] Script modelList(BackendState &state, const RecordedRequest &request);
[[nodiscard]] Script geminiModelList(const BackendState &state, const QByteArray &one);

} // namespace standins
