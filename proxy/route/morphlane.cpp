// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphlane.h"

#include "proxy/route/onceonlybody.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <utility>

namespace proxy {

namespace {

bool isLoopback(const QString &host)
{
    const QHostAddress address(host);
    return host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) == 0
           || address.isLoopback();
}

QNetworkRequest networkRequest(const MorphRequest &request)
{
    QNetworkRequest head(request.url);
    head.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    head.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
    head.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("llm-proxy/" LLMPROXY_VERSION));
    head.setRawHeader("Authorization", request.authorization);
    head.setRawHeader("Accept", "application/json");
    head.setRawHeader("Accept-Language", "*");
    // Named, so that nothing is decompressed behind our back.
    head.setRawHeader("Accept-Encoding", "identity");
    head.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                      QNetworkRequest::ManualRedirectPolicy);
    head.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    head.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    head.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    head.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    head.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    head.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    head.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    return head;
}

} // namespace

void MorphLane::ReplyDeleter::operator()(QNetworkReply *reply) const
{
    reply->disconnect();
    // Its destructor aborts; abort() here would make it complain of its own later error.
    reply->deleteLater();
}

MorphLane::MorphLane(QObject *parent)
    : QObject(parent)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

MorphLane::~MorphLane() = default;

void MorphLane::send(const MorphRequest &request, Done done)
{
    Q_ASSERT(!m_reply);
    m_result = {};
    m_done = std::move(done);
    m_network.setProxy(isLoopback(request.url.host()) ? QNetworkProxy(QNetworkProxy::NoProxy)
                                                      : QNetworkProxy(QNetworkProxy::DefaultProxy));
    auto body = std::make_unique<OnceOnlyBody>(request.body);
    m_reply.reset(m_network.post(networkRequest(request), body.get()));
    body.release()->setParent(m_reply.get());
    m_reply->setReadBufferSize(kMaxBody + 1);
    connect(m_reply.get(), &QNetworkReply::metaDataChanged, this, &MorphLane::readHead);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &MorphLane::readBody);
    connect(m_reply.get(), &QNetworkReply::finished, this, &MorphLane::finish);
}

void MorphLane::drop()
{
    m_done = nullptr;
    m_reply.reset();
    m_network.clearConnectionCache();
}

void MorphLane::readHead()
{
    if (m_result.status != 0)
        return;
    m_result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_result.retryAfter = m_reply->rawHeader("Retry-After");
    if (m_result.status == 0 || m_result.status / 100 == 2)
        return;
    // Not from inside the signal: the reply still has its own error to report.
    QTimer::singleShot(0, m_reply.get(), [this, reply = m_reply.get()] {
        if (m_reply.get() == reply)
            deliver();
    });
}

void MorphLane::readBody()
{
    m_result.body += m_reply->read(kMaxBody + 1 - m_result.body.size());
    m_result.isTooLarge = m_result.body.size() > kMaxBody;
    if (m_result.isTooLarge)
        deliver();
}

void MorphLane::finish()
{
    readHead();
    readBody();
    if (!m_reply)
        return;
    if (m_reply->error() != QNetworkReply::NoError)
        m_result.fault = m_reply->errorString();
    deliver();
}

void MorphLane::deliver()
{
    m_reply.reset();
    const Done done = std::exchange(m_done, nullptr);
    done(std::exchange(m_result, {}));
}

} // namespace proxy
