// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/streams.h"

namespace standins {

[[nodiscard]] StreamEvents sampleClaudeStream(quint64 number, const QByteArray &model);
[[nodiscard]] StreamEvents claudeStream(const AgentRequest &request, quint64 number,
                                        const QByteArray &model,
                                        const std::vector<QByteArray> &pieces);
[[nodiscard]] QByteArray claudeBody(const AgentRequest &request, quint64 number,
                                    const QByteArray &model, const QByteArray &text);

} // namespace standins
