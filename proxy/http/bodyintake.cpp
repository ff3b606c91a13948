// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/bodyintake.h"

#include "proxy/http/requestrules.h"

#include <algorithm>
#include <new>
#include <utility>

namespace proxy {

namespace {

/// What one read may bring into a body that is collected.
constexpr qint64 kCollectRoom = 1024 * 1024;

} // namespace

BodyIntake::BodyIntake(const RequestHead &head)
    : m_body(head)
    , m_declared(head.contentLength)
{ }

bool BodyIntake::wantsMore() const
{
    return !m_error && !m_body.isComplete() && (m_collected || !m_isWindowFull);
}

std::span<char> BodyIntake::room()
{
    if (!wantsMore())
        return {};
    try {
        return m_body.room(m_collected ? kCollectRoom : kWindow - m_body.waiting());
    } catch (const std::bad_alloc &) {
        fail(outOfMemory());
        return {};
    }
}

void BodyIntake::noteRead(qsizetype count)
{
    m_body.commit(count);
    if (count > 0)
        judge();
}

qsizetype BodyIntake::feed(QByteArrayView wire)
{
    try {
        const qsizetype used = m_body.feed(wire);
        if (used > 0)
            judge();
        return used;
    } catch (const std::bad_alloc &) {
        fail(outOfMemory());
        return 0;
    }
}

/// After more of the body came: is it still good, and within its limits?
void BodyIntake::judge()
{
    m_hasBegun = m_hasNews = true;
    m_isWindowFull = m_isWindowFull || m_body.waiting() >= kWindow;
    if (m_body.isBad())
        fail(refusal(ErrorCode::MalformedRequest,
                     Text::english("The chunks of the request body are malformed.")));
    else if (m_collected)
        charge();
}

void BodyIntake::charge()
{
    const qint64 more = m_body.bytesDecoded() - m_charged;
    if (std::max(m_declared, m_body.bytesDecoded()) > m_limit) {
        fail(refusal(ErrorCode::BodyTooLarge,
                     Text::english("The request body is larger than %1 bytes.", {m_limit})));
    } else if (m_budget->used + more > m_budget->limit) {
        fail({ErrorCode::Overloaded, ErrorSource::Internal, Retry::Yes,
              Text::english("Too many request bodies are being held at once."),
              std::chrono::seconds(1)});
    } else {
        m_budget->used += more;
        m_charged += more;
    }
}

void BodyIntake::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    m_hasNews = true;
}

void BodyIntake::tell()
{
    if (!m_hasNews || !(m_collected || m_observer))
        return;
    m_hasNews = false;
    if (m_collected)
        settle();
    else if (m_error)
        m_observer->bodyFailed(*m_error);
    else
        m_observer->bodyReady();
}

void BodyIntake::settle()
{
    if (!m_error && !m_body.isComplete())
        return;
    const Callback done = std::exchange(m_collected, nullptr);
    Result<QByteArray> result = tl::unexpected(m_error.value_or(Error {}));
    if (!m_error)
        result = m_body.takeAll();
    done(std::move(result)); // may destroy the stream
}

bool BodyIntake::isOverdue(Instant now, Instant lastInput, std::chrono::milliseconds limit) const
{
    return m_isWanted && wantsMore() && !m_isTunnel
           && now - std::max(lastInput, m_wantedAt) > limit;
}

void BodyIntake::becomeTunnel()
{
    m_isTunnel = true;
    m_body.becomeTunnel();
}

void BodyIntake::noteGone(QByteArrayView rest)
{
    giveBack();
    if (m_isTunnel) {
        m_body.feed(rest);
        m_body.endTunnel();
        m_hasNews = true;
    } else if (!m_body.isComplete() || m_collected) {
        fail(refusal(ErrorCode::ClientGone, Text::english("The client left.")));
    }
}

bool BodyIntake::want(Instant now)
{
    if (m_isWanted)
        return false;
    m_isWanted = true;
    m_wantedAt = now;
    return true;
}

void BodyIntake::collect(qint64 limit, BufferBudget &budget, Callback done)
{
    m_collected = std::move(done);
    m_limit = limit;
    m_budget = &budget;
    m_hasNews = true;
    charge();
    if (m_error)
        return;
    try {
        m_body.reserve(limit);
    } catch (const std::bad_alloc &) {
        fail(outOfMemory());
    }
}

void BodyIntake::giveBack()
{
    if (m_budget)
        m_budget->used -= std::exchange(m_charged, 0);
    m_budget = m_collected ? m_budget : nullptr;
}

void BodyIntake::abandon()
{
    m_budget = nullptr;
    m_charged = 0;
    m_observer = nullptr;
    m_collected = nullptr;
}

QByteArray BodyIntake::take(qint64 max)
{
    QByteArray taken = m_body.take(max);
    if (m_body.waiting() < kLowWindow)
        m_isWindowFull = false;
    return taken;
}

bool BodyIntake::setObserver(BodySourceObserver *observer)
{
    m_observer = observer;
    m_hasNews = observer && (m_body.waiting() > 0 || m_body.isComplete() || m_error);
    return m_hasNews;
}

} // namespace proxy
