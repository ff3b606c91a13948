// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonnumber.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"

#include <cstring>

namespace proxy {

namespace {

bool isEscapedText(QByteArrayView quoted, QByteArrayView plain)
{
    return quoted.contains('\\') && unescaped(quoted) == plain;
}

} // namespace

JsonValue::JsonValue(const JsonTree *tree, quint32 index, quint32 limit, bool isMember)
    : m_tree(tree)
    , m_index(index)
    , m_limit(limit)
    , m_type(tree->m_nodes[index].type)
    , m_isMember(isMember)
{ }

QByteArrayView JsonValue::raw() const
{
    if (!m_tree)
        return {};
    const JsonTree::Node &node = m_tree->m_nodes[m_index];
    return m_tree->m_text.sliced(node.begin, node.end - node.begin);
}

QByteArrayView JsonValue::quoted() const
{
    return isString() ? raw().sliced(1, raw().size() - 2) : QByteArrayView();
}

QByteArray JsonValue::text() const
{
    const QByteArrayView own = quoted();
    return own.contains('\\') ? unescaped(own) : own.toByteArray();
}

bool JsonValue::is(QByteArrayView plain) const
{
    return isString() && isText(m_index, plain);
}

bool JsonValue::isText(quint32 index, QByteArrayView plain) const
{
    const JsonTree::Node &node = m_tree->m_nodes[index];
    const char *own = m_tree->m_text.data() + node.begin + 1;
    const qsizetype size = node.end - node.begin - 2;
    if (size == plain.size())
        return std::memcmp(own, plain.data(), static_cast<size_t>(size)) == 0;
    // No escape is shorter than what it stands for.
    return m_tree->m_isEscaped && size > plain.size() && isEscapedText({own, size}, plain);
}

std::optional<qint64> JsonValue::integer() const
{
    return type() == JsonType::Number ? integerOf(raw()) : std::nullopt;
}

std::optional<double> JsonValue::number() const
{
    return type() == JsonType::Number ? realOf(raw()) : std::nullopt;
}

JsonValue JsonValue::first() const
{
    if (!isArray() && !isObject())
        return {};
    const quint32 limit = m_tree->m_nodes[m_index].next;
    const quint32 index = m_index + (isObject() ? 2 : 1);
    return index < limit ? JsonValue(m_tree, index, limit, isObject()) : JsonValue();
}

JsonValue JsonValue::next() const
{
    if (!m_tree)
        return {};
    const quint32 index = m_tree->m_nodes[m_index].next + (m_isMember ? 1 : 0);
    return index < m_limit ? JsonValue(m_tree, index, m_limit, m_isMember) : JsonValue();
}

JsonValue JsonValue::key() const
{
    return m_isMember ? JsonValue(m_tree, m_index - 1, m_limit, false) : JsonValue();
}

JsonValue JsonValue::operator[](QByteArrayView name) const
{
    if (!isObject())
        return {};
    // Most values are reached this way: what a name of another length costs, a look-up costs.
    const JsonTree::Node *nodes = m_tree->m_nodes.data();
    const auto size = static_cast<quint32>(name.size()) + 2;
    const quint32 limit = nodes[m_index].next;
    quint32 found = 0;
    for (quint32 key = m_index + 1; key < limit; key = nodes[key + 1].next) {
        const quint32 own = nodes[key].end - nodes[key].begin;
        if ((own == size || (own > size && m_tree->m_isEscaped)) && isText(key, name))
            found = key + 1;
    }
    return found > 0 ? JsonValue(m_tree, found, limit, true) : JsonValue();
}

} // namespace proxy
