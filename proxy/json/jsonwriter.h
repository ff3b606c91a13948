// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Appends compact JSON to a buffer, commas and escapes included. Made for rows that are written
/// once per request; no tree is built. The caller balances begin and end.
class JsonWriter final
{
public:
    /// Whether others may look at the buffer, or append to it, between two calls; else only once
    /// the writer is gone, which is quicker.
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
    /// Thousandths as a number with three decimals: 1500 is 1.500.
    JsonWriter &thousandths(qint64 value);
    JsonWriter &boolean(bool value);
    JsonWriter &null();
    /// A string's content that is escaped already; the quotes are added.
    JsonWriter &quoted(QByteArrayView escaped);
    /// Bytes that already are one JSON value.
    JsonWriter &raw(QByteArrayView json);

    JsonWriter &field(QByteArrayView name, QByteArrayView utf8) { return key(name).string(utf8); }
    JsonWriter &field(QByteArrayView name, qint64 value) { return key(name).number(value); }
    /// Left out when empty.
    JsonWriter &optionalField(QByteArrayView name, QByteArrayView utf8);

private:
    JsonWriter &put(QByteArrayView before, QByteArrayView text, QByteArrayView after);
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    [[nodiscard]] bool needsComma() const;
    [[nodiscard]] char *room(qsizetype bytes);
    void grow(qsizetype bytes);

    QByteArray &m_out;
    char *m_end = nullptr; // of what was written; null: the buffer's own end
    char *m_limit = nullptr;
};

/// Appends the string with JSON.stringify's escapes, without quotes.
void appendJsonEscaped(QByteArray &out, QByteArrayView utf8);

} // namespace proxy
