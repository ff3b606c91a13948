// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/byterange.h"
#include "proxy/json/jsonskip.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <span>

namespace proxy {

/// Reads a JSON text once from front to back, token by token, along its JsonIndex. Every value that
/// is read or skipped, nested ones too, is checked against the grammar (RFC 8259). The first fault
/// ends the reading: loops over members and elements stop, and failed() returns true. Only the
/// escapes inside strings are not checked, because that would take longer than the index; see
/// isWellEscaped().
///
/// simdjson's own on-demand parser does not check skipped values, and checking them would take a
/// second pass.
class JsonCursor final
{
public:
    enum class Kind { Object, Array, String, Other };

    /// @p text and @p starts, the token starts of its JsonIndex, must outlive the cursor.
    JsonCursor(QByteArrayView text, std::span<const quint32> starts);

    /// The kind of the next value.
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool failed() const { return m_failed; }
    /// Whether all tokens were consumed without a fault.
    [[nodiscard]] bool isComplete() const { return !m_failed && m_at == m_json.starts.size(); }

    /// Enters the next value, which should be an object or an array. Then call nextKey() or
    /// nextElement() until it returns nothing or false, and consume one value after each other
    /// result. Returns false when the next value is of another kind; that value is skipped.
    [[nodiscard]] bool enterObject();
    [[nodiscard]] bool enterArray();
    /// Returns the next key, unescaped; nullopt at the object's end. The view is valid until the
    /// next call.
    [[nodiscard]] std::optional<QByteArrayView> nextKey();
    [[nodiscard]] bool nextElement();

    /// The byte at which the next token begins, and the one behind the consumed token.
    [[nodiscard]] qsizetype nextBegin() const;
    [[nodiscard]] qsizetype previousEnd() const;

    /// Consumes a value of any kind and returns its byte range.
    ByteRange skip();
    /// Consumes a value. Returns the raw bytes between the quotes of a string; nullopt for other
    /// kinds.
    [[nodiscard]] std::optional<QByteArrayView> string();
    /// Consumes a value. Returns a number without a fraction; nullopt for anything else.
    [[nodiscard]] std::optional<qint64> integer();
    /// Consumes a value. Returns a number that a double can hold; nullopt for anything else.
    [[nodiscard]] std::optional<double> number();
    /// Consumes a value. Returns whether it is the literal true.
    [[nodiscard]] bool isTrue();
    /// Consumes a value. Returns whether it is anything but null.
    [[nodiscard]] bool isPresent();

private:
    [[nodiscard]] QByteArrayView view(ByteRange range) const;
    void fail();
    /// Consumes the comma before a further member, or the closing bracket; false for the latter.
    [[nodiscard]] bool takeSeparator(char close);
    void skipValue();
    [[nodiscard]] bool skipKey();

    IndexedJson m_json;
    size_t m_at = 0; ///< next token
    bool m_atFirst = false; ///< a bracket was just entered
    bool m_failed = false;
    QByteArray m_key;
};

} // namespace proxy
