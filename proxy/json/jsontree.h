// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsonskip.h"

#include "proxy/core/said.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <vector>

namespace proxy {

class JsonTree;

/// One value of a JsonTree, or none. A cheap handle: valid as long as the tree and its text.
/// Asking a value for what it is not gives a missing value or an empty view, never a fault.
class JsonValue final
{
public:
    JsonValue() = default;

    [[nodiscard]] JsonType type() const { return m_type; }
    explicit operator bool() const { return m_tree != nullptr; }
    [[nodiscard]] bool isString() const { return type() == JsonType::String; }
    [[nodiscard]] bool isObject() const { return type() == JsonType::Object; }
    [[nodiscard]] bool isArray() const { return type() == JsonType::Array; }
    [[nodiscard]] bool isTrue() const { return type() == JsonType::True; }
    /// Missing or null: both mean "not said".
    [[nodiscard]] bool isNothing() const { return type() <= JsonType::Null; }

    /// The value's bytes as they stand in the text, without white space around them.
    [[nodiscard]] QByteArrayView raw() const;
    /// What stands between a string's quotes, escapes as they are.
    [[nodiscard]] QByteArrayView quoted() const;
    /// A string without its escapes, see unescaped().
    [[nodiscard]] QByteArray text() const;
    /// It is a string of exactly this text.
    [[nodiscard]] bool is(QByteArrayView plain) const;
    /// A number without a fraction that fits.
    [[nodiscard]] std::optional<qint64> integer() const;
    [[nodiscard]] std::optional<double> number() const;

    /// First element of an array, or value of an object's first member.
    [[nodiscard]] JsonValue first() const;
    /// The element or member value after this one.
    [[nodiscard]] JsonValue next() const;
    /// The name of a member, for values reached through first() and next() of an object.
    [[nodiscard]] JsonValue key() const;
    /// The last member of that name, as JSON parsers commonly take it.
    [[nodiscard]] JsonValue operator[](QByteArrayView name) const;

private:
    friend class JsonTree;
    JsonValue(const JsonTree *tree, quint32 index, quint32 limit, bool isMember);
    [[nodiscard]] bool isText(quint32 index, QByteArrayView plain) const;

    const JsonTree *m_tree = nullptr;
    quint32 m_index = 0;
    quint32 m_limit = 0; ///< the parent's children end before this node
    JsonType m_type = JsonType::Missing;
    bool m_isMember = false;
};

/// A JSON text with the place of every value in it, read along its JsonIndex by the same grammar as
/// JsonCursor: nothing unescaped, no number touched, so that any part of it can be copied byte for
/// byte. Reading on demand would be faster still, but knows one order only; a DOM forgets the
/// bytes. Depth and number of values are limited. parse() may be called again and then keeps the
/// memory of the last text, unless that was large.
class JsonTree final
{
public:
    static constexpr quint32 kMaxValues = 2'000'000;

    /// False: not JSON, or over a limit; error() says what and where. @p text must outlive the
    /// tree's use.
    [[nodiscard]] bool parse(QByteArrayView text);
    [[nodiscard]] JsonValue root() const;
    [[nodiscard]] const Said &error() const { return m_error; }
    /// The byte of the text where the fault is.
    [[nodiscard]] qsizetype errorAt() const { return m_errorAt; }

private:
    friend class JsonValue;
    class Builder;

    struct Node
    {
        quint32 begin = 0; ///< of the value's bytes
        quint32 end = 0;
        quint32 next = 0; ///< index after the value's last descendant; while open, the parent
        JsonType type = JsonType::Missing;
    };

    bool build(QByteArrayView text);
    void reserveNodes(size_t tokens);
    bool fail(const char *why, qsizetype at);

    QByteArrayView m_text;
    std::vector<Node> m_nodes; ///< the first m_count of them
    quint32 m_count = 0;
    bool m_isEscaped = false; ///< a backslash stands in the text
    Said m_error;
    qsizetype m_errorAt = 0;
};

} // namespace proxy
