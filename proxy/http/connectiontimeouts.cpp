// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/connectiontimeouts.h"

namespace proxy {

namespace {

/// From when on a connection without a request keeps no buffers.
constexpr std::chrono::seconds kIdle {1};
/// How long the first request of a connection may be on its way, whose client has just connected.
constexpr std::chrono::milliseconds kFirstOnItsWay {500};

} // namespace

void ConnectionTimeouts::noteAnswer(Instant now)
{
    m_servedOne = true;
    m_lastActive = now;
}

bool ConnectionTimeouts::mayBringFirst(Instant now) const
{
    return !m_servedOne && now - m_lastActive < kFirstOnItsWay;
}

ConnectionTimeouts::Verdict ConnectionTimeouts::judge(const ServerSettings &settings, bool hasInput,
                                                      Instant now) const
{
    if (hasInput)
        return now - m_headBegan > settings.headTimeout ? Verdict::TooSlow : Verdict::Wait;
    // A connection made in advance and never used is let go without a word.
    const auto limit = m_servedOne ? settings.keepAliveTimeout : settings.headTimeout;
    if (now - m_lastActive > limit)
        return Verdict::Unwanted;
    return now - m_lastActive > kIdle ? Verdict::Idle : Verdict::Wait;
}

} // namespace proxy
