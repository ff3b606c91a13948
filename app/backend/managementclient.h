// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/requestbody.h"

#include <QByteArrayView>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace app::backend {

/// The head of an answer, or why there is none.
struct BackendAnswer
{
    int status = 0; ///< 0: no answer
    QByteArray contentType;
    QByteArray backendVersion; ///< X-CPA-VERSION
    QString problem; ///< no answer, or one that broke off; empty: complete

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
    [[nodiscard]] bool isComplete() const { return status != 0 && problem.isEmpty(); }
};

/// One request at a time to the backend, each on a connection of its own and sent once. Blocks in
/// a local event loop; for commands, not for the engine. Proxies of the environment and redirects
/// are not used: a key goes to the backend or nowhere.
class ManagementClient final
{
public:
    /// @p key is sent as a bearer token; empty: none.
    ManagementClient(QUrl backend, QByteArray key);
    ~ManagementClient();
    Q_DISABLE_COPY_MOVE(ManagementClient)

    /// Called with each piece of the body as it comes.
    using BodySink = std::function<void(const BackendAnswer &, QByteArrayView)>;
    /// @p silence: how long the backend may send nothing.
    BackendAnswer send(const BackendRequest &request, std::chrono::seconds silence,
                       const BodySink &sink);

    /// send() for small answers: the body is collected up to a limit, beyond which the answer
    /// counts as broken off.
    BackendAnswer fetch(const BackendRequest &request, std::chrono::seconds silence,
                        QByteArray &body, qint64 limit);

private:
    [[nodiscard]] QNetworkRequest networkRequest(const BackendRequest &request,
                                                 std::chrono::seconds silence) const;

    QUrl m_backend;
    QByteArray m_key;
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

} // namespace app::backend
