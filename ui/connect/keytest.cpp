// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/keytest.h"

#include <QNetworkReply>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kKeyDeadline = 15s;

bool mayStandInHeader(const QByteArray &key)
{
    return !key.isEmpty()
           && std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

} // namespace

KeyTest::KeyTest(QObject *parent)
    : QObject(parent)
{
    // A key goes nowhere but where the settings say.
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void KeyTest::ask(const QUrl &base, const QByteArray &key)
{
    if (m_reply)
        return;
    if (!mayStandInHeader(key))
        return Q_EMIT answered(false, tr("This can't be a key: it is empty, or has spaces or "
                                         "letters that no key has."));
    QUrl url = base;
    QString path = base.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + u"/v1/router/raw"_s);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + key);
    request.setTransferTimeout(std::chrono::milliseconds(kKeyDeadline).count());
    m_reply = m_network.post(request, R"({"input":"Say hello.","mode":"balanced"})"_ba);
    connect(m_reply, &QNetworkReply::finished, this,
            [this, reply = m_reply.data()] { read(reply); });
}

void KeyTest::read(QNetworkReply *reply)
{
    m_reply.clear();
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString host = reply->url().authority(QUrl::FullyEncoded);
    if (status == 0)
        return Q_EMIT answered(false,
                               tr("%1 can't be reached: %2").arg(host, reply->errorString()));
    if (status >= 200 && status < 300)
        return Q_EMIT answered(true, tr("Morph takes this key"));
    if (status >= 401 && status <= 403)
        return Q_EMIT answered(false, tr("Morph refuses this key (status %1)").arg(status));
    Q_EMIT answered(
        false,
        tr("%1 answers with status %2, so this says nothing of the key").arg(host).arg(status));
}

} // namespace ui
