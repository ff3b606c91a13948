// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedbreaker.h"

#include "proxy/share/sharedkeys.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using std::chrono::milliseconds;

/// Whatever another instance announces, this one tries for itself after it.
constexpr milliseconds kLongest {60'000};

} // namespace

SharedBreaker::SharedBreaker(Store &store, Circuit circuit, Clock clock)
    : m_store(store)
    , m_circuit(std::move(circuit))
    , m_clock(std::move(clock))
{ }

SharedBreaker::~SharedBreaker()
{
    m_store.forget(m_question);
}

void SharedBreaker::noteFailure()
{
    if (m_peer.isEmpty())
        return;
    const BreakerSnapshot circuit = m_circuit.snapshot();
    if (circuit.state == BreakerState::Open)
        return announce(circuit);
    if (circuit.state == BreakerState::Closed && m_question == 0)
        m_question = m_store.ask(timeLeftCommand(breakerKeyName(m_peer)),
                                 [this](const StoreReply *reply) { heard(reply); });
}

void SharedBreaker::announce(const BreakerSnapshot &circuit)
{
    if (!circuit.opensUntil)
        return;
    const auto left = std::chrono::ceil<milliseconds>(*circuit.opensUntil - m_clock());
    if (left.count() > 0)
        m_store.tell(setCommand(breakerKeyName(m_peer), "open", left));
}

void SharedBreaker::heard(const StoreReply *reply)
{
    m_question = 0;
    if (!reply || reply->kind != StoreReply::Kind::Integer || reply->integer <= 0)
        return;
    const BreakerSnapshot circuit = m_circuit.snapshot();
    // It may have recovered meanwhile.
    if (circuit.state == BreakerState::Closed && circuit.consecutiveFailures > 0)
        m_circuit.open(std::min(milliseconds(reply->integer), kLongest));
}

} // namespace proxy
