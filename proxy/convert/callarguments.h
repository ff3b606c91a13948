// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Collects the arguments of one tool call from the pieces of a stream. They should be the text of
/// one JSON object, but some servers encode them differently. A text that begins like an object is
/// passed on piece by piece; any other text is held until its end and converted to the object that
/// it means. Raw control characters inside strings, which mean one thing only, are escaped as they
/// pass. Pieces are JSON-escaped on both sides. Pure.
class CallArguments final
{
public:
    /// How the arguments ended.
    enum class End {
        Whole, ///< an object, or nothing, which means an empty one
        Wrapped, ///< not an object: became {"arguments": "..."}
        NoJson, ///< its brackets match, but it is no JSON: see isBroken()
        Open, ///< brackets are missing at its end
    };

    /// Takes the next piece and appends to @p ready what can be passed on. Drops a piece that
    /// repeats all arguments, and an empty object before the real one. Returns false when the
    /// object has ended already.
    [[nodiscard]] bool add(QByteArrayView quoted, QByteArray &ready);
    /// Ends the arguments: appends the rest to @p ready.
    [[nodiscard]] End finish(QByteArray &ready);
    /// Whether there is a whole object, or all brackets match.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Whether what began like an object is no JSON, although its brackets match. Nobody can tell
    /// what is meant, so the answer must not go on. The last piece was not passed on.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// Whether nothing but white space came.
    [[nodiscard]] bool isBlank() const { return m_first == 0; }
    /// How many bytes came, for a limit.
    [[nodiscard]] qsizetype size() const { return m_plain.size(); }

private:
    [[nodiscard]] bool addPlain(QByteArrayView plain, QByteArrayView quoted, QByteArray &ready);
    [[nodiscard]] QByteArray mended(QByteArrayView plain) const;
    qsizetype scan(QByteArrayView plain);
    void scanByte(char byte);
    [[nodiscard]] bool isEmptyObject() const;

    QByteArray m_plain; ///< all that came, without escapes
    QByteArray m_held; ///< what was not passed on yet, with them
    char m_first = 0; ///< first byte that is no white space
    int m_depth = 0; ///< of brackets
    bool m_isInString = false;
    bool m_isEscaping = false;
    bool m_isComplete = false;
    bool m_isBroken = false;
};

/// Returns the JSON object that the arguments @p text mean: the object itself, the object inside a
/// JSON string, or an empty one for an empty text or null. nullopt: it is no object.
[[nodiscard]] std::optional<QByteArray> objectOfArguments(const QByteArray &text);

} // namespace proxy
