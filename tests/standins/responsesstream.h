// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/streams.h"

namespace standins {

/// One event of OpenAI's responses API before it is framed.
struct ResponsesEvent
{
    QByteArray name;
    QByteArray data;
};

[[nodiscard]] std::vector<ResponsesEvent> responsesEvents(const AgentRequest &request,
                                                          quint64 number, const QByteArray &model,
                                                          const std::vector<QByteArray> &pieces);
/// Server-sent events the way the codex translator writes them: the blank line that completes an
/// event travels with the next one.
[[nodiscard]] StreamEvents codexFraming(const std::vector<ResponsesEvent> &events);

[[nodiscard]] std::vector<ResponsesEvent> sampleResponsesEvents(quint64 number);
[[nodiscard]] QByteArray responsesBody(const AgentRequest &request, quint64 number,
                                       const QByteArray &model, const QByteArray &text);
/// The "response" object inside response.created and response.completed.
[[nodiscard]] QByteArray responseObject(const QByteArray &id, const QByteArray &model,
                                        const QByteArray &status, const QByteArray &output);

} // namespace standins
