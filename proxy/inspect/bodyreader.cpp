// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/bodyreader.h"

#include "proxy/inspect/clientidentity.h"
#include "proxy/json/jsonstring.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// Longer values are no model ids or session ids.
constexpr qsizetype kMaxShortText = 1024;

} // namespace

BodyReader::BodyReader(QByteArrayView body, std::span<const quint32> starts,
                       const InspectorTables &tables, RequestFacts &facts)
    : m_body(body)
    , m_tables(tables)
    , m_cursor(body, starts)
    , m_facts(facts)
    , m_messages(body, m_cursor, m_facts)
    , m_options(m_cursor, m_facts)
    , m_conversation(tables)
{ }

BodyReader::Read BodyReader::readerOf(QByteArrayView key)
{
    static constexpr std::array<std::pair<QByteArrayView, Read>, 13> kReaders {{
        {"model", &BodyReader::readModel},
        {"stream", &BodyReader::readStream},
        {"messages", &BodyReader::readMessages},
        {"input", &BodyReader::readInput},
        {"system", &BodyReader::readSystem},
        {"instructions", &BodyReader::readSystem},
        {"tools", &BodyReader::readTools},
        {"functions", &BodyReader::readTools},
        {"metadata", &BodyReader::readMetadata},
        {"client_metadata", &BodyReader::readMetadata},
        {"prompt_cache_key", &BodyReader::readPromptCacheKey},
        {"previous_response_id", &BodyReader::readPreviousResponseId},
        {"generate", &BodyReader::readGenerate},
    }};
    const auto *found = std::find_if(kReaders.begin(), kReaders.end(),
                                     [key](const auto &entry) { return entry.first == key; });
    return found == kReaders.end() ? nullptr : found->second;
}

void BodyReader::read()
{
    if (m_cursor.enterObject()) {
        while (const auto key = m_cursor.nextKey()) {
            if (const Read reader = readerOf(*key))
                (this->*reader)();
            else
                m_options.read(*key);
        }
    } else {
        m_cursor.pass();
    }
    m_facts.skip = RouteReason::NotJson;
    if (m_cursor.isComplete()) {
        m_conversation.finish(m_facts);
        const AgentSigns signs = m_messages.agent().signs(!m_facts.isContinuation);
        m_facts.signs.failedResults = signs.failedResults;
        m_facts.signs.sameCalls = signs.sameCalls;
        finishSystem();
        if (m_facts.sessionId.isEmpty())
            m_facts.sessionId = m_cacheKeySession;
        if (m_facts.sessionId.isEmpty())
            m_facts.sessionId = m_options.serverSession();
        m_facts.skip = skipReason();
    }
}

void BodyReader::finishSystem()
{
    const quint64 leading = m_conversation.leadingSystem();
    m_facts.features.systemFingerprint = m_topSystem != 0 && leading != 0
                                             ? m_tables.hash.combine(m_topSystem, leading)
                                             : m_topSystem | leading;
    const SystemText &spoken = m_conversation.systemText();
    m_facts.features.systemBytes = m_systemText.bytes + spoken.bytes;
    m_facts.systemHead = m_systemText.head + spoken.head;
}

RouteReason BodyReader::skipReason() const
{
    if (m_modelCount > 1)
        return RouteReason::DuplicateModel;
    if (m_facts.model.isEmpty())
        return RouteReason::NoModel;
    return m_facts.userText.isEmpty() ? RouteReason::NoUserText : RouteReason::None;
}

/// A string of moderate size, unescaped; empty for everything else.
QByteArray BodyReader::readShortText()
{
    const auto raw = m_cursor.string();
    if (!raw || raw->size() > kMaxShortText || !isWellEscaped(*raw))
        return {};
    return unescaped(*raw);
}

void BodyReader::readModel()
{
    ++m_modelCount;
    const auto raw = m_cursor.string();
    if (m_modelCount > 1 || !raw || raw->size() > kMaxShortText || !isWellEscaped(*raw))
        return;
    m_facts.model = unescaped(*raw);
    const qsizetype begin = raw->data() - m_body.data();
    m_facts.modelRange = {begin - 1, begin + raw->size() + 1};
}

void BodyReader::readStream()
{
    m_facts.streaming = m_cursor.isTrue();
}

void BodyReader::readMessages()
{
    // Not an array: no endpoint takes it, so nobody is asked about it.
    if (m_facts.dialect == Dialect::OpenAiResponses || m_cursor.kind() != JsonCursor::Kind::Array)
        m_cursor.pass();
    else
        readConversation();
}

void BodyReader::readInput()
{
    if (m_facts.dialect == Dialect::OpenAiResponses)
        readConversation();
    else
        m_cursor.pass();
}

void BodyReader::readConversation()
{
    // Of repeated keys the backend reads the first.
    if (std::exchange(m_sawConversation, true))
        return m_cursor.pass();
    m_messages.readMessages(m_conversation, m_facts.blocks.messages);
    for (const ToolList &tools : m_messages.additionalTools())
        addTools(tools);
}

void BodyReader::readSystem()
{
    SpokenMessage system;
    const qsizetype begin = m_cursor.nextBegin();
    m_messages.readTexts(system);
    m_facts.blocks.system = {begin, m_cursor.previousEnd()};
    for (const QByteArrayView text : system.texts) {
        if (m_tables.envelopes.isVolatileSystemText(text))
            continue;
        m_topSystem = m_tables.hash.combine(m_topSystem, m_tables.hash(text));
        m_systemText.add(text);
    }
}

void BodyReader::readTools()
{
    const auto tools = m_messages.readTools();
    if (tools.count == 0)
        return;
    addTools(tools);
    m_facts.blocks.tools = tools.range;
}

void BodyReader::addTools(const ToolList &tools)
{
    RequestFeatures &features = m_facts.features;
    const quint64 hash = m_tables.hash(m_body.sliced(tools.range.begin, tools.range.size()));
    m_facts.toolCount += tools.count;
    features.toolsFingerprint = features.toolsFingerprint == 0
                                    ? hash
                                    : m_tables.hash.combine(features.toolsFingerprint, hash);
    features.toolsBytes += tools.range.size();
}

void BodyReader::readMetadata()
{
    if (!m_cursor.enterObject())
        return;
    while (const auto key = m_cursor.nextKey()) {
        const bool isUserId = *key == "user_id";
        if (!isUserId && *key != "session_id") {
            m_cursor.pass();
            continue;
        }
        const QByteArray value = readShortText();
        const QByteArray session = isUserId ? sessionOfUserId(value) : checkedSession(value);
        if (!session.isEmpty())
            m_facts.sessionId = session;
    }
}

void BodyReader::readPromptCacheKey()
{
    m_cacheKeySession = checkedSession(readShortText());
}

void BodyReader::readPreviousResponseId()
{
    m_facts.previousResponseId = readShortText();
}

void BodyReader::readGenerate()
{
    const ByteRange value = m_cursor.skip();
    m_facts.isWarmUp = m_body.sliced(value.begin, value.size()) == "false";
}

} // namespace proxy
