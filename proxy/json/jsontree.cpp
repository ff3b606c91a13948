// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsontree.h"

#include "proxy/json/jsonindex.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwalk.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kKeptNodes = 64 * 1024;

/// One a thread: a tree needs it only while it is built, and its memory is worth keeping.
JsonIndex &threadIndex()
{
    static thread_local JsonIndex index;
    return index;
}

} // namespace

/// Writes down what the walk passes.
class JsonTree::Builder final
{
public:
    /// @p nodes has room for all tokens, or for the most values that are taken.
    Builder(const IndexedJson &json, std::vector<Node> &nodes)
        : m_json(json)
        , m_nodes(nodes.data())
    { }

    [[nodiscard]] const char *value(JsonType type, size_t token)
    {
        if (m_count >= kMaxValues)
            return QT_TRANSLATE_NOOP("Engine", "too many values");
        const quint32 index = m_count++;
        const bool isOpen = type >= JsonType::Array;
        m_nodes[index] = {.begin = m_json.starts[token],
                          .end = isOpen ? 0 : static_cast<quint32>(m_json.endOf(token)),
                          .next = isOpen ? std::exchange(m_innermost, index) : index + 1,
                          .type = type};
        return nullptr;
    }
    void close(size_t token)
    {
        Node &node = m_nodes[m_innermost];
        node.end = m_json.starts[token] + 1;
        m_innermost = std::exchange(node.next, m_count);
    }
    [[nodiscard]] quint32 count() const { return m_count; }

private:
    const IndexedJson m_json;
    Node *m_nodes;
    quint32 m_count = 0;
    quint32 m_innermost = 0; ///< the open object or array
};

bool JsonTree::parse(QByteArrayView text)
{
    m_text = text;
    m_count = 0;
    m_isEscaped = text.contains('\\');
    m_error = {};
    const bool isBuilt = build(text);
    threadIndex().releaseIfLarge();
    return isBuilt;
}

bool JsonTree::build(QByteArrayView text)
{
    JsonIndex &index = threadIndex();
    if (!index.build(text)) {
        const auto [why, at] = JsonIndex::faultIn(text);
        return fail(why, at);
    }
    const IndexedJson json {text, index.starts()};
    reserveNodes(json.starts.size());
    Builder builder(json, m_nodes);
    JsonWalk walk(json, 0, builder);
    if (!walk.walk() || walk.token() < json.starts.size())
        return fail(walk.fault() ? walk.fault()
                                 : QT_TRANSLATE_NOOP("Engine", "something follows the value"),
                    json.beginOf(walk.token()));
    // No escape stands outside a string, as the walk has proved.
    const qsizetype bad = m_isEscaped ? badEscape(text) : -1;
    if (bad >= 0)
        return fail(QT_TRANSLATE_NOOP("Engine", "a bad escape"), bad);
    m_count = builder.count();
    return true;
}

void JsonTree::reserveNodes(size_t tokens)
{
    const size_t needed = std::min<size_t>(tokens, kMaxValues);
    if (m_nodes.size() > std::max(needed, kKeptNodes))
        m_nodes = {};
    if (m_nodes.size() < needed)
        m_nodes.resize(needed);
}

JsonValue JsonTree::root() const
{
    return m_count == 0 ? JsonValue() : JsonValue(this, 0, m_count, false);
}

bool JsonTree::fail(const char *why, qsizetype at)
{
    m_errorAt = at;
    m_error = Text::english("%1 (byte %2)", {Text::english(why), at});
    return false;
}

} // namespace proxy
