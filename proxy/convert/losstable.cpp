// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/losstable.h"

#include <array>

namespace proxy {

namespace {

using D = LossDirection;
using T = LossTreatment;

constexpr std::array kRules {
    // Anthropic request, OpenAI upstream
    LossRule {D::RequestToOpenAi, "cache_control", T::Dropped,
              "OpenAI servers cache by themselves"},
    LossRule {D::RequestToOpenAi, "signature", T::Dropped, "of thinking; the text goes along"},
    LossRule {D::RequestToOpenAi, "content.redacted_thinking", T::Dropped,
              "only Anthropic reads it"},
    LossRule {D::RequestToOpenAi, "citations", T::Dropped, "their text stays"},
    LossRule {D::RequestToOpenAi, "top_k", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToOpenAi, "context_management", T::Dropped, "a service of Anthropic's"},
    LossRule {D::RequestToOpenAi, "thinking", T::Dropped,
              "disabled, or adaptive without an effort: the upstream decides"},
    LossRule {D::RequestToOpenAi, "thinking.budget_tokens", T::Changed,
              "an effort: low under 4,096, medium under 16,384, high under 32,768, else xhigh"},
    LossRule {D::RequestToOpenAi, "tools.defer_loading", T::Dropped, "all tools are sent"},
    LossRule {D::RequestToOpenAi, "tools.input_examples", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToOpenAi, "service_tier", T::Dropped, "auto and standard_only are kept"},
    LossRule {D::RequestToOpenAi, "tool_result.is_error", T::Changed,
              "the text begins \"Error: \""},
    LossRule {D::RequestToOpenAi, "tool_result.image", T::Changed,
              "moves to a user message after the results"},
    LossRule {D::RequestToOpenAi, "document.title", T::Dropped, "of text documents, sent as text"},
    LossRule {D::RequestToOpenAi, "search_result.source", T::Dropped, "the texts are kept"},
    LossRule {D::RequestToOpenAi, "messages.system-position", T::Changed,
              "behind other messages: a reminder in the user's message there"},
    LossRule {D::RequestToOpenAi, "messages.assistant-first", T::Changed,
              "a user's message \"(continued)\" stands ahead"},
    LossRule {D::RequestToOpenAi, "system.volatile", T::Dropped,
              "Claude Code's billing line: it differs in each request, so no cache would match"},
    LossRule {D::RequestToOpenAi, "metadata.user_id", T::Changed,
              "over 64 bytes, or with an e-mail address: a digest"},
    LossRule {D::RequestToOpenAi, "max_tokens", T::Changed,
              "over what the model gives, below 1, or no whole number"},
    LossRule {D::RequestToOpenAi, "temperature", T::Dropped, "where the model takes 1 alone"},
    LossRule {D::RequestToOpenAi, "top_p", T::Dropped, "where the model takes 1 alone"},
    LossRule {D::RequestToOpenAi, "stop_sequences", T::Dropped,
              "beyond four, empty ones, and where the model takes none"},
    LossRule {D::RequestToOpenAi, "output_config.effort", T::Changed,
              "the highest level the model takes; at most high where it is not known"},
    LossRule {D::RequestToOpenAi, "output_config.format.strict", T::Changed,
              "false, unless every object is closed and requires all of its properties"},
    LossRule {D::RequestToOpenAi, "tools.strict", T::Dropped, "the same"},
    LossRule {D::RequestToOpenAi, "tools.input_schema", T::Changed,
              "an object with properties; alternatives at its top are left out"},
    LossRule {D::RequestToOpenAi, "tools.name", T::Changed,
              "over 64 bytes: shortened; the answer has the whole name again"},
    LossRule {D::RequestToOpenAi, "tools.duplicate", T::Dropped,
              "the same tool again; another of the same name is refused"},
    LossRule {D::RequestToOpenAi, "tool_use.name", T::Changed,
              "an empty one in the history: \"unnamed\""},
    LossRule {D::RequestToOpenAi, "tool_choice", T::Changed,
              "auto, where the model can't be forced"},
    LossRule {D::RequestToOpenAi, "thinking.history", T::Dropped,
              "thinking of earlier turns, where the upstream refused reasoning_content once"},
    LossRule {D::RequestToOpenAi, "prefill", T::Changed,
              "a last assistant message is history there, not the answer's begin"},
    LossRule {D::RequestToOpenAi, "container", T::Refused,
              QT_TRANSLATE_NOOP("Engine", "runs on Anthropic's servers")},
    LossRule {D::RequestToOpenAi, "mcp_servers", T::Refused,
              QT_TRANSLATE_NOOP("Engine", "run from Anthropic's servers")},
    LossRule {D::RequestToOpenAi, "tools.type", T::Refused,
              "any but custom: Anthropic's own tools"},
    LossRule {D::RequestToOpenAi, "image.source", T::Refused, "file ids"},
    LossRule {D::RequestToOpenAi, "document.source", T::Refused, "URLs and file ids"},
    // OpenAI request, Anthropic upstream
    LossRule {D::RequestToAnthropic, "max_tokens", T::Changed,
              "where there is none, a default is set; at most what the model gives"},
    LossRule {D::RequestToAnthropic, "temperature", T::Changed,
              "over 1 becomes 1; left out beside thinking, and where the model takes 1 alone"},
    LossRule {D::RequestToAnthropic, "top_p", T::Dropped,
              "beside temperature or thinking, or where the model takes none, unless it is 1"},
    LossRule {D::RequestToAnthropic, "top_k", T::Dropped, "where the model takes none"},
    LossRule {D::RequestToAnthropic, "stop", T::Dropped, "blank ones"},
    LossRule {D::RequestToAnthropic, "user", T::Changed,
              "over 256 bytes, or with an e-mail address: a digest"},
    LossRule {D::RequestToAnthropic, "cache_control", T::Dropped,
              "the oldest beyond four, and those of blank texts"},
    LossRule {D::RequestToAnthropic, "tools.cache_control", T::Dropped, "the oldest beyond four"},
    LossRule {D::RequestToAnthropic, "tools.name", T::Changed,
              "letters, digits, _ and -, at most 128; the answer has the client's name again"},
    LossRule {D::RequestToAnthropic, "tools.duplicate", T::Dropped,
              "the same tool again; another of the same name is refused"},
    LossRule {D::RequestToAnthropic, "tool_calls.name", T::Changed,
              "an empty one in the history: \"unnamed\""},
    LossRule {D::RequestToAnthropic, "tools.parameters", T::Changed,
              "an object with properties; alternatives at its top are left out"},
    LossRule {D::RequestToAnthropic, "tools.strict", T::Dropped,
              "where an object is open or has limits that Anthropic's lack"},
    LossRule {D::RequestToAnthropic, "tool_choice", T::Changed,
              "auto, where the model can't be forced"},
    LossRule {D::RequestToAnthropic, "response_format", T::Dropped,
              "a schema, where the model takes none"},
    LossRule {D::RequestToAnthropic, "response_format.json_schema.schema", T::Changed,
              "objects are closed; limits of numbers, lengths and counts are left out"},
    LossRule {D::RequestToAnthropic, "messages.assistant-first", T::Changed,
              "a user's message \"(continued)\" stands ahead"},
    LossRule {D::RequestToAnthropic, "messages.prefill", T::Changed,
              "an assistant's last message, where the model takes none: \"(continue)\" follows; "
              "else without white space at its end"},
    LossRule {D::RequestToAnthropic, "reasoning_effort", T::Dropped,
              "in a tool loop, with a forced tool, where the model does not think, or with too few "
              "max_tokens (less, or none)"},
    LossRule {D::RequestToAnthropic, "reasoning_content", T::Dropped,
              "Anthropic takes back signed thinking only"},
    LossRule {D::RequestToAnthropic, "reasoning_details", T::Dropped, "the same"},
    LossRule {D::RequestToAnthropic, "messages.system-position", T::Changed,
              "behind other messages: a reminder in the user's message there"},
    LossRule {D::RequestToAnthropic, "messages.name", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "messages.empty", T::Dropped,
              "without content; the only one is refused"},
    LossRule {D::RequestToAnthropic, "messages.blank", T::Dropped,
              "texts of white space, which Anthropic refuses"},
    LossRule {D::RequestToAnthropic, "tool_calls.arguments", T::Changed,
              R"(no JSON object: becomes {"arguments": "..."})"},
    LossRule {D::RequestToAnthropic, "image_url.detail", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "response_format.json_object", T::Dropped,
              "Anthropic needs a schema"},
    LossRule {D::RequestToAnthropic, "response_format.json_schema.name", T::Dropped, "a label"},
    LossRule {D::RequestToAnthropic, "frequency_penalty", T::Dropped, "unless 0"},
    LossRule {D::RequestToAnthropic, "presence_penalty", T::Dropped, "unless 0"},
    LossRule {D::RequestToAnthropic, "logit_bias", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "seed", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "store", T::Dropped, "unless false"},
    LossRule {D::RequestToAnthropic, "metadata", T::Dropped, "OpenAI's own labels"},
    LossRule {D::RequestToAnthropic, "prompt_cache_key", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "prediction", T::Dropped, "only makes it faster"},
    LossRule {D::RequestToAnthropic, "verbosity", T::Dropped, "not in the dialect"},
    LossRule {D::RequestToAnthropic, "service_tier", T::Dropped, "auto and default are kept"},
    LossRule {D::RequestToAnthropic, "n", T::Refused, "over 1"},
    LossRule {D::RequestToAnthropic, "logprobs", T::Refused, "true"},
    LossRule {D::RequestToAnthropic, "top_logprobs", T::Refused, "over 0"},
    LossRule {D::RequestToAnthropic, "modalities", T::Refused, "anything but text"},
    LossRule {D::RequestToAnthropic, "audio", T::Refused, QT_TRANSLATE_NOOP("Engine", "no sound")},
    LossRule {D::RequestToAnthropic, "web_search_options", T::Refused,
              QT_TRANSLATE_NOOP("Engine", "the search is OpenAI's")},
    LossRule {D::RequestToAnthropic, "functions", T::Refused,
              QT_TRANSLATE_NOOP("Engine", "the old form; use tools")},
    LossRule {D::RequestToAnthropic, "function_call", T::Refused,
              QT_TRANSLATE_NOOP("Engine", "the old form; use tool_choice")},
    LossRule {D::RequestToAnthropic, "tools.type", T::Refused, "any but function"},
    LossRule {D::RequestToAnthropic, "content.type", T::Refused, "input_audio and other media"},
    LossRule {D::RequestToAnthropic, "image_url.url", T::Refused, "data URLs that aren't base64"},
    LossRule {D::RequestToAnthropic, "file.file_data", T::Refused, "file ids; all but PDF data"},
    // OpenAI answer, Anthropic client
    LossRule {D::AnswerToAnthropic, "reasoning_content", T::Dropped,
              "where the client did not ask for thinking; streams send a ping instead"},
    LossRule {
        D::AnswerToAnthropic, "tool_calls.arguments", T::Changed,
        R"(no object: becomes {"arguments": "..."}; an object that is broken or cut: an error)"},
    LossRule {D::AnswerToAnthropic, "finish_reason", T::Changed,
              "a word that nobody knows: a normal end"},
    LossRule {D::AnswerToAnthropic, "choices", T::Dropped, "all but the first"},
    LossRule {D::AnswerToAnthropic, "message.annotations", T::Dropped, "not in the dialect"},
    LossRule {D::AnswerToAnthropic, "answer.system_fingerprint", T::Dropped, "not in the dialect"},
    LossRule {D::AnswerToAnthropic, "answer.service_tier", T::Dropped, "not in the dialect"},
    LossRule {D::AnswerToAnthropic, "choices.logprobs", T::Dropped, "not in the dialect"},
    LossRule {D::AnswerToAnthropic, "usage.audio_tokens", T::Dropped,
              "and what else is counted beside input, output, cache and reasoning"},
    // Anthropic answer, OpenAI client
    LossRule {D::AnswerToOpenAi, "signature", T::Dropped, "of thinking; the text goes along"},
    LossRule {D::AnswerToOpenAi, "content.redacted_thinking", T::Dropped,
              "only Anthropic reads it"},
    LossRule {D::AnswerToOpenAi, "citations", T::Dropped, "their text stays"},
    LossRule {
        D::AnswerToOpenAi, "tool_calls.arguments", T::Changed,
        R"(no object: becomes {"arguments": "..."}; an object that is broken or cut: an error)"},
    LossRule {D::AnswerToOpenAi, "stop_reason", T::Changed,
              "a word that nobody knows: a normal end"},
    LossRule {D::AnswerToOpenAi, "stop_sequence", T::Dropped,
              "which one matched; the reason stays"},
    LossRule {D::AnswerToOpenAi, "usage.service_tier", T::Dropped,
              "and what else is told beside input, output, cache and reasoning"},
    LossRule {D::AnswerToOpenAi, "content.server_tool_use", T::Dropped,
              "ran on Anthropic's servers"},
};

// Their default is no wish, so the converter looks at the value.
bool dependsOnValue(QByteArrayView name)
{
    return name == "n" || name == "logprobs" || name == "top_logprobs" || name == "modalities"
           || name.contains('.');
}

} // namespace

std::span<const LossRule> lossRules()
{
    return kRules;
}

void refuseTabled(JsonValue request, LossDirection direction, ConversionNotes &notes)
{
    for (const LossRule &rule : kRules) {
        if (rule.direction != direction || rule.treatment != T::Refused || dependsOnValue(rule.name)
            || request[rule.name].isNothing())
            continue;
        notes.refuse(rule.name, Text::english("can't be said to this upstream: %1",
                                              {Text::english(rule.note)}));
    }
}

} // namespace proxy
