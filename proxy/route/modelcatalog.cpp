// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelcatalog.h"

#include "proxy/upstreamkey.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>
#include <utility>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

// A backend with every provider lists some hundred models of some hundred bytes.
constexpr qint64 kMaxBody = 8LL * 1024 * 1024;
constexpr qsizetype kMaxModels = 20000;
constexpr qsizetype kMaxId = 256;

Error unreadable(const QString &detail)
{
    return {.code = ErrorCode::UpstreamMalformed,
            .source = ErrorSource::Upstream,
            .detail = u"model list: "_s + detail};
}

/// Without any list the backend may only be starting.
std::chrono::milliseconds soon(std::chrono::milliseconds usual)
{
    return std::min<std::chrono::milliseconds>(usual, std::chrono::seconds(5));
}

bool isLoopback(const QString &host)
{
    return host.compare("localhost"_L1, Qt::CaseInsensitive) == 0
           || QHostAddress(host).isLoopback();
}

QUrl listUrl(const QUrl &upstream, UpstreamDialect dialect)
{
    QString path = upstream.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    QUrl url = upstream;
    url.setPath(path + "/v1/models"_L1, QUrl::StrictMode);
    // Anthropic gives 20 a page otherwise.
    url.setQuery(dialect == UpstreamDialect::Anthropic ? u"limit=1000"_s : QString());
    url.setFragment(QString());
    return url;
}

QNetworkRequest networkRequest(const QUrl &url, UpstreamDialect dialect, const QByteArray &key)
{
    QNetworkRequest request(url);
    // The backend answers some agents' names with a list made for them.
    request.setHeader(QNetworkRequest::UserAgentHeader,
                      QStringLiteral("llm-proxy/" LLMPROXY_VERSION));
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Language", "*");
    request.setRawHeader("Accept-Encoding", "identity");
    if (dialect == UpstreamDialect::Anthropic)
        request.setRawHeader("anthropic-version", "2023-06-01");
    if (!key.isEmpty()) {
        const UpstreamKeyField field = upstreamKeyField(dialect, key);
        request.setRawHeader(field.name, field.value);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    return request;
}

} // namespace

Result<ModelList> parseModelList(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonValue data = document.object()["data"_L1];
    if (!data.isArray())
        return tl::make_unexpected(unreadable(u"the answer holds no \"data\" array"_s));
    ModelList list;
    for (const QJsonValue entry : data.toArray()) {
        const QByteArray id = entry["id"_L1].toString().toUtf8();
        if (id.isEmpty() || id.size() > kMaxId)
            continue;
        if (list.size() == kMaxModels)
            return tl::make_unexpected(unreadable(u"too many models"_s));
        list.insert(id);
    }
    return list;
}

void ModelCatalog::ReplyDeleter::operator()(QNetworkReply *reply) const
{
    reply->disconnect();
    reply->deleteLater();
}

ModelCatalog::ModelCatalog(ModelCatalogSettings settings, KeyProvider upstreamKey, Clock clock,
                           QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_upstreamKey(std::move(upstreamKey))
    , m_clock(std::move(clock))
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_deadline.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ModelCatalog::refresh);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { fail(unreadable(u"no answer in time"_s)); });
}

ModelCatalog::~ModelCatalog() = default;

void ModelCatalog::start()
{
    m_timer.start(m_settings.refreshEvery);
    refresh();
}

void ModelCatalog::apply(ModelCatalogSettings settings)
{
    const bool isAnother =
        settings.upstream != m_settings.upstream || settings.dialect != m_settings.dialect;
    const bool runs = m_timer.isActive();
    m_settings = std::move(settings);
    if (runs)
        m_timer.start(m_settings.refreshEvery);
    if (!isAnother)
        return;
    m_reply.reset();
    m_deadline.stop();
    m_list.reset();
    m_fetchedAt.reset();
    m_lastError.reset();
    if (runs)
        refresh();
}

void ModelCatalog::refresh()
{
    if (m_reply)
        return;
    m_body.clear();
    const QUrl url = listUrl(m_settings.upstream, m_settings.dialect);
    m_network.setProxy(isLoopback(url.host()) ? QNetworkProxy(QNetworkProxy::NoProxy)
                                              : QNetworkProxy(QNetworkProxy::DefaultProxy));
    m_reply.reset(m_network.get(networkRequest(url, m_settings.dialect, m_upstreamKey())));
    m_reply->setReadBufferSize(kMaxBody + 1);
    connect(m_reply.get(), &QNetworkReply::readyRead, this, &ModelCatalog::readAvailable);
    connect(m_reply.get(), &QNetworkReply::finished, this, &ModelCatalog::finish);
    m_deadline.start(m_settings.timeout);
}

void ModelCatalog::readAvailable()
{
    m_body += m_reply->read(kMaxBody + 1 - m_body.size());
    if (m_body.size() > kMaxBody)
        fail(unreadable(u"the answer is too large"_s));
}

void ModelCatalog::finish()
{
    readAvailable();
    if (!m_reply)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 0 && status != 200)
        return fail(unreadable(u"the backend answered %1"_s.arg(status)));
    if (m_reply->error() != QNetworkReply::NoError)
        return fail(unreadable(m_reply->errorString()));
    auto list = parseModelList(m_body);
    if (!list)
        return fail(list.error());
    m_list = std::make_shared<const ModelList>(std::move(*list));
    m_fetchedAt = m_clock();
    m_lastError.reset();
    end();
}

void ModelCatalog::fail(const Error &error)
{
    m_lastError = error;
    end();
}

void ModelCatalog::end()
{
    m_deadline.stop();
    m_reply.reset();
    m_body = QByteArray();
    if (m_timer.isActive())
        m_timer.start(m_list ? m_settings.refreshEvery : soon(m_settings.refreshEvery));
    Q_EMIT refreshed();
}

} // namespace proxy
