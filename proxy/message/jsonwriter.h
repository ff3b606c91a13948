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
    explicit JsonWriter(QByteArray &out)
        : m_out(out)
    { }

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
    [[nodiscard]] bool needsComma() const;
    void separate();

    QByteArray &m_out;
};

/// Appends the string with JSON.stringify's escapes, without quotes.
void appendJsonEscaped(QByteArray &out, QByteArrayView utf8);

} // namespace proxy
