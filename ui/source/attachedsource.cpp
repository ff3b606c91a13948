// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/attachedsource.h"

#include "ui/source/refusal.h"

#include "proxy/config/ownaddress.h"
#include "proxy/status/statusreport.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kStatusInterval = 1s;
constexpr auto kDeadline = 3s;
constexpr int kFailuresThatEnd = 2;

QNetworkRequest requestTo(const DesktopHost::OtherInstance &instance, const QString &path)
{
    const QString address = proxy::ownAddress(instance.hosts);
    QUrl url(path);
    url.setScheme(u"http"_s);
    url.setHost(address);
    url.setPort(instance.port);
    QNetworkRequest request(url);
    if (!instance.proxyKey.isEmpty() && !QHostAddress(address).isLoopback())
        request.setRawHeader("X-LLM-Proxy-Key", instance.proxyKey);
    request.setRawHeader("Authorization", "Bearer " + instance.controlToken);
    return request;
}

proxy::Text refusalOf(QNetworkReply &reply)
{
    const QJsonObject answer = QJsonDocument::fromJson(reply.read(65536)).object();
    return refusalIn(answer).value_or(proxy::Text::words(reply.errorString()));
}

QJsonObject breakerWish(const QString &action, proxy::Breakers which)
{
    QJsonObject wish {{u"action"_s, action}};
    if (which != proxy::Breakers::Both)
        wish[u"breaker"_s] = which == proxy::Breakers::Router ? u"morph"_s : u"upstream"_s;
    return wish;
}

} // namespace

AttachedSource::AttachedSource(DesktopHost::OtherInstance instance, QObject *parent)
    : ProxySource(parent)
    , m_instance(std::move(instance))
    , m_events(requestTo(m_instance, u"/router/events"_s))
{
    m_status.state = proxy::ServiceState::Starting;
    m_status.port = m_instance.port;
    m_network.setProxy(QNetworkProxy::NoProxy);
    connect(&m_events, &EventStream::exchangesArrived, this, &ProxySource::exchangesArrived);
    connect(&m_events, &EventStream::exchangesLost, this, &ProxySource::exchangesLost);
    connect(&m_refresh, &QTimer::timeout, this, &AttachedSource::refreshStatus);
    m_refresh.start(kStatusInterval);
    m_events.start();
    refreshStatus();
}

QString AttachedSource::baseUrl() const
{
    return proxy::ownUrl(m_instance.hosts, m_instance.port);
}

void AttachedSource::refreshStatus()
{
    if (m_asked)
        return;
    m_asked = m_network.get(request(u"/router/status"_s));
    connect(m_asked, &QNetworkReply::finished, this, &AttachedSource::takeStatus);
}

void AttachedSource::setRoutingEnabled(bool enabled)
{
    post(u"/router/routing"_s, {{u"enabled"_s, enabled}});
}

void AttachedSource::setMode(proxy::RouterMode mode)
{
    post(u"/router/routing"_s, {{u"mode"_s, QLatin1StringView(proxy::name(mode))}});
}

void AttachedSource::setProvider(proxy::RouterProvider provider)
{
    post(u"/router/routing"_s, {{u"provider"_s, QLatin1StringView(proxy::name(provider))}});
}

void AttachedSource::pauseRouting(std::optional<std::chrono::minutes> duration)
{
    QJsonObject body;
    if (duration)
        body[u"minutes"_s] = static_cast<qint64>(duration->count());
    post(u"/router/pause"_s, body);
}

void AttachedSource::resumeRouting()
{
    post(u"/router/resume"_s, {});
}

void AttachedSource::resetBreakers(proxy::Breakers which)
{
    post(u"/router/breaker"_s, breakerWish(u"reset"_s, which));
}

void AttachedSource::probeNow(proxy::Breakers which)
{
    post(u"/router/breaker"_s, breakerWish(u"probe"_s, which));
}

void AttachedSource::liftBudget(const QByteArray &budget,
                                std::optional<std::chrono::minutes> duration)
{
    const QString time = duration ? u"%1m"_s.arg(duration->count()) : u"day"_s;
    post(u"/router/budget"_s,
         {{u"action"_s, u"lift"_s}, {u"budget"_s, QString::fromUtf8(budget)}, {u"for"_s, time}});
}

void AttachedSource::restoreBudget(const QByteArray &budget)
{
    post(u"/router/budget"_s,
         {{u"action"_s, u"restore"_s}, {u"budget"_s, QString::fromUtf8(budget)}});
}

void AttachedSource::stopProxy()
{
    post(u"/router/stop"_s, {});
}

QNetworkRequest AttachedSource::request(const QString &path) const
{
    QNetworkRequest request = requestTo(m_instance, path);
    request.setTransferTimeout(std::chrono::milliseconds(kDeadline).count());
    return request;
}

void AttachedSource::post(const QString &path, const QJsonObject &body)
{
    QNetworkRequest wish = request(path);
    wish.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    QNetworkReply *reply = m_network.post(wish, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        if (reply->error() != QNetworkReply::NoError)
            Q_EMIT wishFailed(refusalOf(*reply));
        refreshStatus();
    });
}

void AttachedSource::takeStatus()
{
    QNetworkReply *reply = m_asked;
    m_asked.clear();
    reply->deleteLater();
    if (reply->error() == QNetworkReply::NoError) {
        if (auto status = proxy::statusFromJson(reply->readAll())) {
            m_failures = 0;
            m_status = std::move(*status);
            // One of them is the question for this status.
            m_status.openExchanges = std::max(0, m_status.openExchanges - 1);
            Q_EMIT statusChanged(m_status);
            return;
        }
    }
    if (++m_failures < kFailuresThatEnd)
        return;
    m_refresh.stop();
    m_status = {};
    Q_EMIT statusChanged(m_status);
    Q_EMIT ended();
}

} // namespace ui
