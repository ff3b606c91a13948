// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/stopreason.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

struct StopWord
{
    QByteArrayView word;
    StopMeaning meaning;
};

using M = StopMeaning;

// Whole words first: they decide where a part of them would mislead.
constexpr std::array kWords {
    // OpenAI, Anthropic
    StopWord {"stop", M::Normal},
    StopWord {"tool_calls", M::Normal},
    StopWord {"function_call", M::Normal},
    StopWord {"end_turn", M::Normal},
    StopWord {"tool_use", M::Normal},
    StopWord {"stop_sequence", M::Normal},
    StopWord {"pause_turn", M::Normal},
    // TGI, vLLM, Cohere, Bedrock, Ollama and gateways
    StopWord {"eos", M::Normal},
    StopWord {"eos_token", M::Normal},
    StopWord {"end", M::Normal},
    StopWord {"end_of_text", M::Normal},
    StopWord {"end_of_turn", M::Normal},
    StopWord {"stop_token", M::Normal},
    StopWord {"stop_string", M::Normal},
    StopWord {"complete", M::Normal},
    StopWord {"completed", M::Normal},
    StopWord {"done", M::Normal},
    StopWord {"finish", M::Normal},
    StopWord {"finished", M::Normal},
    StopWord {"success", M::Normal},
    StopWord {"tool_call", M::Normal},
    StopWord {"tool", M::Normal},
    StopWord {"function_calls", M::Normal},
    // Cohere's
    StopWord {"error_toxic", M::Filter},
    StopWord {"error_limit", M::Limit},
    // Gemini's
    StopWord {"recitation", M::Filter},
    StopWord {"language", M::Filter},
    StopWord {"spii", M::Filter},
    StopWord {"blocklist", M::Filter},
};

// Parts of words, in the order in which they decide.
constexpr std::array kParts {
    StopWord {"refus", M::Filter},         StopWord {"filter", M::Filter},
    StopWord {"safety", M::Filter},        StopWord {"sensitive", M::Filter},
    StopWord {"prohibited", M::Filter},    StopWord {"guardrail", M::Filter},
    StopWord {"moderat", M::Filter},       StopWord {"blocked", M::Filter},
    StopWord {"policy", M::Filter},        StopWord {"toxic", M::Filter},
    StopWord {"rate_limit", M::Failure},   StopWord {"time_limit", M::Failure},
    StopWord {"insufficient", M::Failure}, StopWord {"error", M::Failure},
    StopWord {"fail", M::Failure},         StopWord {"abort", M::Failure},
    StopWord {"cancel", M::Failure},       StopWord {"timeout", M::Failure},
    StopWord {"timed_out", M::Failure},    StopWord {"time_out", M::Failure},
    StopWord {"interrupt", M::Failure},    StopWord {"exception", M::Failure},
    StopWord {"unavailable", M::Failure},  StopWord {"overload", M::Failure},
    StopWord {"malformed", M::Failure},    StopWord {"unexpected", M::Failure},
    StopWord {"disconnect", M::Failure},   StopWord {"network", M::Failure},
    StopWord {"quota", M::Failure},        StopWord {"killed", M::Failure},
    StopWord {"crash", M::Failure},        StopWord {"preempt", M::Failure},
    StopWord {"length", M::Limit},         StopWord {"max_", M::Limit},
    StopWord {"context_window", M::Limit}, StopWord {"token_limit", M::Limit},
    StopWord {"limit_reached", M::Limit},  StopWord {"truncat", M::Limit},
    StopWord {"incomplete", M::Limit},
};

/// "MAX_TOKENS", "maxTokens" and "max-tokens" as "max_tokens".
QByteArray tamed(QByteArrayView word)
{
    QByteArray out;
    bool wasLower = false;
    for (const char byte : word.trimmed()) {
        const bool isUpper = byte >= 'A' && byte <= 'Z';
        if (isUpper && wasLower)
            out += '_';
        wasLower = byte >= 'a' && byte <= 'z';
        out += byte == '-' || byte == ' ' || byte == '.' ? '_' : byte;
    }
    return out.toLower();
}

const StopWord *knownWord(QByteArrayView word)
{
    const auto *known =
        std::find_if(kWords.begin(), kWords.end(),
                     [word](const StopWord &candidate) { return word == candidate.word; });
    return known == kWords.end() ? nullptr : known;
}

} // namespace

StopMeaning stopMeaningOf(QByteArrayView word)
{
    // Most are written as they stand above.
    if (const StopWord *known = knownWord(word))
        return known->meaning;
    const QByteArray told = tamed(word);
    if (told.isEmpty())
        return StopMeaning::Normal;
    if (const StopWord *known = knownWord(told))
        return known->meaning;
    const auto holdsIt = [&told](const StopWord &known) { return told.contains(known.word); };
    const auto *part = std::find_if(kParts.begin(), kParts.end(), holdsIt);
    return part == kParts.end() ? StopMeaning::Unknown : part->meaning;
}

QByteArrayView finishReasonOf(StopMeaning meaning, bool calledTools)
{
    if (meaning == StopMeaning::Limit)
        return "length";
    if (meaning == StopMeaning::Filter)
        return "content_filter";
    return calledTools ? "tool_calls" : "stop";
}

QByteArrayView stopReasonOf(StopMeaning meaning, bool calledTools)
{
    if (meaning == StopMeaning::Limit)
        return "max_tokens";
    if (meaning == StopMeaning::Filter)
        return "refusal";
    return calledTools ? "tool_use" : "end_turn";
}

} // namespace proxy
