// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <vector>

namespace proxy {

/// The fields of one message head: ordered, repeatable, names compared without case, every byte
/// of name and value as it came (RFC 9110 5). Plain value; cheap to copy.
///
/// Fields parsed from a socket point into one shared buffer that the list keeps alive: a view
/// taken from a list is valid as long as that list, or a copy of it, lives unchanged.
class HeaderList final
{
public:
    struct Field
    {
        QByteArrayView name;
        QByteArrayView value;
    };

    HeaderList() = default;
    /// @p backing holds the bytes that fields given to appendShared() point into; @p expected
    /// fields will come.
    explicit HeaderList(QByteArray backing, qsizetype expected = 16);

    void append(QByteArray name, QByteArray value);
    /// Both views must point into the backing buffer.
    void appendShared(QByteArrayView name, QByteArrayView value);
    /// Replaces the first field of that name where it stands and removes the others; appends when
    /// there is none.
    void set(QByteArrayView name, QByteArray value);
    /// Puts another field where the one at @p index stands.
    void replaceAt(size_t index, QByteArray name, QByteArray value);
    void removeAll(QByteArrayView name);
    void removeAt(size_t index);

    [[nodiscard]] size_t size() const { return static_cast<size_t>(m_fields.size()); }
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }
    [[nodiscard]] Field at(size_t index) const;
    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] int count(QByteArrayView name) const;
    [[nodiscard]] std::optional<QByteArrayView> first(QByteArrayView name) const;
    [[nodiscard]] std::vector<QByteArrayView> all(QByteArrayView name) const;
    /// Whether any field @p name, read as a comma-separated list (RFC 9110 5.6.1), holds @p token.
    [[nodiscard]] bool hasToken(QByteArrayView name, QByteArrayView token) const;

    /// "Name: value\r\n" for each field, without the closing empty line.
    void appendTo(QByteArray &out) const;

private:
    struct Entry
    {
        QByteArray name; // fromRawData into m_backing, or its own bytes
        QByteArray value;
    };

    QByteArray m_backing;
    QList<Entry> m_fields; // shared until changed: heads are copied more often than edited
};

/// ASCII-case-insensitive equality. In the header because heads are searched by it: most names
/// differ in length or first byte.
[[nodiscard]] inline bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    constexpr unsigned kCase = 0x20;
    if (a.size() != b.size()
        || (!a.isEmpty()
            && ((static_cast<unsigned char>(a[0]) ^ static_cast<unsigned char>(b[0])) & ~kCase)
                   != 0))
        return false;
    for (qsizetype at = 0; at < a.size(); ++at) {
        const auto one = static_cast<unsigned char>(a[at]);
        const auto other = static_cast<unsigned char>(b[at]);
        const unsigned lower = one | kCase;
        if (one != other && ((one ^ other) != kCase || lower < 'a' || lower > 'z'))
            return false;
    }
    return true;
}

/// The non-empty members of a comma-separated list, white space trimmed (RFC 9110 5.6.1).
[[nodiscard]] std::vector<QByteArrayView> listMembers(QByteArrayView value);

} // namespace proxy
