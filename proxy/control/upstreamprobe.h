// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/controlconnection.h"
#include "proxy/core/clock.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>

#include <optional>

namespace proxy {

/// Checks, at most every few seconds, whether the upstream answers `GET /`, and keeps the result.
/// No request waits for it. Lives on the worker thread.
class UpstreamProbe final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UpstreamProbe)

public:
    /// @p hopId names this instance to an upstream that is an llm-proxy; see hops.h.
    UpstreamProbe(QUrl upstream, Clock clock, QByteArray hopId = {}, QObject *parent = nullptr);
    ~UpstreamProbe() override;

    void setUpstream(const QUrl &upstream);
    /// Probes, unless a probe is under way or the last result is only a few seconds old.
    void refresh();

    /// Whether the upstream gave any HTTP answer; nullopt: not known yet.
    [[nodiscard]] std::optional<bool> isReachable() const { return m_reachable; }
    [[nodiscard]] const Text &lastError() const { return m_lastError; }
    /// Whether the upstream is an llm-proxy, as its answer told.
    [[nodiscard]] bool isOtherProxy() const { return m_isOtherProxy; }
    /// The backend's X-CPA-VERSION; empty: it sends none.
    [[nodiscard]] QString version() const { return m_version; }

Q_SIGNALS:
    void finished();

private:
    void finish(const ControlReply &reply);

    QUrl m_upstream;
    Clock m_clock;
    QByteArray m_hopId;
    ControlConnection m_connection;
    QTimer m_deadline;
    std::optional<Instant> m_probedAt;
    std::optional<bool> m_reachable;
    bool m_isOtherProxy = false;
    Text m_lastError;
    QString m_version;
};

} // namespace proxy
