// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamprobe.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

namespace proxy {

namespace {

using namespace std::chrono_literals;

constexpr auto kFreshFor = 3s;
constexpr auto kDeadline = 2s;

} // namespace

void UpstreamProbe::ReplyDeleter::operator()(QNetworkReply *reply) const
{
    reply->disconnect();
    // Not from inside a signal of its own, which it would go on with.
    if (!reply->isFinished())
        QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
    reply->deleteLater();
}

UpstreamProbe::UpstreamProbe(QUrl upstream, Clock clock, QObject *parent)
    : QObject(parent)
    , m_upstream(std::move(upstream))
    , m_clock(std::move(clock))
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setAutoDeleteReplies(false);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_reply)
            m_reply->abort();
    });
}

UpstreamProbe::~UpstreamProbe() = default;

void UpstreamProbe::setUpstream(const QUrl &upstream)
{
    if (upstream == m_upstream)
        return;
    m_upstream = upstream;
    m_reply.reset();
    m_probedAt.reset();
    m_reachable.reset();
    refresh();
}

void UpstreamProbe::refresh()
{
    if (m_reply || (m_probedAt && m_clock() - *m_probedAt < kFreshFor))
        return;
    QUrl url = m_upstream;
    url.setPath(QStringLiteral("/"));
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setRawHeader("Accept-Encoding", "identity");
    // An idle connection of ours would be one more that a backend's restart has to end.
    request.setRawHeader("Connection", "close");
    m_reply.reset(m_network.get(request));
    connect(m_reply.get(), &QNetworkReply::finished, this, &UpstreamProbe::finish);
    // What it says does not matter, that it speaks HTTP does.
    connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, &UpstreamProbe::finish);
    m_deadline.start(kDeadline);
}

void UpstreamProbe::finish()
{
    if (!m_reply)
        return;
    m_deadline.stop();
    const auto reply = std::move(m_reply);
    const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    m_probedAt = m_clock();
    m_reachable = status.isValid();
    m_lastError = status.isValid() ? QString() : reply->errorString();
    if (reply->hasRawHeader("X-CPA-VERSION"))
        m_version = QString::fromLatin1(reply->rawHeader("X-CPA-VERSION").left(64));
    Q_EMIT finished();
}

} // namespace proxy
