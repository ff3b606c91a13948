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

    JsonWriter &field(QByteArrayView name, QByteArrayView utf8) { return key(name).string(utf8); }
    JsonWriter &field(QByteArrayView name, qint64 value) { return key(name).number(value); }
    /// Writes the field unless @p utf8 is empty.
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

/// Appends a string's content with the escapes of JSON.stringify, without quotes.
void appendJsonEscaped(QByteArray &out, QByteArrayView utf8);

} // namespace proxy
