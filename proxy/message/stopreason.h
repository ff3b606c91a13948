// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// What the word means with which an upstream ends its answer. Servers use each other's words, and
/// words of their own, in either dialect.
enum class StopMeaning {
    Normal, ///< the model came to its end, called tools or met a stop sequence
    Limit, ///< a limit of tokens cut the answer
    Filter, ///< a filter, or the model itself, refused
    Failure, ///< the upstream failed: the answer is not what the model would say
    Unknown, ///< to be taken for a normal end, but counted
};

/// An empty word is a normal end. Case and separators don't count.
[[nodiscard]] StopMeaning stopMeaningOf(QByteArrayView word);

/// Returns OpenAI's finish_reason. The calls in the answer, not the upstream's word, tell whether
/// tools are called, because some servers say "stop" after calls and "tool_calls" without any. A
/// failure has no word; its answer ends in an error.
[[nodiscard]] QByteArrayView finishReasonOf(StopMeaning meaning, bool calledTools);

/// The same, as Anthropic's stop_reason.
[[nodiscard]] QByteArrayView stopReasonOf(StopMeaning meaning, bool calledTools);

} // namespace proxy
