// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/promptfingerprinter.h"

#include "proxy/json/isword.h"
#include "proxy/json/jsoncursor.h"
#include "proxy/json/jsonindex.h"

#include <algorithm>
#include <cstring>

namespace proxy {

namespace {

/// The content of a message stands near its beginning; further on it is somebody's text.
constexpr qsizetype kNearStart = 256;
constexpr char kContent[] = "\"content\":";
constexpr qsizetype kContentSize = sizeof(kContent) - 1;
constexpr QByteArrayView kMark = "\"cache_control\"";

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

qsizetype skipBlank(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

/// Behind a flat value that begins at @p at: an object without strings that hold braces, or a
/// literal; -1: something else.
qsizetype endOfMark(QByteArrayView text, qsizetype at)
{
    if (text.sliced(at).startsWith("null"))
        return at + 4;
    if (at >= text.size() || text[at] != '{')
        return -1;
    const qsizetype close = text.indexOf('}', at);
    return close < 0 ? -1 : close + 1;
}

/// The member at @p key with one of the commas beside it; empty: no mark.
ByteRange markAt(QByteArrayView block, qsizetype key)
{
    // Inside a text its quotes are escaped.
    if (key > 0 && block[key - 1] == '\\')
        return {};
    const qsizetype colon = skipBlank(block, key + kMark.size());
    if (colon >= block.size() || block[colon] != ':')
        return {};
    qsizetype end = endOfMark(block, skipBlank(block, colon + 1));
    if (end < 0)
        return {};
    qsizetype begin = key;
    while (begin > 0 && isBlank(block[begin - 1]))
        --begin;
    if (begin > 0 && block[begin - 1] == ',')
        return {begin - 1, end};
    end = skipBlank(block, end);
    return {key, end < block.size() && block[end] == ',' ? end + 1 : end};
}

/// As QByteArrayView::indexOf(), which alone took half of all fingerprinting.
qsizetype findMark(QByteArrayView text, qsizetype from)
{
    const void *found = ::memmem(text.data() + from, static_cast<size_t>(text.size() - from),
                                 kMark.data(), static_cast<size_t>(kMark.size()));
    return found ? static_cast<const char *>(found) - text.data() : -1;
}

/// Without its cache marks; @p wasMarked tells whether it had one. A copy only then.
QByteArray withoutMarks(QByteArrayView block, bool &wasMarked)
{
    QByteArray kept = QByteArray::fromRawData(block.data(), block.size());
    qsizetype at = 0;
    while ((at = findMark(kept, at)) >= 0) {
        const ByteRange mark = markAt(kept, at);
        if (mark.isEmpty()) {
            at += kMark.size();
            continue;
        }
        wasMarked = true;
        kept.remove(mark.begin, mark.size());
        at = mark.begin;
    }
    return kept;
}

/// Where a string that begins behind its quote at @p at ends; -1: never.
qsizetype endOfString(QByteArrayView text, qsizetype at)
{
    for (;;) {
        const qsizetype quote = text.indexOf('"', at);
        if (quote < 0)
            return -1;
        qsizetype backslashes = 0;
        while (quote - backslashes > at && text[quote - backslashes - 1] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return quote;
        at = quote + 1;
    }
}

/// A message in three parts: what is before its lone text, the text, what is behind it.
struct Parts
{
    QByteArrayView before;
    QByteArrayView text;
    QByteArrayView after;
};

/// As indexOf(), which took a third of the fingerprint of a conversation: a few quotes stand before
/// the key.
qsizetype findContent(QByteArrayView start)
{
    const char *at = start.begin();
    while (at != start.end()) {
        at = static_cast<const char *>(std::memchr(at, '"', static_cast<size_t>(start.end() - at)));
        if (!at)
            return -1;
        const qsizetype begin = at - start.begin();
        if (isWord(start.sliced(begin, std::min(kContentSize, start.size() - begin)), kContent))
            return begin;
        ++at;
    }
    return -1;
}

/// `"content":"…"` and `"content":[{"type":"text","text":"…"}]` yield the same parts.
Parts partsOf(QByteArrayView block)
{
    static constexpr QByteArrayView kLoneText = R"([{"type":"text","text":")";
    const Parts whole {block, {}, {}};
    const qsizetype key = findContent(block.first(std::min(block.size(), kNearStart)));
    if (key < 0)
        return whole;
    const QByteArrayView before = block.first(key + kContentSize);
    const QByteArrayView value = block.sliced(before.size());
    const bool isArray = value.startsWith(kLoneText);
    if (!isArray && !value.startsWith('"'))
        return whole;
    const qsizetype begin = isArray ? kLoneText.size() : 1;
    const qsizetype end = endOfString(value, begin);
    if (end < 0 || (isArray && !value.sliced(end).startsWith("\"}]")))
        return whole;
    return {before, value.sliced(begin, end - begin), value.sliced(end + (isArray ? 3 : 1))};
}

/// One a thread: its memory is worth keeping.
JsonIndex &threadIndex()
{
    static thread_local JsonIndex index;
    return index;
}

class Fingerprinter
{
public:
    Fingerprinter(QByteArrayView body, const RequestFacts &facts, const InspectorTables &tables)
        : m_body(body)
        , m_facts(facts)
        , m_tables(tables)
    { }

    PromptFingerprint run(std::shared_ptr<const PromptFingerprint::Tools> known)
    {
        const PromptBlocks &blocks = m_facts.blocks;
        m_fingerprint.toolsFingerprint = m_facts.features.toolsFingerprint;
        m_fingerprint.toolsBytes = blocks.tools.size();
        m_fingerprint.isContinuation = !m_facts.previousResponseId.isEmpty();
        m_fingerprint.systemBytes = blocks.system.size();
        m_fingerprint.tools = known ? std::move(known) : readTools();
        readSystem();
        qint64 end = m_fingerprint.toolsBytes + m_fingerprint.systemBytes;
        auto mark = blocks.marks.begin();
        m_fingerprint.messages.reserve(blocks.messages.size());
        for (const ByteRange &range : blocks.messages) {
            end += range.size();
            mark = std::find_if(mark, blocks.marks.end(),
                                [&range](qsizetype at) { return at >= range.begin; });
            const bool isMarked = mark != blocks.marks.end() && *mark < range.end;
            m_fingerprint.messages.push_back({messageHash(view(range), isMarked), end});
        }
        return std::move(m_fingerprint);
    }

private:
    [[nodiscard]] QByteArrayView view(ByteRange range) const
    {
        const bool isInside =
            range.begin >= 0 && range.begin <= range.end && range.end <= m_body.size();
        return isInside ? m_body.sliced(range.begin, range.size()) : QByteArrayView();
    }

    /// Only what INSPECT saw marked is searched for its marks.
    quint64 messageHash(QByteArrayView message, bool isMarked)
    {
        bool wasMarked = false;
        const QByteArray kept = isMarked ? withoutMarks(message, wasMarked)
                                         : QByteArray::fromRawData(message.data(), message.size());
        if (wasMarked)
            m_fingerprint.lastMarked = static_cast<qint64>(m_fingerprint.messages.size());
        const Parts parts = partsOf(kept);
        const auto &hash = m_tables.hash;
        if (parts.text.isNull())
            return hash(parts.before);
        return hash.combine(hash.combine(hash(parts.before), hash(parts.text)), hash(parts.after));
    }

    void readSystem()
    {
        const QByteArrayView text = view(m_facts.blocks.system);
        if (text.isEmpty() || !m_index.build(text))
            return;
        JsonCursor cursor(text, m_index.starts());
        if (cursor.kind() != JsonCursor::Kind::Array) {
            const auto string = cursor.string();
            m_fingerprint.system.push_back(m_tables.hash(string.value_or(QByteArrayView())));
            return;
        }
        if (!cursor.enterArray())
            return;
        while (cursor.nextElement())
            m_fingerprint.system.push_back(readSystemBlock(cursor));
    }

    quint64 readSystemBlock(JsonCursor &cursor)
    {
        quint64 hash = 1;
        if (cursor.kind() != JsonCursor::Kind::Object)
            return m_tables.hash(cursor.string().value_or(QByteArrayView()));
        if (!cursor.enterObject())
            return hash;
        while (const auto key = cursor.nextKey()) {
            const auto text = isWord(*key, "text") ? cursor.string() : std::nullopt;
            if (text)
                hash = m_tables.envelopes.isVolatileSystemText(*text) ? 1 : m_tables.hash(*text);
            else if (!isWord(*key, "text"))
                cursor.pass();
        }
        return hash;
    }

    std::shared_ptr<const PromptFingerprint::Tools> readTools()
    {
        const QByteArrayView text = view(m_facts.blocks.tools);
        if (text.isEmpty() || !m_index.build(text))
            return {};
        auto tools = std::make_shared<PromptFingerprint::Tools>();
        JsonCursor cursor(text, m_index.starts());
        if (!cursor.enterArray())
            return {};
        while (cursor.nextElement()) {
            tools->push_back({});
            readTool(cursor, text, tools->back());
        }
        return tools;
    }

    void readTool(JsonCursor &cursor, QByteArrayView text, PromptFingerprint::Tool &tool)
    {
        if (!cursor.enterObject())
            return;
        while (const auto key = cursor.nextKey()) {
            if (isWord(*key, "function")) { // chat completions put the tool one level down
                readTool(cursor, text, tool);
                continue;
            }
            const bool isName = isWord(*key, "name");
            const bool isDescription = isWord(*key, "description");
            const bool isMark = isWord(*key, "cache_control");
            const ByteRange range = cursor.skip();
            const quint64 hash = m_tables.hash(text.sliced(range.begin, range.size()));
            if (isName)
                tool.name = hash;
            else if (isDescription)
                tool.description = hash;
            else if (!isMark)
                tool.rest = m_tables.hash.combine(tool.rest, hash);
        }
    }

    QByteArrayView m_body;
    const RequestFacts &m_facts;
    const InspectorTables &m_tables;
    JsonIndex &m_index = threadIndex();
    PromptFingerprint m_fingerprint;
};

} // namespace

PromptFingerprint fingerprintPrompt(QByteArrayView body, const RequestFacts &facts,
                                    const InspectorTables &tables,
                                    std::shared_ptr<const PromptFingerprint::Tools> known)
{
    PromptFingerprint made = Fingerprinter(body, facts, tables).run(std::move(known));
    threadIndex().releaseIfLarge();
    return made;
}

QByteArray canonicalBlock(QByteArrayView block)
{
    bool wasMarked = false;
    const QByteArray kept = withoutMarks(block, wasMarked);
    const Parts parts = partsOf(kept);
    if (parts.text.isNull())
        return parts.before.toByteArray();
    return parts.before.toByteArray() + '"' + parts.text.toByteArray() + '"'
           + parts.after.toByteArray();
}

} // namespace proxy
