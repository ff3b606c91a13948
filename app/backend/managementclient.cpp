// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/managementclient.h"

#include "proxy/core/manualhint.h"

#include <QEventLoop>
#include <QNetworkProxy>

#include <cstring>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

struct DeleteLater
{
    void operator()(QNetworkReply *reply) const { reply->deleteLater(); }
};

/// A body that can be read once: QNetworkAccessManager then can't send a request twice by itself
/// when a connection dies (it does with anything it can rewind).
class OneShotBody final : public QIODevice
{
public:
    explicit OneShotBody(QByteArrayView bytes)
        : m_left(bytes)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_left.isEmpty(); }
    bool seek(qint64 /*position*/) override { return false; }
    [[nodiscard]] qint64 bytesAvailable() const override
    {
        return m_left.size() + QIODevice::bytesAvailable();
    }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (m_left.isEmpty())
            return -1;
        const qint64 size = qMin<qint64>(maxSize, m_left.size());
        std::memcpy(data, m_left.data(), static_cast<size_t>(size));
        m_left = m_left.sliced(size);
        return size;
    }
    qint64 writeData(const char * /*data*/, qint64 /*maxSize*/) override { return -1; }

private:
    QByteArrayView m_left;
};

QString problemOf(const QNetworkReply &reply)
{
    switch (reply.error()) {
    case QNetworkReply::NoError:
        return {};
    case QNetworkReply::OperationCanceledError:
    case QNetworkReply::TimeoutError:
        return u"no answer in time"_s;
    default:
        return reply.errorString();
    }
}

} // namespace

ManagementClient::ManagementClient(QUrl backend, QByteArray key)
    : m_backend(std::move(backend))
    , m_key(std::move(key))
    , m_manager(std::make_unique<QNetworkAccessManager>())
{
    m_manager->setProxy(QNetworkProxy::NoProxy);
}

ManagementClient::~ManagementClient() = default;

QNetworkRequest ManagementClient::networkRequest(const BackendRequest &request,
                                                 std::chrono::seconds silence) const
{
    QByteArray base =
        m_backend.toEncoded(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    while (base.endsWith('/'))
        base.chop(1);
    QNetworkRequest network(QUrl::fromEncoded(base + request.target, QUrl::StrictMode));
    network.setRawHeader("User-Agent", "llm-proxy-cli/" LLMPROXY_VERSION);
    network.setRawHeader("Accept", "application/json");
    network.setRawHeader("Accept-Encoding", "identity");
    network.setRawHeader("Connection", "close");
    if (!m_key.isEmpty())
        network.setRawHeader("Authorization", "Bearer " + m_key);
    if (!request.contentType.isEmpty()) {
        network.setRawHeader("Content-Type", request.contentType);
        network.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        network.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    network.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    network.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    network.setTransferTimeout(static_cast<int>(std::chrono::milliseconds(silence).count()));
    return network;
}

BackendAnswer ManagementClient::send(const BackendRequest &request, std::chrono::seconds silence,
                                     const BodySink &sink)
{
    OneShotBody body(request.body);
    const QNetworkRequest network = networkRequest(request, silence);
    const std::unique_ptr<QNetworkReply, DeleteLater> reply(
        request.contentType.isEmpty()
            ? m_manager->sendCustomRequest(network, request.method)
            : m_manager->sendCustomRequest(network, request.method, &body));
    // Bounds what a fast backend and a slow reader of stdout can pile up.
    reply->setReadBufferSize(1024LL * 1024);

    BackendAnswer answer;
    const auto takeHead = [&] {
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.contentType = reply->rawHeader("Content-Type");
        answer.backendVersion = reply->rawHeader("X-CPA-VERSION");
    };
    const auto takeBody = [&] {
        takeHead();
        const QByteArray piece = reply->readAll();
        if (!piece.isEmpty())
            sink(answer, piece);
    };
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, takeBody);
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    takeBody();
    // An HTTP error status is an answer, not a transport problem.
    const bool httpError = answer.status >= 400
                           && reply->error() >= QNetworkReply::ContentAccessDenied
                           && reply->error() != QNetworkReply::OperationCanceledError;
    if (!httpError)
        answer.problem = problemOf(*reply);
    return answer;
}

BackendAnswer ManagementClient::fetch(const BackendRequest &request, std::chrono::seconds silence,
                                      QByteArray &body, qint64 limit)
{
    bool tooLarge = false;
    BackendAnswer answer =
        send(request, silence, [&](const BackendAnswer & /*head*/, QByteArrayView piece) {
            tooLarge = tooLarge || body.size() + piece.size() > limit;
            if (!tooLarge)
                body.append(piece);
        });
    if (tooLarge)
        answer.problem = u"the answer is larger than %1 MB"_s.arg(limit / (1024LL * 1024));
    return answer;
}

QString unreachable(const QUrl &backend, const QString &problem)
{
    return u"the backend at %1 can't be reached: %2 (%3)"_s.arg(
        backend.toString(QUrl::RemoveUserInfo), problem,
        proxy::seeManual(QLatin1StringView("cliproxyapi")));
}

} // namespace app::backend
