// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Brings the pieces of parallel tool calls into an order in which one call follows the other. The
/// call in front streams through; a later one is held until the arguments of the one before it are
/// a complete JSON object, which they are in every stream that isn't interleaved. Ids, names and
/// arguments are kept as they stand between a JSON string's quotes. Bounded: add() refuses more
/// than kMaxHeld bytes held or kMaxCalls calls.
class ToolCallQueue final
{
public:
    static constexpr qsizetype kMaxHeld = 4 * 1024 * 1024;
    static constexpr size_t kMaxCalls = 1024;

    struct Piece
    {
        qint64 index = -1; ///< upstream's number of the call; -1: not told
        QByteArrayView id;
        QByteArrayView name;
        QByteArrayView arguments;
    };
    struct Step
    {
        enum class Kind { Begin, Arguments, End };
        Kind kind = Kind::Arguments;
        QByteArray id; ///< with Begin; empty: the server gave none
        QByteArray name; ///< with Begin
        QByteArray arguments; ///< with Arguments
        int number = 0; ///< of the call, from 0
    };

    /// Appends to @p steps what can be said now. False: over a limit.
    [[nodiscard]] bool add(const Piece &piece, std::vector<Step> &steps);
    /// No more pieces come for the calls so far: appends everything that was held.
    void finish(std::vector<Step> &steps);
    [[nodiscard]] bool isEmpty() const { return m_calls.empty(); }
    /// Arguments that came after their call had ended.
    [[nodiscard]] int latePieces() const { return m_late; }

private:
    struct Call
    {
        qint64 index = -1;
        QByteArray id;
        QByteArray name;
        QByteArray held;
        bool hasBegun = false;
        int depth = 0; ///< of brackets in the arguments so far
        bool isInString = false;
        bool isEscaping = false;
        bool isComplete = false;
    };

    Call *callOf(const Piece &piece);
    [[nodiscard]] bool beginsNew(const Piece &piece) const;
    static void scan(Call &call, QByteArrayView quoted);
    static void scanByte(Call &call, char byte);
    void begin(Call &call, std::vector<Step> &steps) const;
    void advance(std::vector<Step> &steps);
    void end(std::vector<Step> &steps);

    std::vector<Call> m_calls;
    size_t m_front = 0; ///< the call that streams; those before it have ended
    qsizetype m_heldBytes = 0;
    int m_late = 0;
};

} // namespace proxy
