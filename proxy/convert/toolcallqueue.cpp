// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/toolcallqueue.h"

#include <algorithm>

namespace proxy {

ToolCallQueue::Fit ToolCallQueue::add(const Piece &piece, std::vector<Step> &steps)
{
    Call *call = callOf(piece);
    m_bytes += piece.arguments.size() + piece.id.size() + piece.name.size();
    if (!call || m_bytes > kMaxArguments)
        return Fit::OverLimit;
    if (call->id.isEmpty())
        call->id = piece.id.toByteArray();
    addName(*call, piece.name);
    const bool hasEnded = static_cast<size_t>(call - m_calls.data()) < m_front;
    QByteArray ready;
    if (!call->arguments.add(piece.arguments, ready) || (hasEnded && !ready.isEmpty()))
        return Fit::Misplaced;
    if (call->arguments.isBroken())
        return Fit::NoJson;
    if (!call->arguments.isBlank())
        call->isDoubtful = false;
    call->ready += ready;
    if (!hasEnded)
        advance(steps);
    return Fit::Placed;
}

bool ToolCallQueue::settle(std::vector<Step> &steps)
{
    while (m_front < m_calls.size() && mayEndFront()) {
        begin(m_calls[m_front], steps);
        end(steps);
    }
    return m_front >= m_calls.size();
}

ToolCallQueue::Fit ToolCallQueue::finish(bool isCutShort, std::vector<Step> &steps)
{
    while (m_front < m_calls.size()) {
        Call &call = m_calls[m_front];
        if (call.isDoubtful) {
            ++m_front;
            continue;
        }
        if (call.name.isEmpty() && !call.hasBegun)
            return Fit::Unnamed;
        begin(call, steps);
        if (end(steps) == CallArguments::End::Open && !isCutShort)
            return Fit::Unfinished;
    }
    return Fit::Placed;
}

/// A name may come in pieces as long as no arguments came. Some servers repeat what they said.
void ToolCallQueue::addName(Call &call, QByteArrayView piece)
{
    const bool mayGoOn = call.arguments.isBlank() && !call.isDoubtful;
    if (call.name.isEmpty() || (mayGoOn && piece.startsWith(call.name)))
        call.name = piece.toByteArray();
    else if (mayGoOn)
        call.name += piece;
}

/// Servers count calls wrongly, or not at all: another id begins another call, and so does a name
/// after arguments. A few give each piece an id of its own; these continue.
bool ToolCallQueue::beginsAnother(const Call &known, const Piece &piece)
{
    if (!piece.id.isEmpty() && !known.id.isEmpty()) {
        const bool isPiece =
            piece.name.isEmpty() && !known.arguments.isComplete() && !piece.arguments.isEmpty();
        return known.id != piece.id && !isPiece;
    }
    if (piece.name.isEmpty() || known.name.isEmpty())
        return false;
    // Without a number nobody can tell whose name it goes on.
    if (known.arguments.isBlank() && piece.index >= 0 && piece.id.isEmpty())
        return false;
    return known.arguments.isComplete() || known.name != piece.name;
}

/// Some servers count on within a call: its id stays. A call that is complete, or has another name,
/// shares its id with this one.
bool ToolCallQueue::goesOn(const Call &known, const Piece &piece)
{
    const bool tellsNoName =
        piece.name.isEmpty() || known.name.isEmpty() || piece.name == known.name;
    return tellsNoName
           && (!known.arguments.isComplete()
               || (piece.name.isEmpty() && piece.arguments.isEmpty()));
}

ToolCallQueue::Call *ToolCallQueue::callOf(const Piece &piece)
{
    const auto isIt = [&piece](const Call &call) {
        return piece.index < 0 || call.index == piece.index;
    };
    const auto hasId = [&piece](const Call &call) { return call.id == piece.id; };
    auto last =
        piece.isWhole ? m_calls.rend() : std::find_if(m_calls.rbegin(), m_calls.rend(), isIt);
    if (!piece.isWhole && !piece.id.isEmpty() && (last == m_calls.rend() || !hasId(*last))) {
        const auto same = std::find_if(m_calls.rbegin(), m_calls.rend(), hasId);
        if (same != m_calls.rend() && goesOn(*same, piece)) {
            same->index = piece.index; // pieces without an id follow
            return &*same;
        }
    }
    if (last != m_calls.rend() && !beginsAnother(*last, piece))
        return &*last;
    if (m_calls.size() >= kMaxCalls)
        return nullptr;
    const bool isDoubtful = last != m_calls.rend() && piece.id.isEmpty()
                            && piece.arguments.isEmpty() && last->name == piece.name;
    m_calls.push_back({.index = piece.index,
                       .id = {},
                       .name = {},
                       .arguments = {},
                       .ready = {},
                       .hasBegun = false,
                       .isDoubtful = isDoubtful});
    return &m_calls.back();
}

void ToolCallQueue::advance(std::vector<Step> &steps)
{
    for (;;) {
        Call &front = m_calls[m_front];
        // The name may go on until arguments come.
        if (!front.hasBegun
            && (front.name.isEmpty() || front.isDoubtful || front.arguments.isBlank()))
            return;
        begin(front, steps);
        if (m_front + 1 >= m_calls.size() || !mayEndFront())
            return;
        end(steps);
    }
}

bool ToolCallQueue::mayEndFront() const
{
    const Call &front = m_calls[m_front];
    return front.arguments.isComplete() && !front.name.isEmpty();
}

void ToolCallQueue::begin(Call &call, std::vector<Step> &steps) const
{
    const auto number = static_cast<int>(&call - m_calls.data());
    if (!std::exchange(call.hasBegun, true))
        steps.push_back({.kind = Step::Kind::Begin,
                         .id = call.id,
                         .name = call.name,
                         .arguments = {},
                         .number = number});
    if (!call.ready.isEmpty())
        steps.push_back({.kind = Step::Kind::Arguments,
                         .id = {},
                         .name = {},
                         .arguments = std::exchange(call.ready, {}),
                         .number = number});
}

CallArguments::End ToolCallQueue::end(std::vector<Step> &steps)
{
    Call &call = m_calls[m_front];
    const CallArguments::End how = call.arguments.finish(call.ready);
    m_odd += how == CallArguments::End::Whole ? 0 : 1;
    begin(call, steps);
    steps.push_back({.kind = Step::Kind::End,
                     .id = {},
                     .name = {},
                     .arguments = {},
                     .number = static_cast<int>(m_front)});
    ++m_front;
    return how;
}

} // namespace proxy
