// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/usagetap.h"

#include <simdjson.h>

#include <algorithm>

namespace proxy {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

qint64 integer(const object &from, const char *key)
{
    // More than any answer holds: a figure that can't be true, and sums of which would wrap.
    constexpr int64_t kMost = int64_t {1} << 40U;
    int64_t value = -1;
    return from[key].get(value) == simdjson::SUCCESS && value >= 0 && value <= kMost ? value : -1;
}

QByteArray text(const object &from, const char *key)
{
    std::string_view value;
    if (from[key].get(value) != simdjson::SUCCESS || value.size() > 256)
        return {};
    return {value.data(), static_cast<qsizetype>(value.size())};
}

/// Later reports of a stream complete or correct earlier ones; absent fields change nothing.
void take(qint64 &field, qint64 reported)
{
    if (reported >= 0)
        field = reported;
}

void readAnthropicUsage(const object &usage, Usage &into)
{
    take(into.input, integer(usage, "input_tokens"));
    take(into.output, integer(usage, "output_tokens"));
    take(into.cacheRead, integer(usage, "cache_read_input_tokens"));
    object creation;
    if (usage["cache_creation"].get(creation) == simdjson::SUCCESS) {
        take(into.cacheWrite5m, integer(creation, "ephemeral_5m_input_tokens"));
        take(into.cacheWrite1h, integer(creation, "ephemeral_1h_input_tokens"));
    } else if (const qint64 written = integer(usage, "cache_creation_input_tokens"); written >= 0) {
        // message_delta tells the sum alone: what message_start told by life is part of it.
        qint64 &grown =
            into.cacheWrite1h > 0 && into.cacheWrite5m <= 0 ? into.cacheWrite1h : into.cacheWrite5m;
        const qint64 &other = &grown == &into.cacheWrite5m ? into.cacheWrite1h : into.cacheWrite5m;
        grown = std::max<qint64>(written - std::max<qint64>(other, 0), 0);
    }
}

/// What a summary of the conversation and a second model's advice cost stands beside the answer's
/// own tokens, not in them (Messages API, usage.iterations).
std::vector<SideUsage> sideUsageIn(const object &usage)
{
    constexpr size_t kMostIterations = 64;
    std::vector<SideUsage> sides;
    simdjson::dom::array iterations;
    if (usage["iterations"].get(iterations) != simdjson::SUCCESS)
        return sides;
    for (const element entry : iterations) {
        object iteration;
        if (entry.get(iteration) != simdjson::SUCCESS || sides.size() >= kMostIterations)
            continue;
        const QByteArray type = text(iteration, "type");
        if (type != "compaction" && type != "advisor_message")
            continue;
        SideUsage side {.model = {}, .usage = {.input = 0, .output = 0}};
        // Advice of a model without a name has no known price.
        if (type == "advisor_message")
            side.model = text(iteration, "model").isEmpty() ? type : text(iteration, "model");
        readAnthropicUsage(iteration, side.usage);
        sides.push_back(std::move(side));
    }
    return sides;
}

/// From gpt-5.6 on, by the life that was asked for; without a word of it, the default one.
/// Returns all that was written; -1: nothing is told.
qint64 readCacheWrites(const object &details, Usage &into)
{
    const qint64 written = integer(details, "cache_write_tokens");
    object lives;
    if (details["cache_write_tokens_details"].get(lives) != simdjson::SUCCESS) {
        take(into.cacheWrite30m, written);
        return written;
    }
    static constexpr qint64 kMost = 1'000'000'000;
    const auto told = [&lives](const char *name, const char *shortName) {
        return std::min(std::max(integer(lives, name), integer(lives, shortName)), kMost);
    };
    qint64 brief = told("ttl_30m_tokens", "ttl_30m");
    const qint64 lasting = told("ttl_12h_tokens", "ttl_12h");
    // The split may come without its sum; what the sum has beyond it has the default life.
    const qint64 split = std::max<qint64>(brief, 0) + std::max<qint64>(lasting, 0);
    if (written > split)
        brief = std::max<qint64>(brief, 0) + std::min(written, kMost) - split;
    take(into.cacheWrite30m, brief);
    take(into.cacheWrite12h, lasting);
    return std::max(written, split);
}

/// OpenAI counts cached and written tokens inside the input; ours are apart.
void readOpenAiUsage(const object &usage, Usage &into)
{
    const bool isChat = integer(usage, "prompt_tokens") >= 0;
    const qint64 input = integer(usage, isChat ? "prompt_tokens" : "input_tokens");
    object details;
    qint64 cached = -1;
    qint64 written = -1;
    if (usage[isChat ? "prompt_tokens_details" : "input_tokens_details"].get(details)
        == simdjson::SUCCESS) {
        cached = integer(details, "cached_tokens");
        written = readCacheWrites(details, into);
    }
    // Beyond the input itself no figure can be true.
    const qint64 apart = std::max<qint64>(cached, 0) + std::max<qint64>(written, 0);
    const bool isSound = cached <= input && written <= input && apart <= input;
    take(into.input, isSound ? input - apart : input);
    take(into.cacheRead, cached);
    take(into.output, integer(usage, isChat ? "completion_tokens" : "output_tokens"));
    if (usage[isChat ? "completion_tokens_details" : "output_tokens_details"].get(details)
        == simdjson::SUCCESS)
        take(into.reasoning, integer(details, "reasoning_tokens"));
}

/// One parser a thread: its buffers are worth keeping and nothing of a document outlives a call.
simdjson::dom::parser &threadParser()
{
    static thread_local simdjson::dom::parser parser(UsageTap::kMaxPlainAnswer + 1024);
    return parser;
}

/// A chat names its end in every event, as null until then.
bool tellsFinish(QByteArrayView data)
{
    static constexpr QByteArrayView kMark = R"("finish_reason":)";
    const qsizetype at = data.indexOf(kMark);
    return at >= 0 && data.sliced(at + kMark.size()).trimmed().startsWith('"');
}

/// Whether an event after the first may hold a figure, an end or an error. Inside a text the quotes
/// would be escaped.
bool mayTell(Dialect dialect, QByteArrayView data)
{
    if (data.indexOf(R"("usage")") >= 0 || data.indexOf(R"("error")") >= 0)
        return true;
    return dialect == Dialect::Anthropic    ? data.indexOf(R"("fallback")") >= 0
           : dialect == Dialect::OpenAiChat ? tellsFinish(data)
                                            : false;
}

} // namespace

/// One JSON document of an answer: a whole plain one or the data of one event.
class UsageTap::Reader final
{
public:
    explicit Reader(UsageTap &tap)
        : m_tap(tap)
    { }

    void read(QByteArrayView paddedJson)
    {
        object document;
        if (threadParser()
                .parse(reinterpret_cast<const uint8_t *>(paddedJson.data()),
                       static_cast<size_t>(paddedJson.size()), false)
                .get(document)
            != simdjson::SUCCESS)
            return;
        readLevel(document);
        object inner;
        if (document["message"].get(inner) == simdjson::SUCCESS
            || document["response"].get(inner) == simdjson::SUCCESS)
            readLevel(inner);
        if (document["content_block"].get(inner) == simdjson::SUCCESS)
            readFallback(inner);
        if (document["delta"].get(inner) == simdjson::SUCCESS)
            takeText(m_tap.m_stopReason, text(inner, "stop_reason"));
        readError(document);
    }

private:
    static void takeText(QByteArray &field, QByteArray reported)
    {
        if (!reported.isEmpty())
            field = std::move(reported);
    }

    void readLevel(const object &level)
    {
        takeText(m_tap.m_model, text(level, "model"));
        takeText(m_tap.m_stopReason, text(level, "stop_reason"));
        if (m_tap.m_dialect == Dialect::OpenAiResponses)
            takeText(m_tap.m_responseId, text(level, "id"));
        readDiagnostics(level);
        readCacheDiagnostics(level);
        readChoice(level);
        readBlocks(level);
        object usage;
        if (level["usage"].get(usage) != simdjson::SUCCESS)
            return;
        if (m_tap.m_dialect == Dialect::Anthropic) {
            readAnthropicUsage(usage, m_tap.m_usage);
            if (auto sides = sideUsageIn(usage); !sides.empty())
                m_tap.m_sideUsage = std::move(sides);
            takeText(m_tap.m_speed, text(usage, "speed"));
            takeText(m_tap.m_region, text(usage, "inference_geo"));
        } else
            readOpenAiUsage(usage, m_tap.m_usage);
    }

    /// A stream that began well may end in an error of the provider.
    void readError(const object &document)
    {
        if (m_tap.m_form != Form::Stream)
            return;
        object response;
        object error;
        const bool isInside = document["error"].get(error) == simdjson::SUCCESS
                              || (document["response"].get(response) == simdjson::SUCCESS
                                  && response["error"].get(error) == simdjson::SUCCESS);
        if (isInside)
            noteError(error);
        else if (text(document, "type") == "error")
            noteError(document);
    }

    /// The Responses API names a code, the others a type.
    void noteError(const object &error)
    {
        const QByteArray type = text(error, "type");
        m_tap.m_stopReason =
            "error:" + (type.isEmpty() || type == "error" ? text(error, "code") : type);
    }

    /// Why the provider itself says a prompt cache missed; null while it has no answer yet.
    void readDiagnostics(const object &level)
    {
        object reason;
        if (level["diagnostics"].at_pointer("/cache_miss_reason").get(reason) != simdjson::SUCCESS)
            return;
        takeText(m_tap.m_missReason, text(reason, "type"));
        take(m_tap.m_missedTokens, integer(reason, "cache_missed_input_tokens"));
    }

    /// The Responses API's word on the same.
    void readCacheDiagnostics(const object &level)
    {
        object told;
        if (level["prompt_cache_diagnostics"].get(told) != simdjson::SUCCESS
            || text(told, "type") != "cache_miss")
            return;
        takeText(m_tap.m_missReason, text(told, "reason"));
        take(m_tap.m_missedTokens, integer(told, "cache_missed_tokens"));
    }

    /// Of a whole answer; in a stream each block begins in an event of its own.
    void readBlocks(const object &level)
    {
        simdjson::dom::array blocks;
        if (m_tap.m_dialect != Dialect::Anthropic
            || level["content"].get(blocks) != simdjson::SUCCESS)
            return;
        for (const element entry : blocks) {
            object block;
            if (entry.get(block) == simdjson::SUCCESS)
                readFallback(block);
        }
    }

    /// The provider's own `fallbacks` took over: who answered and why.
    void readFallback(const object &block)
    {
        if (text(block, "type") != "fallback")
            return;
        object part;
        if (block["to"].get(part) == simdjson::SUCCESS)
            takeText(m_tap.m_fallbackModel, text(part, "model"));
        m_tap.m_fallback = "other";
        if (block["trigger"].get(part) == simdjson::SUCCESS) {
            takeText(m_tap.m_fallback, text(part, "type"));
            takeText(m_tap.m_fallback, text(part, "category"));
        }
    }

    void readChoice(const object &level)
    {
        object choice;
        if (level["choices"].at_pointer("/0").get(choice) == simdjson::SUCCESS)
            takeText(m_tap.m_stopReason, text(choice, "finish_reason"));
        else if (m_tap.m_dialect == Dialect::OpenAiResponses)
            takeText(m_tap.m_stopReason, text(level, "status"));
    }

    UsageTap &m_tap;
};

UsageTap::UsageTap() = default;
UsageTap::~UsageTap() = default;

void UsageTap::start(Dialect dialect, const ResponseHead &head)
{
    m_form = Form::Ignored;
    m_dialect = dialect;
    const QByteArrayView coding = head.headers.first("content-encoding").value_or("identity");
    if (dialect == Dialect::Other || !equalsIgnoringCase(coding, "identity"))
        return;
    const QByteArrayView type = head.headers.first("content-type").value_or("");
    if (type.startsWith("text/event-stream")) {
        m_form = Form::Stream;
        m_sse = std::make_unique<SseParser>(kMaxPlainAnswer);
    } else if (type.startsWith("application/json")) {
        m_form = Form::Plain;
        if (head.framing == BodyFraming::Length && head.contentLength <= kMaxPlainAnswer)
            m_plain.reserve(head.contentLength + qsizetype {simdjson::SIMDJSON_PADDING});
    }
}

void UsageTap::payload(QByteArrayView bytes)
{
    if (m_form == Form::Stream) {
        m_sse->feed(bytes, [this](const SseEvent &event) { readEvent(event); });
    } else if (m_form == Form::Plain) {
        if (m_plain.size() + bytes.size() > kMaxPlainAnswer) {
            m_form = Form::Ignored;
            m_plain = {};
            return;
        }
        m_plain.append(bytes);
    }
}

void UsageTap::readEvent(const SseEvent &event)
{
    if (event.kind != SseEvent::Kind::Event || event.data.isEmpty())
        return;
    // The first event names the model; after it only those that can hold numbers are parsed.
    if (m_sawEvent && !mayTell(m_dialect, event.data))
        return;
    m_sawEvent = true;
    Reader(*this).read(event.data);
}

void UsageTap::finish(Exchange &exchange)
{
    if (m_form == Form::Stream)
        m_sse->finish([this](const SseEvent &event) { readEvent(event); });
    if (m_form == Form::Plain && !m_plain.isEmpty()) {
        m_plain.reserve(m_plain.size() + qsizetype {simdjson::SIMDJSON_PADDING});
        Reader(*this).read(m_plain);
    }
    exchange.usage = m_usage;
    exchange.compacted = m_stopReason == "compaction"
                         || std::any_of(m_sideUsage.begin(), m_sideUsage.end(),
                                        [](const SideUsage &side) { return side.model.isEmpty(); });
    exchange.sideUsage = std::move(m_sideUsage);
    exchange.responseModel = m_fallbackModel.isEmpty() ? m_model : m_fallbackModel;
    exchange.fallback = m_fallback;
    exchange.speed = m_speed;
    exchange.region = m_region;
    exchange.stopReason = m_stopReason;
    exchange.cacheLoss.upstreamReason = m_missReason;
    exchange.cacheLoss.upstreamMissedTokens = m_missedTokens;
}

} // namespace proxy
