// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// The arguments of one tool call, as they come in pieces: text that should be one JSON object, and
/// that servers encode oddly. What begins as an object is passed on piece by piece; anything else
/// is held until its end and turned into the object it means. Pieces are given and taken as they
/// stand between a JSON string's quotes. Pure.
class CallArguments final
{
public:
    /// How the arguments ended.
    enum class End {
        Whole, ///< an object, or nothing, which means an empty one
        Wrapped, ///< not an object: became {"arguments": "..."}
        NoJson, ///< its brackets match, but it is no JSON; it was passed on
        Open, ///< brackets are missing at its end
    };

    /// Takes the next piece and appends to @p ready what may be passed on. A piece that repeats
    /// all arguments once more, and an empty object before the real one, are left out. False: the
    /// piece follows the end of the object.
    [[nodiscard]] bool add(QByteArrayView quoted, QByteArray &ready);
    /// No piece follows: appends the rest to @p ready.
    [[nodiscard]] End finish(QByteArray &ready);
    /// A whole object is there, or brackets that match.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Nothing but white space came.
    [[nodiscard]] bool isBlank() const { return m_first == 0; }
    /// Bytes that came, for a limit.
    [[nodiscard]] qsizetype size() const { return m_plain.size(); }

private:
    [[nodiscard]] bool addPlain(QByteArrayView plain, QByteArrayView quoted, QByteArray &ready);
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
};

/// The JSON object that a call's arguments mean, @p text being what they say: the object itself,
/// the object that a JSON string holds, an empty one for nothing or null. nullopt: no object.
[[nodiscard]] std::optional<QByteArray> objectOfArguments(const QByteArray &text);

} // namespace proxy
