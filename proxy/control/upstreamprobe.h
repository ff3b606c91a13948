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

/// Looks whether the upstream answers `GET /`, at most every few seconds, and remembers what came
/// of it. Nobody waits for it. Lives on the worker thread.
class UpstreamProbe final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UpstreamProbe)

public:
    UpstreamProbe(QUrl upstream, Clock clock, QObject *parent = nullptr);
    ~UpstreamProbe() override;

    void setUpstream(const QUrl &upstream);
    /// Probes unless one is under way or the last is fresh.
    void refresh();

    /// Any HTTP answer means reachable; nullopt: not known yet.
    [[nodiscard]] std::optional<bool> isReachable() const { return m_reachable; }
    [[nodiscard]] const Said &lastError() const { return m_lastError; }
    /// From X-CPA-VERSION where the backend sends it; empty: not told.
    [[nodiscard]] QString version() const { return m_version; }

Q_SIGNALS:
    void finished();

private:
    void finish(const ControlReply &reply);

    QUrl m_upstream;
    Clock m_clock;
    ControlConnection m_connection;
    QTimer m_deadline;
    std::optional<Instant> m_probedAt;
    std::optional<bool> m_reachable;
    Said m_lastError;
    QString m_version;
};

} // namespace proxy
