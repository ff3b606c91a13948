// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/byterange.h"
#include "proxy/json/jsonskip.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <span>

namespace proxy {

/// Walks a JSON text once, token by token, along its JsonIndex. Whatever is read or skipped is
/// checked against the grammar (RFC 8259), nested values too; the first fault ends the walk: every
/// loop over members then stops and failed() tells. Alone the escapes in values are left to who
/// reads them (isWellEscaped()): to look for them takes longer than the index. This is why
/// simdjson's own on-demand walk is not used: it leaves skipped values unchecked, and checking them
/// costs a second walk.
class JsonCursor final
{
public:
    enum class Kind { Object, Array, String, Other };

    /// Both must outlive the cursor.
    JsonCursor(QByteArrayView text, std::span<const quint32> starts);

    /// What kind of value comes next.
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool failed() const { return m_failed; }
    /// All tokens were consumed without a fault.
    [[nodiscard]] bool isComplete() const { return !m_failed && m_at == m_json.starts.size(); }

    /// Members of the object or array that comes next; false, after skipping it, if the next
    /// value is of another kind. Then call nextKey() or nextElement() until false, consuming one
    /// value after each true.
    [[nodiscard]] bool enterObject();
    [[nodiscard]] bool enterArray();
    /// The key, unescaped; the view lives until the next call.
    [[nodiscard]] std::optional<QByteArrayView> nextKey();
    [[nodiscard]] bool nextElement();

    /// Where the next token begins and the consumed one ended.
    [[nodiscard]] qsizetype nextBegin() const;
    [[nodiscard]] qsizetype previousEnd() const;

    /// Consumes any value and yields its bytes.
    ByteRange skip();
    /// Consumes a string and yields the raw bytes between its quotes; other kinds: nullopt.
    [[nodiscard]] std::optional<QByteArrayView> string();
    /// Consumes any value; anything but a number without a fraction is nullopt.
    [[nodiscard]] std::optional<qint64> integer();
    /// Consumes any value; anything but a number a double can hold is nullopt.
    [[nodiscard]] std::optional<double> number();
    /// Consumes any value; true for the literal true.
    [[nodiscard]] bool isTrue();
    /// Consumes any value; false for null.
    [[nodiscard]] bool isPresent();

private:
    [[nodiscard]] QByteArrayView view(ByteRange range) const;
    void fail();
    /// Takes the comma before a further member, or the closing bracket: then false.
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
