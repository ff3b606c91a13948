// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/agentwatch.h"

#include <algorithm>
#include <bit>

namespace proxy {

namespace {

constexpr unsigned kLastResults = 0xF;

/// "1", "127", but not "0".
bool isFailedStatus(QByteArrayView rest)
{
    const QByteArrayView digits = rest.trimmed();
    return !digits.isEmpty() && digits.front() >= '1' && digits.front() <= '9';
}

} // namespace

void AgentWatch::noteCall(QByteArrayView name, QByteArrayView arguments)
{
    m_now.calls[m_now.count % m_now.calls.size()] = {name, arguments};
    ++m_now.count;
}

void AgentWatch::noteResult(bool failed)
{
    m_now.failures = ((m_now.failures << 1U) | (failed ? 1U : 0U)) & kLastResults;
}

void AgentWatch::startTurn()
{
    m_before = m_now;
    m_now = {};
}

AgentSigns AgentWatch::signs(bool turnBegins) const
{
    const Turn &turn = turnBegins ? m_before : m_now;
    AgentSigns signs;
    signs.failedResults = std::popcount(turn.failures);
    if (turn.count > 0) {
        const Call &latest = turn.calls[(turn.count - 1) % turn.calls.size()];
        const auto end = turn.calls.begin()
                         + static_cast<std::ptrdiff_t>(std::min(turn.count, turn.calls.size()));
        signs.sameCalls = static_cast<int>(std::count(turn.calls.begin(), end, latest));
    }
    return signs;
}

bool tellsFailure(QByteArrayView raw)
{
    constexpr qsizetype kHead = 256;
    const QByteArrayView text = raw.first(std::min(raw.size(), kHead)).trimmed();
    for (const QByteArrayView begin : {"Error", "error:", "ERROR", "Traceback (most recent"}) {
        if (text.startsWith(begin))
            return true;
    }
    for (const QByteArrayView mark :
         {"Exit code:", "exit code:", "Exit code ", "\\\"exit_code\\\":"}) {
        if (const qsizetype at = text.indexOf(mark); at >= 0)
            return isFailedStatus(text.sliced(at + mark.size()));
    }
    return false;
}

} // namespace proxy
