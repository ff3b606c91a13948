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

struct ModelCatalogSettings
{
    QUrl upstream; ///< base URL; /v1/models is appended
    UpstreamDialect dialect = UpstreamDialect::Any; ///< whose list is asked for
    std::chrono::milliseconds refreshEvery {60000};
    std::chrono::milliseconds timeout {10000}; ///< for the whole answer
};

/// Reads the backend's answer to GET /v1/models: {"data":[{"id":…},…]}. Entries without an id are
/// passed over. Pure.
[[nodiscard]] Result<ModelList> parseModelList(const QByteArray &json);

/// The backend's model list, cached and refreshed in the background. Nobody ever waits for it: a
/// list that could not be refreshed stays in use, and before the first one list() is null.
/// Belongs to step 4 of 8; lives on the worker thread.
class ModelCatalog final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ModelCatalog)

public:
    /// The upstream key at this moment; empty: none is known and none is sent.
    using KeyProvider = std::function<QByteArray()>;

    ModelCatalog(ModelCatalogSettings settings, KeyProvider upstreamKey, QObject *parent = nullptr);
    ~ModelCatalog() override;

    /// Fetches now and then every refreshEvery; every 5 s while there is no list at all.
    void start();
    /// Another upstream makes the old list worthless: it is dropped and fetched anew.
    void apply(ModelCatalogSettings settings);
    /// Fetches now, unless a fetch is under way.
    void refresh();

    /// nullptr: not known yet.
    [[nodiscard]] std::shared_ptr<const ModelList> list() const { return m_list; }
    /// Of the latest fetch; nullopt when it worked.
    [[nodiscard]] const std::optional<Error> &lastError() const { return m_lastError; }

Q_SIGNALS:
    /// A fetch ended, well or badly.
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
};

} // namespace proxy
