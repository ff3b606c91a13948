// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/control/controlconnection.h"
#include "proxy/control/pooltask.h"
#include "proxy/core/error.h"
#include "proxy/route/modelmap.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// Where and how often the list is fetched.
struct ModelCatalogSettings
{
    QUrl upstream; ///< base URL; /v1/models is appended
    UpstreamDialect dialect = UpstreamDialect::Any; ///< decides the form of the request
    QByteArray hopId = {}; ///< names this instance to an upstream that is an llm-proxy; see hops.h
    std::chrono::milliseconds refreshEvery {60000};
    std::chrono::milliseconds timeout {10000}; ///< for the whole answer
};

/// Parses the backend's answer to GET /v1/models: {"data":[{"id":…},…]}. Skips entries without an
/// id. Pure.
[[nodiscard]] Result<ModelList> parseModelList(const QByteArray &json);

/// Caches the backend's list of models and refreshes it in the background. No request waits for it:
/// until the first fetch list() is null, and a list that can't be refreshed stays in use. Serves
/// step 4 of 8 (DECIDE). Lives on the worker thread.
class ModelCatalog final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ModelCatalog)

public:
    /// Returns the present upstream key; empty: none is sent.
    using KeyProvider = std::function<QByteArray()>;

    ModelCatalog(ModelCatalogSettings settings, KeyProvider upstreamKey, QObject *parent = nullptr);
    ~ModelCatalog() override;

    /// Fetches the list now and then every `refreshEvery`, or every 5 s while there is no list.
    void start();
    /// Uses other settings. Another upstream drops the list and fetches a new one.
    void apply(ModelCatalogSettings settings);
    /// Fetches the list now, unless a fetch is under way.
    void refresh();

    /// The list; null: not known yet.
    [[nodiscard]] std::shared_ptr<const ModelList> list() const { return m_list; }
    /// The error of the latest fetch; nullopt: it succeeded.
    [[nodiscard]] const std::optional<Error> &lastError() const { return m_lastError; }
    /// The HTTP status of the latest fetch; 0: there was no answer.
    [[nodiscard]] int lastStatus() const { return m_lastStatus; }

Q_SIGNALS:
    /// A fetch succeeded or failed.
    void refreshed();

private:
    void answered(const ControlReply &reply);
    void use(Result<ModelList> list);
    void fail(const Error &error);
    void abandon();
    void end();

    ModelCatalogSettings m_settings;
    KeyProvider m_upstreamKey;
    QTimer m_timer;
    QTimer m_deadline;
    ControlConnection m_connection;
    PoolTask<Result<ModelList>> m_reading;
    bool m_isUnderWay = false;
    std::shared_ptr<const ModelList> m_list;
    std::optional<Error> m_lastError;
    int m_lastStatus = 0;
};

} // namespace proxy
