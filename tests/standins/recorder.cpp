// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/recorder.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>

namespace standins {

size_t Recorder::add(const RecordedRequest &request)
{
    const std::lock_guard lock(m_mutex);
    if (m_requests.size() < kMaxRequests)
        m_requests.push_back(request);
    ++m_version;
    m_changed.notify_all();
    return m_base + m_requests.size() - 1;
}

void Recorder::update(size_t index, const std::function<void(RecordedRequest &)> &change)
{
    const std::lock_guard lock(m_mutex);
    if (index < m_base || index - m_base >= m_requests.size())
        return;
    RecordedRequest &request = m_requests[index - m_base];
    m_bodyBytes -= request.body.size();
    change(request);
    m_bodyBytes += request.body.size();
    limitBodies();
    ++m_version;
    m_changed.notify_all();
}

void Recorder::limitBodies()
{
    while (m_bodyBytes > kMaxBodyBytes && m_oldestBody + 1 < m_requests.size()) {
        QByteArray &body = m_requests[m_oldestBody++].body;
        m_bodyBytes -= body.size();
        body = {};
    }
}

void Recorder::setConnection(const RecordedConnection &connection)
{
    const std::lock_guard lock(m_mutex);
    m_connections[connection.id] = connection;
    if (m_connections.size() > kMaxConnections && m_connections.begin()->second.closedAt)
        m_connections.erase(m_connections.begin());
    ++m_version;
    m_changed.notify_all();
}

void Recorder::clear()
{
    const std::lock_guard lock(m_mutex);
    m_base += m_requests.size();
    m_requests.clear();
    m_bodyBytes = 0;
    m_oldestBody = 0;
    ++m_version;
    m_changed.notify_all();
}

Recorder::Requests Recorder::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::vector<RecordedConnection> Recorder::connections() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<RecordedConnection> all;
    for (const auto &[id, connection] : m_connections)
        all.push_back(connection);
    return all;
}

int Recorder::openConnections() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(
        std::count_if(m_connections.begin(), m_connections.end(),
                      [](const auto &entry) { return !entry.second.closedAt; }));
}

bool Recorder::waitUntil(const std::function<bool(const Requests &)> &done,
                         std::chrono::milliseconds deadline)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    const QCoreApplication *application = QCoreApplication::instance();
    const bool pump = application != nullptr && application->thread() == QThread::currentThread();
    std::unique_lock lock(m_mutex);
    for (;;) {
        const Requests seen = m_requests;
        const quint64 version = m_version;
        lock.unlock();
        if (done(seen))
            return true;
        if (std::chrono::steady_clock::now() >= until)
            return false;
        if (pump)
            QCoreApplication::processEvents();
        lock.lock();
        const auto slice =
            pump ? std::chrono::steady_clock::now() + std::chrono::milliseconds(2) : until;
        m_changed.wait_until(lock, std::min(slice, until), [&] { return m_version != version; });
    }
}

bool waitForRequests(Recorder &recorder, size_t count, std::chrono::milliseconds deadline)
{
    const auto complete = [](const RecordedRequest &request) { return request.complete; };
    return recorder.waitUntil(
        [&](const Recorder::Requests &seen) {
            return std::cmp_greater_equal(std::count_if(seen.begin(), seen.end(), complete), count);
        },
        deadline);
}

bool waitForClientClose(Recorder &recorder, size_t index, std::chrono::milliseconds deadline)
{
    return recorder.waitUntil(
        [&](const Recorder::Requests &seen) {
            return seen.size() > index && seen[index].clientClosedAt.has_value();
        },
        deadline);
}

} // namespace standins
