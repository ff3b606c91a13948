// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/toolcallqueue.h"

#include "proxy/json/jsonstring.h"

namespace proxy {

bool ToolCallQueue::add(const Piece &piece, std::vector<Step> &steps)
{
    Call *call = callOf(piece);
    if (!call)
        return false;
    if (call->id.isEmpty())
        call->id = piece.id.toByteArray();
    if (call->name.isEmpty())
        call->name = piece.name.toByteArray();
    const auto position = static_cast<size_t>(call - m_calls.data());
    if (position < m_front) {
        m_late += piece.arguments.isEmpty() ? 0 : 1;
        return true;
    }
    scan(*call, piece.arguments);
    if (call->hasBegun) {
        if (!piece.arguments.isEmpty())
            steps.push_back({.kind = Step::Kind::Arguments,
                             .id = {},
                             .name = {},
                             .arguments = piece.arguments.toByteArray(),
                             .number = static_cast<int>(position)});
    } else {
        m_heldBytes += piece.arguments.size() + piece.id.size() + piece.name.size();
        call->held.append(piece.arguments);
    }
    advance(steps);
    return m_heldBytes <= kMaxHeld;
}

void ToolCallQueue::finish(std::vector<Step> &steps)
{
    while (m_front < m_calls.size()) {
        begin(m_calls[m_front], steps);
        end(steps);
    }
    m_heldBytes = 0;
}

// Without a number, another id begins a call, or a name after a complete one; everything else
// continues the last call.
bool ToolCallQueue::beginsNew(const Piece &piece) const
{
    if (m_calls.empty())
        return true;
    if (!piece.id.isEmpty())
        return m_calls.back().id != piece.id;
    return !piece.name.isEmpty() && m_calls.back().isComplete;
}

ToolCallQueue::Call *ToolCallQueue::callOf(const Piece &piece)
{
    if (piece.index < 0) {
        if (!beginsNew(piece))
            return &m_calls.back();
    } else {
        for (Call &call : m_calls) {
            if (call.index == piece.index)
                return &call;
        }
    }
    if (m_calls.size() >= kMaxCalls)
        return nullptr;
    m_calls.push_back({.index = piece.index, .id = {}, .name = {}, .held = {}});
    return &m_calls.back();
}

void ToolCallQueue::scan(Call &call, QByteArrayView quoted)
{
    if (quoted.contains('\\')) {
        for (const char byte : unescaped(quoted))
            scanByte(call, byte);
        return;
    }
    for (const char byte : quoted)
        scanByte(call, byte);
}

void ToolCallQueue::scanByte(Call &call, char byte)
{
    if (call.isEscaping) {
        call.isEscaping = false;
    } else if (call.isInString) {
        call.isEscaping = byte == '\\';
        call.isInString = byte != '"';
    } else if (byte == '"') {
        call.isInString = true;
    } else if (byte == '{' || byte == '[') {
        ++call.depth;
    } else if ((byte == '}' || byte == ']') && call.depth > 0) {
        call.isComplete = --call.depth == 0;
    }
}

void ToolCallQueue::advance(std::vector<Step> &steps)
{
    for (;;) {
        Call &front = m_calls[m_front];
        if (!front.hasBegun && front.name.isEmpty())
            return;
        begin(front, steps);
        m_heldBytes -= front.held.size();
        front.held.clear();
        if (!front.isComplete || m_front + 1 >= m_calls.size())
            return;
        end(steps);
    }
}

void ToolCallQueue::begin(Call &call, std::vector<Step> &steps) const
{
    if (call.hasBegun)
        return;
    call.hasBegun = true;
    const auto number = static_cast<int>(&call - m_calls.data());
    steps.push_back({.kind = Step::Kind::Begin,
                     .id = call.id,
                     .name = call.name,
                     .arguments = {},
                     .number = number});
    if (!call.held.isEmpty())
        steps.push_back({.kind = Step::Kind::Arguments,
                         .id = {},
                         .name = {},
                         .arguments = call.held,
                         .number = number});
}

void ToolCallQueue::end(std::vector<Step> &steps)
{
    steps.push_back({.kind = Step::Kind::End,
                     .id = {},
                     .name = {},
                     .arguments = {},
                     .number = static_cast<int>(m_front)});
    ++m_front;
}

} // namespace proxy
