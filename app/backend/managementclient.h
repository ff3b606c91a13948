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

/// The head of an answer, or the reason why there is none.
struct BackendAnswer
{
    int status = 0; ///< 0: no answer
    QByteArray contentType;
    QByteArray backendVersion; ///< X-CPA-VERSION
    QString problem; ///< no answer, or one that broke off; empty: complete

    [[nodiscard]] bool isSuccess() const { return status >= 200 && status < 300; }
    [[nodiscard]] bool isComplete() const { return status != 0 && problem.isEmpty(); }
};

/// Sends requests to the backend, one at a time, each once and on its own connection. Blocks in a
/// local event loop, so only commands may use it, never the engine. It ignores the environment's
/// HTTP proxy and redirects, so that a key reaches the backend only.
class ManagementClient final
{
public:
    /// @p key is sent as a bearer token; empty: no token.
    ManagementClient(QUrl backend, QByteArray key);
    ~ManagementClient();
    Q_DISABLE_COPY_MOVE(ManagementClient)

    /// Called with each piece of the body as it comes.
    using BodySink = std::function<void(const BackendAnswer &, QByteArrayView)>;
    /// @p silence is how long the backend may send nothing.
    BackendAnswer send(const BackendRequest &request, std::chrono::seconds silence,
                       const BodySink &sink);

    /// Sends a request with a small answer. The body is collected up to a limit; a larger one
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

/// Returns the sentence for a backend that gave no whole answer: which address was tried, why, and
/// where to read on.
[[nodiscard]] QString unreachable(const QUrl &backend, const QString &problem);

} // namespace app::backend
