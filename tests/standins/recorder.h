// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace standins {

/// What a fake saw. Written by its thread, read and waited for by others. Keeps at most
/// kMaxBodyBytes of bodies: the oldest are emptied first.
class Recorder final
{
public:
    using Requests = std::vector<RecordedRequest>;
    static constexpr qint64 kMaxBodyBytes = 1024LL * 1024 * 1024;
    static constexpr size_t kMaxRequests = 100000;
    static constexpr size_t kMaxConnections = 100000; ///< the oldest closed one is forgotten

    /// Returns the index for update(); stays valid until clear().
    size_t add(const RecordedRequest &request);
    void update(size_t index, const std::function<void(RecordedRequest &)> &change);
    void setConnection(const RecordedConnection &connection);
    void clear(); ///< requests; connections stay

    [[nodiscard]] Requests requests() const;
    [[nodiscard]] std::vector<RecordedConnection> connections() const;
    [[nodiscard]] int openConnections() const;
    /// Runs Qt's events meanwhile when called on the main thread.
    [[nodiscard]] bool waitUntil(const std::function<bool(const Requests &)> &done,
                                 std::chrono::milliseconds deadline);

private:
    void limitBodies();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Requests m_requests;
    std::map<int, RecordedConnection> m_connections;
    size_t m_base = 0; ///< index of the first request since the last clear()
    quint64 m_version = 0;
    qint64 m_bodyBytes = 0;
    size_t m_oldestBody = 0;
};

/// Waits common to both fakes.
[[nodiscard]] bool waitForRequests(Recorder &recorder, size_t count,
                                   std::chrono::milliseconds deadline);
[[nodiscard]] bool waitForClientClose(Recorder &recorder, size_t index,
                                      std::chrono::milliseconds deadline);

} // namespace standins
