// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logs/backendlog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kReadInterval = 2s;
constexpr auto kDeadline = 10s;
constexpr int kFirstLines = 2000;
constexpr qint64 kMaxAnswer = 8 * 1024 * 1024;

} // namespace

BackendLog::BackendLog(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(kReadInterval);
    connect(&m_timer, &QTimer::timeout, this, &BackendLog::ask);
}

void BackendLog::follow(const QUrl &backend, const QByteArray &password)
{
    if (backend != m_backend || password != m_password)
        m_after = 0;
    m_backend = backend;
    m_password = password;
    const bool isLoopback = backend.host() == "127.0.0.1"_L1 || backend.host() == "localhost"_L1;
    m_network.setProxy(isLoopback ? QNetworkProxy(QNetworkProxy::NoProxy)
                                  : QNetworkProxy(QNetworkProxy::DefaultProxy));
    m_timer.start();
    ask();
}

void BackendLog::pause()
{
    m_timer.stop();
}

void BackendLog::ask()
{
    if (m_reply)
        return;
    QUrl url = m_backend;
    url.setPath(url.path() + u"/v0/management/logs"_s);
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(kFirstLines));
    if (m_after > 0)
        query.addQueryItem(u"after"_s, QString::number(m_after));
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_password);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(std::chrono::milliseconds(kDeadline).count());
    m_reply = m_network.get(request);
    connect(m_reply, &QNetworkReply::finished, this, [this, reply = m_reply.data()] {
        m_reply.clear();
        reply->deleteLater();
        read(*reply);
    });
}

void BackendLog::read(QNetworkReply &reply)
{
    const QJsonObject answer = QJsonDocument::fromJson(reply.read(kMaxAnswer)).object();
    if (reply.error() != QNetworkReply::NoError) {
        const QString said = answer["error"_L1].toString();
        return Q_EMIT failed(said.isEmpty() ? reply.errorString() : said);
    }
    std::vector<LogLine> lines;
    for (const auto line : answer["lines"_L1].toArray())
        lines.push_back(logLineOf(line.toString().toUtf8(), LogKind::Backend));
    m_after = std::max(m_after, answer["latest-timestamp"_L1].toInteger());
    Q_EMIT linesArrived(lines);
}

} // namespace ui
