// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelcatalog.h"

#include "proxy/config/upstreamkey.h"
#include "proxy/json/jsontree.h"
#include "proxy/message/hops.h"

#include <algorithm>
#include <new>
#include <utility>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

// A backend with every provider lists some hundred models of some hundred bytes.
constexpr qsizetype kMaxBody = 8LL * 1024 * 1024;
// More would take the worker longer to go through than a stream may wait.
constexpr qsizetype kMaxModels = 5000;
constexpr qsizetype kMaxId = 256;

Error unreadable(const Text &detail)
{
    return {.code = ErrorCode::UpstreamMalformed,
            .source = ErrorSource::Upstream,
            .detail = Text::english("model list: %1", {detail})};
}

/// Without any list the backend may only be starting.
std::chrono::milliseconds soon(std::chrono::milliseconds usual)
{
    return std::min<std::chrono::milliseconds>(usual, std::chrono::seconds(5));
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

ControlRequest listRequest(const ModelCatalogSettings &settings, const QByteArray &key)
{
    const UpstreamDialect dialect = settings.dialect;
    ControlRequest request;
    request.url = listUrl(settings.upstream, dialect);
    if (!settings.hopId.isEmpty())
        request.headers.append(kHopField.toByteArray(), settings.hopId);
    request.headers.append("Accept", "application/json");
    if (dialect == UpstreamDialect::Anthropic)
        request.headers.append("anthropic-version", "2023-06-01");
    if (!key.isEmpty()) {
        const UpstreamKeyField field = upstreamKeyField(dialect, key);
        request.headers.append(field.name, field.value);
    }
    return request;
}

} // namespace

Result<ModelList> parseModelList(const QByteArray &json)
try {
    JsonTree tree;
    const JsonValue data = tree.parse(json) ? tree.root()["data"] : JsonValue();
    if (!data.isArray())
        return tl::make_unexpected(unreadable(Text::english("the answer holds no \"data\" array")));
    ModelList list;
    for (JsonValue entry = data.first(); entry; entry = entry.next()) {
        const QByteArray id = entry["id"].text();
        if (id.isEmpty() || id.size() > kMaxId)
            continue;
        if (list.size() == kMaxModels)
            return tl::make_unexpected(unreadable(Text::english("too many models")));
        list.insert(id);
    }
    return list;
} catch (const std::bad_alloc &) {
    return tl::make_unexpected(unreadable(outOfMemory().detail));
}

ModelCatalog::ModelCatalog(ModelCatalogSettings settings, KeyProvider upstreamKey, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_upstreamKey(std::move(upstreamKey))
    , m_connection(kMaxBody)
{
    m_deadline.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ModelCatalog::refresh);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { fail(unreadable(Text::english("no answer in time"))); });
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
    abandon();
    m_list.reset();
    m_lastError.reset();
    if (runs)
        refresh();
}

void ModelCatalog::refresh()
{
    if (std::exchange(m_isUnderWay, true))
        return;
    m_lastStatus = 0;
    m_connection.send(listRequest(m_settings, m_upstreamKey()),
                      [this](const ControlReply &reply) { answered(reply); });
    m_deadline.start(m_settings.timeout);
}

void ModelCatalog::answered(const ControlReply &reply)
{
    m_lastStatus = reply.status;
    if (reply.status != 0 && reply.status != 200)
        return fail(unreadable(Text::english("the backend answered %1", {reply.status})));
    if (!reply.fault.isEmpty())
        return fail(unreadable(reply.fault));
    if (reply.isTooLarge)
        return fail(unreadable(Text::english("the answer is too large")));
    // Megabytes of JSON take longer than a stream may wait.
    m_reading.ask([json = reply.body] { return parseModelList(json); },
                  [this](Result<ModelList> list) { use(std::move(list)); });
}

void ModelCatalog::use(Result<ModelList> list)
{
    if (!list)
        return fail(list.error());
    m_list = std::make_shared<const ModelList>(std::move(*list));
    m_lastError.reset();
    end();
}

void ModelCatalog::fail(const Error &error)
{
    m_lastError = error;
    end();
}

void ModelCatalog::abandon()
{
    m_deadline.stop();
    m_reading.forget();
    if (m_connection.isBusy())
        m_connection.drop();
    m_isUnderWay = false;
}

void ModelCatalog::end()
{
    abandon();
    if (m_timer.isActive())
        m_timer.start(m_list ? m_settings.refreshEvery : soon(m_settings.refreshEvery));
    Q_EMIT refreshed();
}

} // namespace proxy
