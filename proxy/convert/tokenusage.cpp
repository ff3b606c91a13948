// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/tokenusage.h"

namespace proxy {

namespace {

// Counts beyond this are nobody's tokens; sums of them can't overflow.
constexpr qint64 kMost = 1'000'000'000'000;

void take(qint64 &into, JsonValue value)
{
    const std::optional<qint64> number = value.integer();
    if (number && *number >= 0 && *number <= kMost)
        into = *number;
}

qint64 known(qint64 tokens)
{
    return tokens < 0 ? 0 : tokens;
}

} // namespace

void readAnthropicUsage(TokenUsage &usage, JsonValue object)
{
    take(usage.input, object["input_tokens"]);
    take(usage.cacheRead, object["cache_read_input_tokens"]);
    take(usage.cacheWrite, object["cache_creation_input_tokens"]);
    take(usage.output, object["output_tokens"]);
    take(usage.reasoning, object["output_tokens_details"]["thinking_tokens"]);
}

void readOpenAiUsage(TokenUsage &usage, JsonValue object)
{
    if (!object.isObject())
        return;
    const JsonValue prompt = object["prompt_tokens_details"];
    take(usage.cacheRead, prompt["cached_tokens"]);
    // DeepSeek's own name for it.
    take(usage.cacheRead, object["prompt_cache_hit_tokens"]);
    take(usage.cacheWrite, prompt["cache_write_tokens"]);
    qint64 whole = -1;
    take(whole, object["prompt_tokens"]);
    if (whole >= 0)
        usage.input = qMax(qint64 {0}, whole - known(usage.cacheRead) - known(usage.cacheWrite));
    take(usage.output, object["completion_tokens"]);
    take(usage.reasoning, object["completion_tokens_details"]["reasoning_tokens"]);
}

void writeAnthropicUsage(JsonWriter &json, const TokenUsage &usage)
{
    json.beginObject();
    json.field("input_tokens", known(usage.input));
    json.field("cache_creation_input_tokens", known(usage.cacheWrite));
    json.field("cache_read_input_tokens", known(usage.cacheRead));
    json.field("output_tokens", known(usage.output));
    if (usage.reasoning >= 0) {
        json.key("output_tokens_details").beginObject();
        json.field("thinking_tokens", usage.reasoning).endObject();
    }
    json.endObject();
}

void writeOpenAiUsage(JsonWriter &json, const TokenUsage &usage)
{
    const qint64 prompt = known(usage.input) + known(usage.cacheRead) + known(usage.cacheWrite);
    json.beginObject();
    json.field("prompt_tokens", prompt).field("completion_tokens", known(usage.output));
    json.field("total_tokens", prompt + known(usage.output));
    if (usage.cacheRead >= 0 || usage.cacheWrite >= 0) {
        json.key("prompt_tokens_details").beginObject();
        json.field("cached_tokens", known(usage.cacheRead));
        if (usage.cacheWrite > 0)
            json.field("cache_write_tokens", usage.cacheWrite);
        json.endObject();
    }
    if (usage.reasoning >= 0) {
        json.key("completion_tokens_details").beginObject();
        json.field("reasoning_tokens", usage.reasoning).endObject();
    }
    json.endObject();
}

} // namespace proxy
