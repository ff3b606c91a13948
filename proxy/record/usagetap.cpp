// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/usagetap.h"

#include "proxy/core/boundednumber.h"
#include "proxy/core/repeatedtext.h"
#include "proxy/core/secretmask.h"
#include "proxy/json/jsontree.h"
#include "proxy/message/bodyform.h"
#include "proxy/message/reportederror.h"
#include "proxy/message/stopreason.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace proxy {

namespace {

constexpr qsizetype kMaxBlank = 4096;
constexpr qsizetype kMaxWords = 300;
constexpr qsizetype kMaxText = 256;
constexpr qsizetype kMaxStop = 1024; // of a last event

qint64 integer(JsonValue from, QByteArrayView key)
{
    const JsonValue told = from[key];
    bool isNumber = true;
    // Some gateways send texts.
    qint64 value =
        told.isString() ? told.text().toLongLong(&isNumber) : told.integer().value_or(-1);
    if (!isNumber)
        value = -1;
    return value >= 0 && value <= kMostTokens ? value : -1;
}

QByteArray text(JsonValue from, QByteArrayView key)
{
    const JsonValue value = from[key];
    return value.quoted().size() > kMaxText ? QByteArray() : value.text();
}

/// The same of a value that most answers have, and which is mostly the same.
QByteArray text(JsonValue value, RepeatedText &last)
{
    const QByteArrayView quoted = value.quoted();
    if (quoted.size() > kMaxText)
        return {};
    return quoted.contains('\\') ? value.text() : last.of(quoted);
}

/// Later reports of a stream complete or correct earlier ones; absent fields change nothing.
void take(qint64 &field, qint64 reported)
{
    if (reported >= 0)
        field = reported;
}

void readAnthropicUsage(JsonValue usage, Usage &into)
{
    take(into.input, integer(usage, "input_tokens"));
    take(into.output, integer(usage, "output_tokens"));
    take(into.cacheRead, integer(usage, "cache_read_input_tokens"));
    if (const JsonValue creation = usage["cache_creation"]; creation.isObject()) {
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
std::vector<SideUsage> sideUsageIn(JsonValue usage)
{
    constexpr size_t kMostIterations = 64;
    std::vector<SideUsage> sides;
    const JsonValue iterations = usage["iterations"];
    if (!iterations.isArray())
        return sides;
    for (JsonValue iteration = iterations.first(); iteration; iteration = iteration.next()) {
        if (sides.size() >= kMostIterations)
            break;
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
qint64 readCacheWrites(JsonValue details, Usage &into)
{
    const qint64 written = integer(details, "cache_write_tokens");
    const JsonValue lives = details["cache_write_tokens_details"];
    if (!lives.isObject()) {
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
void readOpenAiUsage(JsonValue usage, Usage &into)
{
    const bool isChat = integer(usage, "prompt_tokens") >= 0;
    const qint64 input = integer(usage, isChat ? "prompt_tokens" : "input_tokens");
    const JsonValue details = usage[isChat ? "prompt_tokens_details" : "input_tokens_details"];
    const qint64 cached = integer(details, "cached_tokens");
    const qint64 written = readCacheWrites(details, into);
    // Beyond the input itself no figure can be true.
    const qint64 apart = std::max<qint64>(cached, 0) + std::max<qint64>(written, 0);
    const bool isSound = cached <= input && written <= input && apart <= input;
    take(into.input, isSound ? input - apart : input);
    take(into.cacheRead, cached);
    take(into.output, integer(usage, isChat ? "completion_tokens" : "output_tokens"));
    take(into.reasoning,
         integer(usage[isChat ? "completion_tokens_details" : "output_tokens_details"],
                 "reasoning_tokens"));
}

/// The memory of the last whole answer, for the next one.
constexpr qsizetype kMaxSpare = 16 * 1024;
thread_local QByteArray t_spare;

/// One a thread: its memory is worth keeping and nothing of a document outlives a call.
JsonTree &threadTree()
{
    static thread_local JsonTree tree;
    return tree;
}

/// Whether a member @p name (its quotes included) stands in @p data, and not as null: a chat names
/// its end and its usage in every event.
bool tells(QByteArrayView data, QByteArrayView name)
{
    while (!data.isEmpty()) {
        // Every event is searched for several names: QByteArrayView::indexOf() takes four times as
        // long.
        const void *found = memmem(data.data(), static_cast<size_t>(data.size()), name.data(),
                                   static_cast<size_t>(name.size()));
        if (!found)
            return false;
        data = data.sliced(static_cast<const char *>(found) - data.data() + name.size());
        if (!data.startsWith(":null") && !data.startsWith(": null"))
            return true;
    }
    return false;
}

/// Whether a letter of ASCII is written as an escape, so that a name may stand there in disguise:
/// "\u0075sage". In texts these are rare: quotes, line ends and others' letters are none of them.
bool escapesLetters(QByteArrayView data)
{
    static constexpr QByteArrayView kEscape = R"(\u00)";
    if (!data.contains('\\'))
        return false;
    while (true) {
        const void *found = memmem(data.data(), static_cast<size_t>(data.size()), kEscape.data(),
                                   static_cast<size_t>(kEscape.size()));
        if (!found)
            return false;
        data = data.sliced(static_cast<const char *>(found) - data.data() + kEscape.size());
        if (!data.isEmpty() && data.front() >= '5' && data.front() <= '7')
            return true;
    }
}

/// Whether an event after the first may hold a figure, an end or an error. Inside a text the quotes
/// would be escaped.
bool mayTell(Dialect dialect, QByteArrayView data)
{
    return escapesLetters(data) || tells(data, R"("usage")") || tells(data, R"("error")")
           || (dialect == Dialect::Anthropic
               && (tells(data, R"("fallback")") || tells(data, R"("stop_reason")")))
           || (dialect == Dialect::OpenAiChat
               && (tells(data, R"("finish_reason")") || tells(data, R"("message")")))
           || (dialect == Dialect::OpenAiResponses && tells(data, R"("response")"));
}

} // namespace

/// One JSON document of an answer: a whole plain one or the data of one event.
class UsageTap::Reader final
{
public:
    explicit Reader(UsageTap &tap)
        : m_tap(tap)
    { }

    /// @p isError: the event's name says that it is one.
    void read(QByteArrayView json, bool isError = false)
    {
        JsonTree &tree = threadTree();
        if (!tree.parse(json))
            return;
        const JsonValue document = tree.root();
        readLevel(document);
        if (m_tap.m_form == Form::Stream)
            readInside(document);
        if (!m_tap.m_isGood || m_tap.m_isOver)
            return;
        const JsonValue error = reportedError(document);
        if (error["finish_reason"]) // a choice that says no more than that
            takeStop(text(error, "finish_reason"));
        else if (error)
            noteError(error);
        else if (isError)
            noteError(document);
    }

private:
    /// What an event of a stream has a level further down.
    void readInside(JsonValue document)
    {
        if (m_tap.m_dialect == Dialect::Anthropic) {
            readLevel(document["message"]);
            readFallback(document["content_block"]);
            takeStop(text(document["delta"], "stop_reason"));
        } else if (m_tap.m_dialect == Dialect::OpenAiResponses) {
            readLevel(document["response"]);
        }
    }

    static void takeText(QByteArray &field, QByteArray reported)
    {
        if (!reported.isEmpty())
            field = std::move(reported);
    }

    /// Nothing changes the end of a stream that is over.
    void takeStop(QByteArray told)
    {
        if (told.isEmpty() || m_tap.m_isOver)
            return;
        const bool isFailure = stopMeaningOf(told) == StopMeaning::Failure;
        m_tap.m_failureWord = isFailure ? told : QByteArray();
        m_tap.m_stopReason = std::move(told);
    }

    /// A whole response that was cancelled is what was asked for.
    void readStatus(JsonValue response)
    {
        takeStop(text(response, "status"));
        if (m_tap.m_form == Form::Plain && m_tap.m_stopReason != "failed")
            m_tap.m_failureWord.clear();
        const QByteArray why = text(response["incomplete_details"], "reason");
        if (m_tap.m_stopReason == "incomplete" && stopMeaningOf(why) == StopMeaning::Failure)
            m_tap.m_failureWord = why;
    }

    void readLevel(JsonValue level)
    {
        if (!level.isObject())
            return;
        static thread_local RepeatedText lastModel;
        takeText(m_tap.m_model, text(level["model"], lastModel));
        const JsonValue usage = usageOf(level);
        if (m_tap.m_dialect == Dialect::Anthropic) {
            static thread_local RepeatedText lastStop;
            takeStop(text(level["stop_reason"], lastStop));
            readDiagnostics(level["diagnostics"]["cache_miss_reason"]);
            readBlocks(level["content"]);
            if (usage.isObject())
                readUsage(usage);
            return;
        }
        if (m_tap.m_dialect == Dialect::OpenAiResponses) {
            takeText(m_tap.m_responseId, text(level, "id"));
            readStatus(level);
            readCacheDiagnostics(level["prompt_cache_diagnostics"]);
        } else if (const JsonValue choices = level["choices"]; choices.isArray()) {
            takeStop(text(choices.first(), "finish_reason"));
        }
        if (usage.isObject())
            readOpenAiUsage(usage, m_tap.m_usage);
    }

    /// Moonshot tells it in the choice, Groq in an object of its own.
    static JsonValue usageOf(JsonValue level)
    {
        JsonValue usage = level["usage"];
        if (!usage.isObject())
            usage = level["choices"].first()["usage"];
        if (!usage.isObject())
            usage = level["x_groq"]["usage"];
        return usage.isObject() ? usage : JsonValue();
    }

    void readUsage(JsonValue usage)
    {
        readAnthropicUsage(usage, m_tap.m_usage);
        if (auto sides = sideUsageIn(usage); !sides.empty())
            m_tap.m_sideUsage = std::move(sides);
        takeText(m_tap.m_speed, text(usage, "speed"));
        takeText(m_tap.m_region, text(usage, "inference_geo"));
    }

    /// The Responses API names a code, some gateways a number, the others a type.
    void noteError(JsonValue error)
    {
        QByteArray kind = text(error, "type");
        if (kind.isEmpty() || kind == "error")
            kind = text(error, "code");
        if (kind.isEmpty() && error["code"].integer()) // OpenRouter's is a status
            kind = QByteArray::number(*error["code"].integer());
        m_tap.m_stopReason = "error:" + kind;
        m_tap.m_hasError = true;
        const JsonValue words = error.isString() ? error : error["message"];
        // Providers name the key that they refuse.
        m_tap.m_errorWords = maskSecrets(words.text().left(kMaxWords)).text;
    }

    /// Why the provider itself says a prompt cache missed; null while it has no answer yet.
    void readDiagnostics(JsonValue reason)
    {
        takeText(m_tap.m_missReason, text(reason, "type"));
        take(m_tap.m_missedTokens, integer(reason, "cache_missed_input_tokens"));
    }

    /// The Responses API's word on the same.
    void readCacheDiagnostics(JsonValue told)
    {
        if (!told["type"].is("cache_miss"))
            return;
        takeText(m_tap.m_missReason, text(told, "reason"));
        take(m_tap.m_missedTokens, integer(told, "cache_missed_tokens"));
    }

    /// Of a whole answer; in a stream each block begins in an event of its own.
    void readBlocks(JsonValue blocks)
    {
        if (!blocks.isArray())
            return;
        for (JsonValue block = blocks.first(); block; block = block.next())
            readFallback(block);
    }

    /// The provider's own `fallbacks` took over: who answered and why.
    void readFallback(JsonValue block)
    {
        if (!block["type"].is("fallback"))
            return;
        takeText(m_tap.m_fallbackModel, text(block["to"], "model"));
        m_tap.m_fallback = "other";
        const JsonValue trigger = block["trigger"];
        takeText(m_tap.m_fallback, text(trigger, "type"));
        takeText(m_tap.m_fallback, text(trigger, "category"));
    }

    UsageTap &m_tap;
};

UsageTap::UsageTap(MemoryBudget *budget)
    : m_budget(budget)
    , m_share(budget)
{ }

UsageTap::~UsageTap() = default;

void UsageTap::start(Dialect dialect, const ResponseHead &head)
{
    m_form = Form::Ignored;
    m_dialect = dialect;
    if (head.framing == BodyFraming::Tunnel) {
        m_form = Form::Tunnel;
        return;
    }
    const QByteArrayView coding = head.headers.first("content-encoding").value_or("identity");
    if (dialect == Dialect::Other || !equalsIgnoringCase(coding, "identity"))
        return;
    m_isGood = head.status >= 200 && head.status < 300;
    m_form = Form::Untold;
    m_isNamedStream = head.framing != BodyFraming::None && isEventStream(head.headers);
    if (head.framing == BodyFraming::Length && head.contentLength <= kMaxPlainAnswer
        && m_share.resize(head.contentLength)) {
        try {
            m_plain = std::exchange(t_spare, QByteArray());
            m_plain.reserve(head.contentLength);
        } catch (const std::bad_alloc &) {
            giveUp();
        }
    }
}

/// What there is no memory for stays unknown; the answer passes.
void UsageTap::payload(QByteArrayView bytes)
{
    try {
        read(bytes);
    } catch (const std::bad_alloc &) {
        giveUp();
    }
}

void UsageTap::read(QByteArrayView bytes)
{
    switch (m_form) {
    case Form::Ignored:
        break;
    case Form::Untold:
        readFirst(bytes);
        break;
    case Form::Stream:
        m_sse->feed(bytes, [this](const SseEvent &event) { readEvent(event); });
        break;
    case Form::Tunnel:
        m_frames.feed(bytes);
        break;
    case Form::Plain: {
        const qsizetype size = m_plain.size() + bytes.size();
        if (size > kMaxPlainAnswer || !m_share.resize(qMax(size, m_plain.capacity())))
            return giveUp();
        m_plain.append(bytes);
        break;
    }
    }
}

void UsageTap::readFirst(QByteArrayView bytes)
{
    QByteArray first = std::exchange(m_first, {});
    if (!first.isEmpty()) {
        first.append(bytes);
        bytes = first;
    }
    switch (bodyFormOf(bytes)) {
    case BodyForm::Untold:
        if (bytes.size() > kMaxBlank)
            return giveUp();
        m_first = bytes.toByteArray();
        return;
    case BodyForm::Events:
        m_form = Form::Stream;
        m_sse = std::make_unique<SseParser>(kMaxPlainAnswer, m_budget);
        break;
    case BodyForm::Json:
        m_form = Form::Plain;
        break;
    case BodyForm::Other:
        return giveUp();
    }
    read(bytes);
}

void UsageTap::giveUp()
{
    m_form = Form::Ignored;
    m_plain = {};
    m_share.release();
}

void UsageTap::readEvent(const SseEvent &event)
{
    m_missedEvent = m_missedEvent || event.tooLarge;
    if (event.kind != SseEvent::Kind::Event || event.data.isEmpty())
        return;
    m_latestSize = event.name == "ping" ? 0 : std::min(event.data.size(), kLatest);
    std::copy_n(event.data.begin(), m_latestSize, m_latest.begin());
    const bool isError = event.name == "error";
    // The first event names the model; after it only those that can hold numbers are parsed.
    if (!m_sawEvent || isError || mayTell(m_dialect, event.data))
        Reader(*this).read(event.data, isError);
    m_sawEvent = true;
    m_isOver = m_isOver || endsHere(event);
}

bool UsageTap::isThinking() const
{
    if (m_form != Form::Stream)
        return false;
    const QByteArrayView latest(m_latest.data(), m_latestSize);
    for (const QByteArrayView word :
         {R"("ping")", R"("message_start")", R"("thinking_delta")", R"("signature_delta")",
          R"("thinking")", R"("response.created")", R"("response.in_progress")", R"("keepalive")",
          R"("reasoning_content")", R"("reasoning")"}) {
        if (tells(latest, word))
            return true;
    }
    return latest.isEmpty() || latest.startsWith(R"({"type":"response.reasoning)");
}

/// The last event of either dialect: gateways between the two end a stream in the words of either.
bool UsageTap::endsHere(const SseEvent &event) const
{
    if (m_stopReason.isEmpty())
        return false;
    for (const QByteArrayView last :
         {"response.completed", "response.incomplete", "response.failed"}) {
        if (event.name == last)
            return true;
    }
    return event.data.trimmed() == "[DONE]" || event.name == "message_stop"
           || (event.data.size() <= kMaxStop && tells(event.data, R"("message_stop")")
               && !tells(event.data, R"("delta")"));
}

void UsageTap::readRest()
{
    try {
        if (m_form == Form::Stream)
            m_sse->finish([this](const SseEvent &event) { readEvent(event); });
        if (m_form == Form::Plain && !m_plain.isEmpty())
            Reader(*this).read(m_plain);
        if (m_form == Form::Plain && m_plain.capacity() <= kMaxSpare) {
            t_spare = std::exchange(m_plain, QByteArray());
            t_spare.resize(0);
        }
    } catch (const std::bad_alloc &) {
        giveUp();
    }
}

void UsageTap::finish(Exchange &exchange)
{
    readRest();
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

std::optional<Error> UsageTap::failure() const
{
    const auto upstream = [](ErrorCode code, const Text &why) {
        return Error {
            .code = code, .source = ErrorSource::Upstream, .retry = Retry::No, .detail = why};
    };
    if (m_form == Form::Tunnel && !m_frames.hasClosed())
        return upstream(ErrorCode::UpstreamCut,
                        Text::english("the upstream's websocket ended without a close frame"));
    if (m_hasError)
        return upstream(ErrorCode::UpstreamReported,
                        m_errorWords.isEmpty() ? Text::english("the upstream's answer is an error")
                                               : Text::words(m_errorWords));
    if (m_isGood && !m_failureWord.isEmpty())
        return upstream(
            ErrorCode::UpstreamReported,
            Text::english("the upstream ended its answer with \"%1\"", {m_failureWord}));
    const bool isOpen =
        m_stopReason.isEmpty() || m_stopReason == "in_progress" || m_stopReason == "queued";
    const bool isStream = m_form == Form::Stream || (m_form == Form::Untold && m_isNamedStream);
    if (isStream && m_isGood && !m_missedEvent && isOpen)
        return upstream(ErrorCode::UpstreamCut,
                        Text::english("the upstream's stream stopped before its end"));
    return std::nullopt;
}

} // namespace proxy
