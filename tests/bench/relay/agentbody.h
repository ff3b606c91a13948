// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

/// A messages request of about @p bytes as a coding agent sends it: tools, one human prompt, then
/// tool calls and their results. Without @p inToolLoop it ends with the prompt.
[[nodiscard]] std::string agentBody(size_t bytes, bool inToolLoop, std::string_view prompt);

/// What the fake upstream is to do; travels in the x-bench field.
struct Script
{
    unsigned long long id = 0; ///< stands in every piece of the answer
    int chunks = 0; ///< more than 0: a stream of so many events
    int intervalMs = 20;
    char fault = '-'; ///< 's'tatus 529, 'c'ut in the stream, 'e'nd before an answer, 'h'ang
};

/// Head of a POST with a body of @p bodyBytes.
[[nodiscard]] std::string requestHead(const Script &script, size_t bodyBytes);

/// The script of a request's head; the default one where there is none.
[[nodiscard]] Script scriptOf(std::string_view head);

} // namespace bench
