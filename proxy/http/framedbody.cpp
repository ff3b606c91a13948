// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/framedbody.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

/// Memory is not promised for a length that nobody has kept yet.
constexpr qint64 kMaxReserved = 8 * 1024 * 1024;
/// Most bodies are smaller and are kept whole.
constexpr qint64 kFirstReserved = 1024 * 1024;
/// Taken bytes are let go of once they are this many.
constexpr qsizetype kMaxTaken = 256 * 1024;

} // namespace

FramedBody::FramedBody(const RequestHead &head)
    : m_framing(head.framing)
    , m_remaining(head.framing == BodyFraming::Length ? head.contentLength : 0)
    , m_complete(head.framing == BodyFraming::None
                 || (head.framing == BodyFraming::Length && m_remaining == 0))
{ }

qsizetype FramedBody::feed(QByteArrayView wire)
{
    if (m_complete || isBad())
        return 0;
    if (m_framing == BodyFraming::Chunked) {
        m_views.clear();
        const qsizetype used = m_chunks.feed(wire, m_views);
        for (const QByteArrayView view : m_views) {
            m_payload.append(view);
            m_decoded += view.size();
        }
        m_complete = m_chunks.isDone();
        return used;
    }
    const qsizetype used =
        m_framing == BodyFraming::Length ? std::min<qint64>(wire.size(), m_remaining) : wire.size();
    if (m_decoded == 0 && m_framing == BodyFraming::Length)
        m_payload.reserve(std::min(m_remaining, kFirstReserved));
    m_payload.append(wire.first(used));
    m_decoded += used;
    if (m_framing == BodyFraming::Length) {
        m_remaining -= used;
        m_complete = m_remaining == 0;
    }
    return used;
}

std::span<char> FramedBody::room(qsizetype max)
{
    if (m_framing != BodyFraming::Length || m_complete)
        return {};
    const qsizetype size = std::min<qint64>(m_remaining, max);
    m_roomAt = m_payload.size();
    m_payload.resize(m_roomAt + size);
    return {m_payload.data() + m_roomAt, static_cast<size_t>(size)};
}

void FramedBody::commit(qsizetype used)
{
    m_payload.resize(m_roomAt + used);
    m_decoded += used;
    m_remaining -= used;
    m_complete = m_remaining == 0;
}

void FramedBody::reserve(qint64 limit)
{
    if (m_framing != BodyFraming::Length)
        return;
    const qint64 whole = m_payload.size() + m_remaining;
    m_payload.reserve(std::min({whole, limit, kMaxReserved}));
}

void FramedBody::becomeTunnel()
{
    m_framing = BodyFraming::Tunnel;
    m_complete = false;
}

void FramedBody::endTunnel()
{
    m_complete = true;
}

QByteArray FramedBody::take(qint64 max)
{
    if (m_taken == 0 && m_payload.size() <= max)
        return takeAll();
    const qsizetype size = std::min<qint64>(waiting(), max);
    QByteArray taken = m_payload.mid(m_taken, size);
    m_taken += size;
    if (m_taken == m_payload.size() || m_taken >= kMaxTaken) {
        m_payload.remove(0, m_taken);
        m_taken = 0;
    }
    return taken;
}

QByteArray FramedBody::takeAll()
{
    const qsizetype skipped = std::exchange(m_taken, 0);
    QByteArray all = std::exchange(m_payload, {});
    return skipped == 0 ? all : all.sliced(skipped);
}

} // namespace proxy
