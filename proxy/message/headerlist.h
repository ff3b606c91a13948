// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

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
    /// @p backing holds the bytes that fields given to appendShared() point into.
    explicit HeaderList(QByteArray backing);

    void append(QByteArray name, QByteArray value);
    /// Both views must point into the backing buffer.
    void appendShared(QByteArrayView name, QByteArrayView value);
    /// Replaces the first field of that name where it stands and removes the others; appends when
    /// there is none.
    void set(QByteArrayView name, QByteArray value);
    /// Gives the field at @p index another value where it stands.
    void setValueAt(size_t index, QByteArray value);
    /// Puts another field where the one at @p index stands.
    void replaceAt(size_t index, QByteArray name, QByteArray value);
    void removeAll(QByteArrayView name);
    void removeAt(size_t index);

    [[nodiscard]] size_t size() const { return m_fields.size(); }
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
    std::vector<Entry> m_fields;
};

/// ASCII-case-insensitive equality.
[[nodiscard]] bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b);

/// The non-empty members of a comma-separated list, white space trimmed (RFC 9110 5.6.1).
[[nodiscard]] std::vector<QByteArrayView> listMembers(QByteArrayView value);

} // namespace proxy
