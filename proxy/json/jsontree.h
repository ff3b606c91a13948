// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <vector>

namespace proxy {

class JsonTree;

enum class JsonType : quint8 { Missing, Null, False, True, Number, String, Array, Object };

/// One value of a JsonTree, or none. A cheap handle: valid as long as the tree and its text.
/// Asking a value for what it is not gives a missing value or an empty view, never a fault.
class JsonValue final
{
public:
    JsonValue() = default;

    [[nodiscard]] JsonType type() const;
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

    const JsonTree *m_tree = nullptr;
    quint32 m_index = 0;
    quint32 m_limit = 0; ///< the parent's children end before this node
    bool m_isMember = false;
};

/// A JSON text with the place of every value in it: strict RFC 8259, UTF-8 checked, nothing
/// unescaped, no number touched, so that any part of it can be copied byte for byte. Reading on
/// demand would be faster still, but leaves skipped values unchecked and knows one order only; a
/// DOM forgets the bytes. Depth and number of values are limited. parse() may be called again and
/// then keeps the memory of the last text.
class JsonTree final
{
public:
    static constexpr int kMaxDepth = 512;
    static constexpr quint32 kMaxValues = 2'000'000;

    /// False: not JSON, or over a limit; error() says what and where. @p text must outlive the
    /// tree's use.
    [[nodiscard]] bool parse(QByteArrayView text);
    [[nodiscard]] JsonValue root() const;
    [[nodiscard]] const QString &error() const { return m_error; }

private:
    friend class JsonValue;

    struct Node
    {
        quint32 begin = 0; ///< of the value's bytes
        quint32 end = 0;
        quint32 next = 0; ///< index after the value's last descendant; while open, the parent
        JsonType type = JsonType::Missing;
        bool isEscaped = false; ///< a string with a backslash in it
    };

    bool readAll();
    bool readValue();
    bool readKey();
    bool readString();
    bool readNumber();
    bool readWord(QByteArrayView word, JsonType type);
    bool openContainer(JsonType type);
    bool stepContainer();
    void closeContainer();
    bool addNode(JsonType type, qsizetype begin, qsizetype end, bool isEscaped = false);
    bool readDigits();
    void skipSpace();
    bool fail(const char *why);

    QByteArrayView m_text;
    qsizetype m_at = 0;
    std::vector<Node> m_nodes;
    std::vector<quint32> m_open; ///< indexes of the containers around the place being read
    QString m_error;
};

} // namespace proxy
