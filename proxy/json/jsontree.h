// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsonskip.h"

#include "proxy/core/text.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <vector>

namespace proxy {

class JsonTree;

/// One value of a JsonTree, or a missing one. A cheap handle that is valid as long as the tree and
/// its text. A question that does not fit the value's type returns a missing value or an empty
/// view.
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
    /// Whether the value is missing or null.
    [[nodiscard]] bool isNothing() const { return type() <= JsonType::Null; }

    /// The value's bytes in the text, without white space around them.
    [[nodiscard]] QByteArrayView raw() const;
    /// The bytes between a string's quotes, with their escapes.
    [[nodiscard]] QByteArrayView quoted() const;
    /// A string without its escapes, see unescaped().
    [[nodiscard]] QByteArray text() const;
    /// Whether it is a string of exactly this text.
    [[nodiscard]] bool is(QByteArrayView plain) const;
    /// The value of a number that has no fraction and fits; else nullopt.
    [[nodiscard]] std::optional<qint64> integer() const;
    [[nodiscard]] std::optional<double> number() const;

    /// The first element of an array, or the value of an object's first member.
    [[nodiscard]] JsonValue first() const;
    /// The next element of the array, or the value of the object's next member.
    [[nodiscard]] JsonValue next() const;
    /// The member's name, for a value that first() or next() of an object returned.
    [[nodiscard]] JsonValue key() const;
    /// The value of the last member of that name.
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

/// A parsed JSON text that knows the position of every value. Strings and numbers stay as they are
/// in the text, so any part of it can be copied byte for byte; that is why it is no DOM. Unlike
/// JsonCursor it gives access in any order. The grammar is JsonCursor's. Depth and number of values
/// are limited. parse() may be called again and then reuses the memory, unless the last text was
/// large.
class JsonTree final
{
public:
    static constexpr quint32 kMaxValues = 2'000'000;

    /// Parses @p text, which must outlive the use of the tree. Returns false when it is not JSON or
    /// exceeds a limit; error() and errorAt() then say why and where.
    [[nodiscard]] bool parse(QByteArrayView text);
    [[nodiscard]] JsonValue root() const;
    [[nodiscard]] const Text &error() const { return m_error; }
    /// The byte of the text at which the error is.
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
    Text m_error;
    qsizetype m_errorAt = 0;
};

} // namespace proxy
