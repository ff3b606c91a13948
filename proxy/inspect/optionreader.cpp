// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/optionreader.h"

#include "proxy/inspect/clientidentity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace proxy {

namespace {

/// No effort level is longer.
constexpr qsizetype kMaxWord = 64;

ThinkingMode thinkingModeOf(QByteArrayView type)
{
    if (type == "enabled")
        return ThinkingMode::Enabled;
    if (type == "disabled")
        return ThinkingMode::Disabled;
    if (type == "adaptive")
        return ThinkingMode::Adaptive;
    if (type == "between_tools")
        return ThinkingMode::BetweenTools;
    return ThinkingMode::Other;
}

/// Fields that every model takes and that say nothing of the answer.
bool isTakenByAll(QByteArrayView key)
{
    static constexpr std::array<QByteArrayView, 6> kKeys {
        "store", "stream_options", "user", "safety_identifier", "stop_sequences", "include"};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// Fields whose value is a word of a fixed set, of which a model may take some.
bool hasWordOfASet(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 5> kNames {"service_tier", "verbosity", "mode",
                                                           "context", "truncation"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// Letters, digits and "_.-": nothing that must be escaped where it is shown.
bool isPlainWord(QByteArrayView word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '_' || c == '.' || c == '-';
    });
}

bool choiceForces(QByteArrayView choice)
{
    return choice == "any" || choice == "required" || choice == "tool" || choice == "function"
           || choice == "custom";
}

/// "30m", "12h" in seconds; -1: something else, or longer than a year.
qint64 secondsOf(QByteArrayView life)
{
    constexpr qint64 kMinute = 60;
    constexpr qint64 kHour = 60 * kMinute;
    constexpr qint64 kYear = 365 * 24 * kHour;
    if (life.isEmpty() || (life.back() != 'm' && life.back() != 'h'))
        return -1;
    const qint64 unit = life.back() == 'm' ? kMinute : kHour;
    const QByteArrayView digits = life.chopped(1);
    qint64 count = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), count);
    if (error != std::errc() || end != digits.end() || count <= 0 || count > kYear / unit)
        return -1;
    return count * unit;
}

/// OpenAI's prompt caching guide: caches in memory are cleared within 5 to 10 minutes of
/// inactivity.
constexpr qint64 kInMemorySeconds = 600;

} // namespace

void OptionReader::read(QByteArrayView key)
{
    static constexpr std::array<std::pair<QByteArrayView, Read>, 27> kReaders {{
        {"max_tokens", &OptionReader::readMaxTokens},
        {"max_completion_tokens", &OptionReader::readMaxTokens},
        {"max_output_tokens", &OptionReader::readMaxTokens},
        {"thinking", &OptionReader::readThinking},
        {"output_config", &OptionReader::readOutput},
        {"text", &OptionReader::readOutput},
        {"response_format", &OptionReader::readFormat},
        {"reasoning", &OptionReader::readReasoning},
        {"reasoning_effort", &OptionReader::readEffortField},
        {"tool_choice", &OptionReader::readToolChoice},
        {"context_management", &OptionReader::readContextManagement},
        {"cache_control", &OptionReader::readCacheControl},
        {"temperature", &OptionReader::readTemperature},
        {"top_p", &OptionReader::readTopP},
        {"top_k", &OptionReader::readTopK},
        {"stop", &OptionReader::readStop},
        {"fallbacks", &OptionReader::readFallbacks},
        {"models", &OptionReader::readFallbacks}, // OpenRouter's
        {"speed", &OptionReader::readSpeed},
        {"inference_geo", &OptionReader::readRegion},
        {"prompt_cache_options", &OptionReader::readCacheOptions},
        {"prompt_cache_retention", &OptionReader::readCacheRetention},
        {"thread", &OptionReader::readThread},
        {"conversation", &OptionReader::readServerConversation},
        {"container", &OptionReader::readContainer},
        {"fallback_credit_token", &OptionReader::readCreditToken},
        {"modalities", &OptionReader::readModalities},
    }};
    const auto *found = std::find_if(kReaders.begin(), kReaders.end(),
                                     [key](const auto &entry) { return entry.first == key; });
    m_key = key;
    if (found != kReaders.end())
        (this->*found->second)();
    else if (isTakenByAll(key))
        m_cursor.pass();
    else
        noteField(key);
}

/// Consumes the value; null is as good as nothing.
void OptionReader::noteField(QByteArrayView name, QByteArrayView parent)
{
    constexpr qsizetype kMaxFields = 32;
    const bool isWord = m_cursor.kind() == JsonCursor::Kind::String;
    const QByteArrayView word = isWord ? readWord() : QByteArrayView();
    const bool isPresent = isWord || m_cursor.isPresent();
    if (!isPresent || name.size() > kMaxWord || !isPlainWord(name)
        || m_features.furtherFields.size() >= kMaxFields)
        return;
    QByteArray field = parent.isEmpty() ? QByteArray() : parent.toByteArray() + '.';
    field += name;
    if (hasWordOfASet(name) && isPlainWord(word))
        field += ':' + word.toByteArray();
    if (!m_features.furtherFields.contains(field))
        m_features.furtherFields.append(std::move(field));
}

/// A short string; empty for everything else.
QByteArrayView OptionReader::readWord()
{
    const auto word = m_cursor.string();
    return word && word->size() <= kMaxWord ? *word : QByteArrayView();
}

/// Consumes any value; false for null, an empty text and an empty list.
bool OptionReader::readGiven()
{
    switch (m_cursor.kind()) {
    case JsonCursor::Kind::String:
        return !m_cursor.string().value_or(QByteArrayView()).isEmpty();
    case JsonCursor::Kind::Array: {
        bool isGiven = false;
        for (bool entered = m_cursor.enterArray(); entered && m_cursor.nextElement();
             m_cursor.pass())
            isGiven = true;
        return isGiven;
    }
    case JsonCursor::Kind::Object:
    case JsonCursor::Kind::Other:
        break;
    }
    return m_cursor.isPresent();
}

/// A small number that can't be negative; -1: nothing of the kind.
double OptionReader::readShare()
{
    constexpr double kLargest = 1000;
    return std::clamp(m_cursor.number().value_or(-1), -1.0, kLargest);
}

void OptionReader::readMaxTokens()
{
    if (const auto tokens = m_cursor.integer())
        m_facts.maxTokens = std::max(m_facts.maxTokens, *tokens);
    // The older name in OpenAI's chat, which its reasoning models refuse.
    if (m_facts.dialect == Dialect::OpenAiChat && m_key == "max_tokens")
        m_features.furtherFields.append("max_tokens");
}

void OptionReader::readThinking()
{
    if (m_cursor.kind() != JsonCursor::Kind::Object) {
        if (m_cursor.isPresent())
            m_features.thinking = ThinkingMode::Other;
        return;
    }
    m_features.thinking = ThinkingMode::Other;
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.thinking = thinkingModeOf(readWord());
        else if (*key == "budget_tokens")
            m_features.thinkingBudget = std::max<qint64>(m_cursor.integer().value_or(-1), -1);
        else if (*key == "display")
            m_features.thinkingDisplay = readWord().toByteArray();
        else
            m_cursor.pass();
    }
}

/// `output_config` and `text`.
void OptionReader::readOutput()
{
    const bool holdsEffort = m_key == "output_config";
    bool hasEffort = !holdsEffort;
    if (!m_cursor.enterObject())
        return noteEffortHolder(hasEffort);
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "effort")
            hasEffort = readEffort();
        else if (*key == "format")
            readFormat();
        else
            noteField(*key, m_key);
    }
    noteEffortHolder(hasEffort);
}

void OptionReader::readReasoning()
{
    bool hasEffort = false;
    if (!m_cursor.enterObject())
        return noteEffortHolder(hasEffort);
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "effort")
            hasEffort = readEffort();
        else
            noteField(*key, m_key);
    }
    noteEffortHolder(hasEffort);
}

/// Without an effort in it, it is the place where one would have to be put.
void OptionReader::noteEffortHolder(bool hasEffort)
{
    if (!hasEffort)
        m_facts.hasOtherEffort = true;
}

void OptionReader::readEffortField()
{
    (void)readEffort();
}

/// Consumes the value. What is said twice, or is no level, is not touched.
bool OptionReader::readEffort()
{
    const qsizetype begin = m_cursor.nextBegin();
    m_features.effort = readWord().toByteArray();
    if (m_facts.effortRange.begin >= 0 || m_features.effort.isEmpty())
        m_facts.hasOtherEffort = true;
    m_facts.effortRange = {begin, m_cursor.previousEnd()};
    return true;
}

/// Anything but plain text asks for a structure.
void OptionReader::readFormat()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.wantsJson |= readWord() != "text";
        else
            m_cursor.pass();
    }
}

void OptionReader::readToolChoice()
{
    if (m_cursor.kind() == JsonCursor::Kind::String) {
        m_features.forcesTool = choiceForces(readWord());
        return;
    }
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "type")
            m_features.forcesTool = choiceForces(readWord());
        else
            m_cursor.pass();
    }
}

void OptionReader::readContextManagement()
{
    m_features.hasContextManagement |= m_cursor.isPresent();
}

void OptionReader::readCacheControl()
{
    m_features.hasCacheControl |= m_cursor.isPresent();
}

void OptionReader::readTemperature()
{
    m_features.temperature = readShare();
}

void OptionReader::readTopP()
{
    m_features.topP = readShare();
}

void OptionReader::readTopK()
{
    m_features.hasTopK = m_cursor.isPresent();
}

/// Anthropic's `stop_sequences` is another thing: every model takes it.
void OptionReader::readStop()
{
    const bool isGiven = readGiven();
    m_features.hasStop = isGiven && m_facts.dialect != Dialect::Anthropic;
}

/// The word "default" is taken by every model, a list is not.
void OptionReader::readFallbacks()
{
    const bool isList = m_cursor.kind() == JsonCursor::Kind::Array;
    m_features.hasFallbacks = readGiven() && isList;
}

void OptionReader::readSpeed()
{
    m_features.speed = readWord().toByteArray();
}

void OptionReader::readRegion()
{
    m_features.region = readWord().toByteArray();
}

void OptionReader::readCacheOptions()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        if (*key == "ttl")
            m_features.cacheTtlSeconds = secondsOf(readWord());
        else
            m_cursor.pass();
    }
}

/// The older way to say it, which counts where prompt_cache_options says nothing.
void OptionReader::readCacheRetention()
{
    const QByteArrayView life = readWord();
    if (m_features.cacheTtlSeconds < 0)
        m_features.cacheTtlSeconds = life == "in_memory" ? kInMemorySeconds : secondsOf(life);
}

void OptionReader::readModalities()
{
    for (bool entered = m_cursor.enterArray(); entered && m_cursor.nextElement();)
        m_features.hasAudio |= readWord() == "audio";
}

void OptionReader::noteServerState(const char *field)
{
    if (m_features.serverState.isEmpty())
        m_features.serverState = field;
}

/// Anthropic's: the message before is named, only the new turn is sent.
void OptionReader::readThread()
{
    if (m_cursor.kind() != JsonCursor::Kind::Object) {
        if (const auto id = m_cursor.string(); id && !id->isEmpty()) {
            noteServerState("thread");
            m_serverSession = checkedSession(*id);
        }
        return;
    }
    noteServerState("thread");
    readServerId("id", "previous_message_id");
}

/// OpenAI's: an id, or an object with one.
void OptionReader::readServerConversation()
{
    if (m_cursor.kind() == JsonCursor::Kind::Object) {
        noteServerState("conversation");
        readServerId("id", {});
    } else if (const auto id = m_cursor.string(); id && !id->isEmpty()) {
        noteServerState("conversation");
        m_serverSession = checkedSession(*id);
    }
}

void OptionReader::readContainer()
{
    const bool isText = m_cursor.kind() == JsonCursor::Kind::String;
    const bool isObject = m_cursor.kind() == JsonCursor::Kind::Object;
    if (readGiven() && (isText || isObject))
        noteServerState("container");
}

/// Whoever redeems it must send the very same body.
void OptionReader::readCreditToken()
{
    if (m_cursor.isPresent())
        noteServerState("fallback_credit_token");
}

/// An object: the id under @p key, else under @p other.
void OptionReader::readServerId(QByteArrayView key, QByteArrayView other)
{
    QByteArray second;
    if (!m_cursor.enterObject())
        return;
    while (const auto field = m_cursor.nextKey()) {
        if (*field == key)
            m_serverSession = checkedSession(m_cursor.string().value_or(QByteArrayView()));
        else if (*field == other)
            second = checkedSession(m_cursor.string().value_or(QByteArrayView()));
        else
            m_cursor.pass();
    }
    if (m_serverSession.isEmpty())
        m_serverSession = second;
}

} // namespace proxy
