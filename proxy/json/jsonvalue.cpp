// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"

namespace proxy {

JsonValue::JsonValue(const JsonTree *tree, quint32 index, quint32 limit, bool isMember)
    : m_tree(tree)
    , m_index(index)
    , m_limit(limit)
    , m_isMember(isMember)
{ }

JsonType JsonValue::type() const
{
    return m_tree ? m_tree->m_nodes[m_index].type : JsonType::Missing;
}

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
    if (!isString())
        return {};
    return m_tree->m_nodes[m_index].isEscaped ? unescaped(quoted()) : quoted().toByteArray();
}

bool JsonValue::is(QByteArrayView plain) const
{
    if (!isString())
        return false;
    return m_tree->m_nodes[m_index].isEscaped ? unescaped(quoted()) == plain : quoted() == plain;
}

std::optional<qint64> JsonValue::integer() const
{
    if (type() != JsonType::Number)
        return std::nullopt;
    bool isInteger = false;
    const qint64 value = raw().toByteArray().toLongLong(&isInteger);
    if (isInteger)
        return value;
    const std::optional<double> real = number();
    if (!real || *real != static_cast<double>(static_cast<qint64>(qBound(-1e15, *real, 1e15))))
        return std::nullopt;
    return static_cast<qint64>(*real);
}

std::optional<double> JsonValue::number() const
{
    if (type() != JsonType::Number)
        return std::nullopt;
    bool isNumber = false;
    const double value = raw().toByteArray().toDouble(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
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
    JsonValue found;
    if (!isObject())
        return found;
    for (JsonValue member = first(); member; member = member.next()) {
        if (member.key().is(name))
            found = member;
    }
    return found;
}

} // namespace proxy
