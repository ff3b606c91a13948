// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/streams.h"

namespace standins {

// OpenAI's chat completions and, with AnswerDialect::Completions, its older completions.
[[nodiscard]] StreamEvents sampleChatStream(quint64 number, const QByteArray &model);
[[nodiscard]] StreamEvents chatStream(const AgentRequest &request, quint64 number,
                                      const QByteArray &model,
                                      const std::vector<QByteArray> &pieces);
[[nodiscard]] QByteArray chatBody(const AgentRequest &request, quint64 number,
                                  const QByteArray &model, const QByteArray &text);

} // namespace standins
