// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace proxy {

/// The header fields of one message (RFC 9110 5). The list keeps their order, repeated fields and
/// every byte of names and values; names are compared without case. Plain value; cheap to copy.
///
/// Fields that were parsed from a socket point into one buffer, which the list keeps alive. A view
/// that a list returns is valid until that list is changed or destroyed.
class HeaderList final
{
public:
    struct Field
    {
        QByteArrayView name;
        QByteArrayView value;
    };

    HeaderList() = default;
    /// Makes an empty list. @p backing is the buffer for appendShared(); @p expected is how many
    /// fields to reserve memory for.
    explicit HeaderList(QByteArray backing, qsizetype expected = 16);

    void append(QByteArray name, QByteArray value);
    /// Appends a field without a copy. Both views must point into the backing buffer.
    void appendShared(QByteArrayView name, QByteArrayView value);
    /// Replaces the first field of that name in its place and removes the others. Appends the field
    /// when there is none.
    void set(QByteArrayView name, QByteArray value);
    /// Replaces the field at @p index.
    void replaceAt(size_t index, QByteArray name, QByteArray value);
    void removeAll(QByteArrayView name);
    void removeAt(size_t index);

    [[nodiscard]] size_t size() const { return static_cast<size_t>(m_fields.size()); }
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }
    [[nodiscard]] Field at(size_t index) const
    {
        const Entry &entry = m_fields.at(static_cast<qsizetype>(index));
        return {entry.name, entry.value};
    }
    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] int count(QByteArrayView name) const;
    [[nodiscard]] std::optional<QByteArrayView> first(QByteArrayView name) const;
    [[nodiscard]] std::vector<QByteArrayView> all(QByteArrayView name) const;
    /// Whether any field @p name, read as a comma-separated list (RFC 9110 5.6.1), holds @p token.
    [[nodiscard]] bool hasToken(QByteArrayView name, QByteArrayView token) const;

    /// How many bytes appendTo() appends.
    [[nodiscard]] qsizetype wireSize() const;
    /// Appends "Name: value\r\n" for each field, without the empty line that ends a head.
    void appendTo(QByteArray &out) const;
    /// Writes the same to where there is room for it. Returns its end.
    [[nodiscard]] char *writeTo(char *to) const;

private:
    struct Entry
    {
        QByteArray name; // fromRawData into m_backing, or its own bytes
        QByteArray value;
    };

    [[nodiscard]] static quint64 sizeBit(QByteArrayView name)
    {
        return quint64 {1} << (static_cast<size_t>(name.size()) % 64);
    }
    [[nodiscard]] bool mayHave(QByteArrayView name) const { return (m_sizes & sizeBit(name)) != 0; }

    QByteArray m_backing;
    QList<Entry> m_fields; // shared until changed: heads are copied more often than edited
    // How long names were that came: most fields that are asked for are not there.
    quint64 m_sizes = 0;
};

/// Compares two texts without the case of ASCII letters. Inline, because every search of a field
/// calls it and most names differ in their length or first byte.
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

/// A fixed set of names of fields.
template <size_t Size> class FieldNames final
{
public:
    constexpr FieldNames(const QByteArrayView (&names)[Size])
    {
        for (size_t at = 0; at < Size; ++at) {
            m_names[at] = names[at];
            m_sizes |= quint64 {1} << names[at].size();
        }
    }
    [[nodiscard]] bool contains(QByteArrayView name) const
    {
        if (name.size() >= 64 || (m_sizes >> name.size() & 1) == 0)
            return false;
        return std::any_of(m_names.begin(), m_names.end(), [name](QByteArrayView candidate) {
            return equalsIgnoringCase(name, candidate);
        });
    }

private:
    std::array<QByteArrayView, Size> m_names;
    quint64 m_sizes = 0; ///< a bit for the length of each
};

/// Returns the non-empty members of a comma-separated list, trimmed (RFC 9110 5.6.1).
[[nodiscard]] std::vector<QByteArrayView> listMembers(QByteArrayView value);

} // namespace proxy
