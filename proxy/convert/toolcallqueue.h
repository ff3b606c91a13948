// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/callarguments.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Puts the pieces of parallel tool calls into an order in which one call follows the other. The
/// first open call streams through; a later one is held until the arguments before it are a
/// complete JSON object, as they are in every stream that is not interleaved. Ids, names and
/// arguments stay JSON-escaped. add() refuses more than kMaxArguments bytes of arguments or
/// kMaxCalls calls.
class ToolCallQueue final
{
public:
    static constexpr qsizetype kMaxArguments = 16 * 1024 * 1024;
    static constexpr size_t kMaxCalls = 1024;

    struct Piece
    {
        qint64 index = -1; ///< upstream's number of the call; -1: not told
        QByteArrayView id;
        QByteArrayView name;
        QByteArrayView arguments;
        bool isWhole = false; ///< of a whole answer: a call of its own
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
    /// The result for a piece, or for all calls.
    enum class Fit {
        Placed,
        OverLimit,
        Misplaced, ///< arguments that belong to no call, or to one that has ended
        Unnamed, ///< a call without a name
        Unfinished, ///< arguments that stop in the middle
        NoJson, ///< arguments that began like an object and are none
    };

    /// Adds a piece and appends the steps that can be written now to @p steps.
    [[nodiscard]] Fit add(const Piece &piece, std::vector<Step> &steps);
    /// Ends the complete calls, because other content follows. Returns false when a call is still
    /// open.
    [[nodiscard]] bool settle(std::vector<Step> &steps);
    /// No more pieces come: appends everything that was held. @p isCutShort: the answer reached its
    /// limit of tokens, so that arguments may stop in the middle.
    [[nodiscard]] Fit finish(bool isCutShort, std::vector<Step> &steps);
    [[nodiscard]] bool isEmpty() const { return m_calls.empty(); }
    /// How many calls had arguments that were no JSON object.
    [[nodiscard]] int oddArguments() const { return m_odd; }

private:
    struct Call
    {
        qint64 index = -1;
        QByteArray id;
        QByteArray name;
        CallArguments arguments;
        QByteArray ready; ///< arguments that wait for the calls before
        bool hasBegun = false;
        /// Only a name that repeats the one before came: a call if arguments follow.
        bool isDoubtful = false;
    };

    Call *callOf(const Piece &piece);
    static void addName(Call &call, QByteArrayView piece);
    [[nodiscard]] static bool beginsAnother(const Call &known, const Piece &piece);
    [[nodiscard]] static bool goesOn(const Call &known, const Piece &piece);
    void begin(Call &call, std::vector<Step> &steps) const;
    [[nodiscard]] bool mayEndFront() const;
    void advance(std::vector<Step> &steps);
    CallArguments::End end(std::vector<Step> &steps);

    std::vector<Call> m_calls;
    size_t m_front = 0; ///< the call that streams; those before it have ended
    qsizetype m_bytes = 0;
    int m_odd = 0;
};

} // namespace proxy
