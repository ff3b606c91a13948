// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/routeclient.h"

#include "ui/host/proxysource.h"
#include "ui/source/refusal.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kDeadlineMs = 5000;
constexpr qint64 kMaxAnswer = 1024 * 1024;

proxy::Result<QJsonObject> answerOf(QNetworkReply &reply)
{
    const QJsonObject answer = QJsonDocument::fromJson(reply.read(kMaxAnswer)).object();
    if (reply.error() == QNetworkReply::NoError)
        return answer;
    return tl::make_unexpected(proxy::Error {
        .code = reply.error() == QNetworkReply::ContentNotFoundError ? proxy::ErrorCode::NotFound
                                                                     : proxy::ErrorCode::Internal,
        .detail = refusalIn(answer).value_or(proxy::Text::words(reply.errorString()))});
}

} // namespace

RouteClient::RouteClient(const ProxySource &source, QObject *parent)
    : QObject(parent)
    , m_source(source)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void RouteClient::get(const QString &path, const QUrlQuery &query, Then then)
{
    await(m_network.get(request(path, query)), std::move(then));
}

void RouteClient::post(const QString &path, const QJsonObject &body, Then then)
{
    QNetworkRequest wish = request(path, {});
    wish.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    await(m_network.post(wish, QJsonDocument(body).toJson(QJsonDocument::Compact)),
          std::move(then));
}

QNetworkRequest RouteClient::request(const QString &path, const QUrlQuery &query) const
{
    QUrl url(m_source.baseUrl() + path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_source.controlToken());
    request.setTransferTimeout(kDeadlineMs);
    return request;
}

void RouteClient::await(QNetworkReply *reply, Then then)
{
    connect(reply, &QNetworkReply::finished, this, [reply, then = std::move(then)] {
        reply->deleteLater();
        then(answerOf(*reply));
    });
}

} // namespace ui
