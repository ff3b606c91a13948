// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <cstring>

namespace proxy {

/// The name of a field, with all that stands around it: copying it takes a few instructions, and
/// rows have many. Made when the program is compiled.
class JsonKey final
{
public:
    static constexpr size_t kRoom = 48; ///< what is copied; a longer name does not compile

    constexpr JsonKey() = default;
    /// @p name must need no escaping.
    constexpr JsonKey(QByteArrayView name)
        : m_size(static_cast<size_t>(name.size()) + 4)
    {
        m_text[0] = ',';
        m_text[1] = '"';
        for (qsizetype at = 0; at < name.size(); ++at)
            m_text.at(static_cast<size_t>(at) + 2) = name[at];
        m_text.at(m_size - 2) = '"';
        m_text.at(m_size - 1) = ':';
    }

    [[nodiscard]] constexpr QByteArrayView name() const
    {
        return {m_text.data() + 2, static_cast<qsizetype>(m_size) - 4};
    }
    constexpr operator QByteArrayView() const { return name(); }
    [[nodiscard]] constexpr const char *text() const { return m_text.data(); }
    [[nodiscard]] constexpr size_t size() const { return m_size; }

private:
    std::array<char, kRoom + 1> m_text {}; // `,"name":`
    size_t m_size = 4;
};

[[nodiscard]] consteval JsonKey operator""_key(const char *name, size_t size)
{
    return {QByteArrayView(name, static_cast<qsizetype>(size))};
}

/// Appends compact JSON to a buffer and adds commas and escapes. It builds no tree, because it
/// writes a row for every request. The caller must balance begin and end.
class JsonWriter final
{
public:
    /// Shared: others may read the buffer, or append to it, between two calls. Exclusive: only
    /// after the writer is destroyed, which is faster.
    enum class Buffer { Shared, Exclusive };

    explicit JsonWriter(QByteArray &out, Buffer buffer = Buffer::Shared);
    ~JsonWriter();
    Q_DISABLE_COPY_MOVE(JsonWriter)

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    /// @p key must need no escaping.
    JsonWriter &key(QByteArrayView key);
    /// Invalid UTF-8 becomes U+FFFD.
    JsonWriter &string(QByteArrayView utf8);
    JsonWriter &number(qint64 value);
    JsonWriter &real(double value, int decimals);
    /// Writes a number of thousandths with three decimals: 1500 becomes 1.500.
    JsonWriter &thousandths(qint64 value);
    JsonWriter &boolean(bool value);
    JsonWriter &null();
    /// Writes a string whose content is escaped already; adds the quotes.
    JsonWriter &quoted(QByteArrayView escaped);
    /// Writes bytes that are one JSON value already.
    JsonWriter &raw(QByteArrayView json);

    JsonWriter &field(QByteArrayView name, QByteArrayView utf8);
    JsonWriter &field(QByteArrayView name, qint64 value);
    /// Writes the field unless @p utf8 is empty.
    JsonWriter &optionalField(QByteArrayView name, QByteArrayView utf8)
    {
        return utf8.isEmpty() ? *this : field(name, utf8);
    }

    // The same, faster.
    JsonWriter &key(const JsonKey &key);
    JsonWriter &field(const JsonKey &key, QByteArrayView utf8);
    JsonWriter &field(const JsonKey &key, qint64 value);
    JsonWriter &optionalField(const JsonKey &key, QByteArrayView utf8)
    {
        return utf8.isEmpty() ? *this : field(key, utf8);
    }

private:
    /// Writes the comma that a value needs and returns where it begins, with room for it. Its end
    /// goes to end().
    [[nodiscard]] char *begin(qsizetype room)
    {
        char *to = more(room + 1);
        *to = ',';
        return to + (m_needsComma ? 1 : 0);
    }
    /// The same behind a key, which is written.
    [[nodiscard]] char *begin(const JsonKey &key, qsizetype room)
    {
        char *to = more(static_cast<qsizetype>(JsonKey::kRoom) + room);
        const size_t skipped = m_needsComma ? 0 : 1;
        std::memcpy(to, key.text() + skipped, JsonKey::kRoom);
        return to + (key.size() - skipped);
    }
    [[nodiscard]] char *more(qsizetype room)
    {
        if (m_limit - m_end < room)
            grow(room);
        return m_end;
    }
    JsonWriter &end(char *to, bool needsComma = true)
    {
        m_end = to;
        m_needsComma = needsComma;
        if (m_isShared)
            giveBack();
        return *this;
    }
    void grow(qsizetype room);
    void giveBack();

    QByteArray &m_out;
    // Null in a shared buffer between two calls.
    char *m_begin = nullptr; // of the buffer
    char *m_end = nullptr; // of what was written
    char *m_limit = nullptr; // of the room
    bool m_needsComma = false; // before the next value
    const bool m_isShared;
};

/// Appends a string's content with the escapes of JSON.stringify, without quotes.
void appendJsonEscaped(QByteArray &out, QByteArrayView utf8);

} // namespace proxy
