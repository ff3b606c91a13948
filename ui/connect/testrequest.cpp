// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/testrequest.h"

#include "ui/words/enginecode.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kDeadline = 60s;
constexpr qint64 kMaxShown = 300;

QByteArray body()
{
    const QJsonObject message {{u"role"_s, u"user"_s}, {u"content"_s, u"Say hello."_s}};
    return QJsonDocument(QJsonObject {{u"model"_s, u"claude-sonnet-4-5-20250929"_s},
                                      {u"max_tokens"_s, 16},
                                      {u"messages"_s, QJsonArray {message}}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

TestRequest::TestRequest(QObject *parent)
    : QObject(parent)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void TestRequest::send(const QString &baseUrl)
{
    if (m_reply)
        return;
    QNetworkRequest request(QUrl(baseUrl + u"/v1/messages"_s));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"llm-proxy-test/1"_s);
    request.setRawHeader("anthropic-version", "2023-06-01");
    request.setRawHeader("x-api-key", "llm-proxy-test");
    request.setTransferTimeout(std::chrono::milliseconds(kDeadline).count());
    m_reply = m_network.post(request, body());
    connect(m_reply, &QNetworkReply::finished, this,
            [this, reply = m_reply.data()] { read(reply); });
    Q_EMIT sent();
}

void TestRequest::read(QNetworkReply *reply)
{
    m_reply.clear();
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return Q_EMIT answered(false, tr("No answer: %1").arg(reply->errorString()));
    const QByteArray bytes = reply->read(1024 * 1024);
    if (status != 200) {
        const QJsonObject answer = QJsonDocument::fromJson(bytes).object();
        const QString said = answer["error"_L1]["message"_L1].toString();
        return Q_EMIT answered(
            false, tr("Status %1: %2")
                       .arg(status)
                       .arg(said.isEmpty() ? QString::fromUtf8(bytes.left(kMaxShown)) : said));
    }
    const QString routing = QString::fromLatin1(reply->rawHeader("x-llm-proxy-routing"));
    const QString model = QJsonDocument::fromJson(bytes)["model"_L1].toString();
    Q_EMIT answered(true,
                    routing.isEmpty()
                        ? tr("Answered by %1").arg(model)
                        : tr("Answered by %1 (%2)").arg(model, engineCode(routing.toLatin1())));
}

} // namespace ui
