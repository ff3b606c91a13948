// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsonskip.h"

#include <array>

namespace proxy {

/// Checks one value against the grammar (RFC 8259), token by token, and calls a visitor for its
/// parts: `const char *value(JsonType, size_t token)` for each value and member name, which returns
/// a fault of its own or nullptr; `void close(size_t token)` for the bracket that ends the
/// innermost object or array. Make and use it within one function: its members then stay in
/// registers, which halves the time.
template <class Visitor> class JsonWalk final
{
public:
    JsonWalk(const IndexedJson &json, size_t token, Visitor &visitor)
        : m_json(json)
        , m_at(token)
        , m_visitor(visitor)
    { }

    /// Visits the value. Returns false at the first fault.
    [[nodiscard]] bool walk()
    {
        do {
            const JsonType type = m_json.typeOf(m_at);
            if (type == JsonType::Missing)
                return fail(QT_TRANSLATE_NOOP("Engine", "not a JSON value"));
            if (const char *fault = m_visitor.value(type, m_at))
                return fail(fault);
            const char close = type == JsonType::Object  ? '}'
                               : type == JsonType::Array ? ']'
                                                         : '\0';
            if (close != '\0' && !open(type))
                return false;
            ++m_at;
            if (close != '\0' && m_json.byteAt(m_at) != close) {
                if (type == JsonType::Object && !takeKey())
                    return false;
            } else if (!goOnBehindValue()) {
                return false;
            }
        } while (m_depth > 0);
        return true;
    }
    /// The token behind the value; after a fault the token with the fault.
    [[nodiscard]] size_t token() const { return m_at; }
    /// What is wrong; nullptr: nothing.
    [[nodiscard]] const char *fault() const { return m_fault; }

private:
    [[nodiscard]] bool isInArray() const
    {
        const int top = m_depth - 1;
        return m_isArray[static_cast<size_t>(top / 64)] >> (top % 64) & 1;
    }
    [[nodiscard]] bool open(JsonType type)
    {
        if (m_depth == kMaxJsonDepth)
            return fail(QT_TRANSLATE_NOOP("Engine", "too deep"));
        const quint64 bit = quint64(1) << (m_depth % 64);
        quint64 &word = m_isArray[static_cast<size_t>(m_depth / 64)];
        word = type == JsonType::Array ? word | bit : word & ~bit;
        ++m_depth;
        return true;
    }
    [[nodiscard]] bool takeKey()
    {
        if (m_json.byteAt(m_at) != '"')
            return fail(QT_TRANSLATE_NOOP("Engine", "a member name is missing"));
        if (const char *fault = m_visitor.value(JsonType::String, m_at))
            return fail(fault);
        ++m_at;
        if (m_json.byteAt(m_at) != ':')
            return fail(QT_TRANSLATE_NOOP("Engine", "a colon is missing"));
        ++m_at;
        return true;
    }
    /// Closes what ends here and steps to the next value, if there is one.
    [[nodiscard]] bool goOnBehindValue()
    {
        while (m_depth > 0 && m_json.byteAt(m_at) == (isInArray() ? ']' : '}')) {
            m_visitor.close(m_at);
            ++m_at;
            --m_depth;
        }
        if (m_depth == 0)
            return true;
        if (m_json.byteAt(m_at) != ',')
            return fail(QT_TRANSLATE_NOOP("Engine", "a comma is missing"));
        ++m_at;
        return isInArray() || takeKey();
    }
    bool fail(const char *why)
    {
        m_fault =
            m_at < m_json.starts.size() ? why : QT_TRANSLATE_NOOP("Engine", "it ends too early");
        return false;
    }

    const IndexedJson m_json;
    size_t m_at;
    Visitor &m_visitor;
    const char *m_fault = nullptr;
    /// One bit for each open bracket: whether it is an array's.
    std::array<quint64, kMaxJsonDepth / 64> m_isArray {};
    int m_depth = 0;
};

} // namespace proxy
