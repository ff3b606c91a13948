// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QHash>

#include <list>
#include <utility>

namespace proxy {

/// A map with a limited number of entries. A new entry replaces the least recently used one when
/// the map is full. Entries do not expire.
template <class Key, class Value> class LruCache final
{
public:
    explicit LruCache(qsizetype capacity)
        : m_capacity(capacity)
    { }
    Q_DISABLE_COPY_MOVE(LruCache)

    /// Returns the value of a key, or nullptr. Counts as a use. The pointer is valid until
    /// insert().
    [[nodiscard]] const Value *find(const Key &key)
    {
        const auto found = m_index.constFind(key);
        if (found == m_index.cend())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, *found);
        return &m_entries.front().second;
    }

    /// Inserts a value, or replaces the value of the key.
    void insert(const Key &key, Value value)
    {
        if (const auto found = m_index.constFind(key); found != m_index.cend()) {
            m_entries.splice(m_entries.begin(), m_entries, *found);
            m_entries.front().second = std::move(value);
            return;
        }
        m_entries.emplace_front(key, std::move(value));
        m_index.insert(key, m_entries.begin());
        if (m_index.size() > m_capacity) {
            m_index.remove(m_entries.back().first);
            m_entries.pop_back();
        }
    }

    void clear()
    {
        m_index.clear();
        m_entries.clear();
    }
    [[nodiscard]] qsizetype size() const { return m_index.size(); }

private:
    using Entries = std::list<std::pair<Key, Value>>;

    qsizetype m_capacity;
    Entries m_entries; // most recently used first
    QHash<Key, typename Entries::iterator> m_index;
};

} // namespace proxy
