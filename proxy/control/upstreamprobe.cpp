// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/upstreamprobe.h"

#include "proxy/message/hops.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace std::chrono_literals;

constexpr auto kFreshFor = 3s;
constexpr auto kDeadline = 2s;
constexpr qsizetype kMaxVersion = 64;

} // namespace

UpstreamProbe::UpstreamProbe(QUrl upstream, Clock clock, QByteArray hopId, QObject *parent)
    : QObject(parent)
    , m_upstream(std::move(upstream))
    , m_clock(std::move(clock))
    , m_hopId(std::move(hopId))
    , m_connection(0, ControlConnection::Wants::HeadAlone)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        m_connection.drop();
        ControlReply silence;
        silence.fault = Text::english("no answer in time");
        finish(silence);
    });
}

UpstreamProbe::~UpstreamProbe() = default;

void UpstreamProbe::setUpstream(const QUrl &upstream)
{
    if (upstream == m_upstream)
        return;
    m_upstream = upstream;
    m_connection.drop();
    m_probedAt.reset();
    m_reachable.reset();
    m_isOtherProxy = false;
    refresh();
}

void UpstreamProbe::refresh()
{
    if (m_connection.isBusy() || (m_probedAt && m_clock() - *m_probedAt < kFreshFor))
        return;
    ControlRequest request;
    request.url = m_upstream;
    request.url.setPath(QStringLiteral("/"));
    request.url.setQuery(QString());
    // An idle connection of ours would be one more that a backend's restart has to end.
    request.headers.append("Connection", "close");
    if (!m_hopId.isEmpty())
        request.headers.append(kHopField.toByteArray(), m_hopId);
    // What it says does not matter, that it speaks HTTP does.
    m_connection.send(std::move(request), [this](const ControlReply &reply) { finish(reply); });
    m_deadline.start(kDeadline);
}

void UpstreamProbe::finish(const ControlReply &reply)
{
    m_deadline.stop();
    m_probedAt = m_clock();
    m_reachable = reply.status != 0;
    m_isOtherProxy = reply.status == 0 ? m_isOtherProxy : !hopsIn(reply.headers).isEmpty();
    m_lastError = reply.status != 0 ? Text() : reply.fault;
    if (const auto version = reply.headers.first("X-CPA-VERSION"))
        m_version = QString::fromLatin1(version->first(std::min(version->size(), kMaxVersion)));
    Q_EMIT finished();
}

} // namespace proxy
