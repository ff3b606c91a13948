// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/agentrequest.h"

#include <QByteArray>

#include <vector>

namespace standins {

/// The writes that make up one event, and the events that make up one stream. Their boundaries
/// are what the real backend shows on the wire: a Claude event, for one, leaves line by line.
using EventWrites = std::vector<QByteArray>;
using StreamEvents = std::vector<EventWrites>;

/// The documented sample stream of that dialect, byte for byte, with the given number in its id:
/// thinking, a tool call with unfinished input (Claude), a few letters (the others).
[[nodiscard]] StreamEvents sampleStream(AnswerDialect dialect, quint64 number,
                                        const QByteArray &model);

/// A complete answer that clients accept: text, or a tool call when the request is due one.
/// @p deltas: text pieces, at least one.
[[nodiscard]] StreamEvents answerStream(const AgentRequest &request, quint64 number,
                                        const QByteArray &model, int deltas = 3);

/// What the dialect sends when the stream breaks inside the backend; one write.
[[nodiscard]] QByteArray errorEvent(AnswerDialect dialect);

/// The dialect's end marker of a stream without any chunk.
[[nodiscard]] QByteArray emptyStream(AnswerDialect dialect);

/// The whole answer without streaming.
[[nodiscard]] QByteArray answerBody(const AgentRequest &request, quint64 number,
                                    const QByteArray &model);

/// Text of an answer: "Fake answer N." cut into that many pieces, the last without the rest.
[[nodiscard]] std::vector<QByteArray> textPieces(const AgentRequest &request, quint64 number,
                                                 int pieces);

} // namespace standins
