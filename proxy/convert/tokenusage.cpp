// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/tokenusage.h"

#include <algorithm>
#include <initializer_list>

namespace proxy {

namespace {

// Counts beyond this are nobody's tokens; sums of them can't overflow.
constexpr qint64 kMostTokens = 1'000'000'000'000;

void take(qint64 &into, JsonValue value)
{
    // Some gateways send texts.
    bool isNumber = value.integer().has_value();
    const qint64 number = isNumber           ? *value.integer()
                          : value.isString() ? value.text().toLongLong(&isNumber)
                                             : -1;
    if (isNumber && number >= 0 && number <= kMostTokens)
        into = number;
}

// Null, zero, or made of nothing else. Objects of counts are no deeper than this asks.
bool isNaught(JsonValue value)
{
    if (value.isNothing() || value.number() == 0.0)
        return true;
    if (!value.isObject())
        return false;
    for (JsonValue member = value.first(); member; member = member.next()) {
        if (!member.isNothing() && member.number() != 0.0)
            return false;
    }
    return true;
}

void loseOthers(JsonValue object, std::initializer_list<QByteArrayView> known,
                ConversionNotes &notes)
{
    for (JsonValue member = object.first(); member; member = member.next()) {
        const auto isIt = [&member](QByteArrayView name) { return member.key().is(name); };
        if (!isNaught(member) && std::none_of(known.begin(), known.end(), isIt))
            notes.lose("usage." + member.key().text());
    }
}

qint64 known(qint64 tokens)
{
    return tokens < 0 ? 0 : tokens;
}

} // namespace

void readAnthropicUsage(TokenUsage &usage, JsonValue object, ConversionNotes &notes)
{
    if (!object.isObject())
        return;
    take(usage.input, object["input_tokens"]);
    take(usage.cacheRead, object["cache_read_input_tokens"]);
    take(usage.cacheWrite, object["cache_creation_input_tokens"]);
    take(usage.output, object["output_tokens"]);
    take(usage.reasoning, object["output_tokens_details"]["thinking_tokens"]);
    loseOthers(object,
               {"input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
                "output_tokens", "output_tokens_details"},
               notes);
}

void readOpenAiUsage(TokenUsage &usage, JsonValue object, ConversionNotes &notes)
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
    const JsonValue completion = object["completion_tokens_details"];
    take(usage.reasoning, completion["reasoning_tokens"]);
    loseOthers(prompt, {"cached_tokens", "cache_write_tokens"}, notes);
    loseOthers(completion, {"reasoning_tokens"}, notes);
    loseOthers(object,
               {"prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details",
                "completion_tokens_details", "prompt_cache_hit_tokens", "prompt_cache_miss_tokens"},
               notes);
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
