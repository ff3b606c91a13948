// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

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

private:
    /// Writes the comma that a value needs and returns where it begins, with room for it. Its end
    /// goes to end().
    [[nodiscard]] char *begin(qsizetype room)
    {
        char *to = more(room + 1);
        *to = ',';
        return to + (m_needsComma ? 1 : 0);
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
