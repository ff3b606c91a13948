// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/handover.h"

#include <QObject>
#include <QThread>

#include <future>

namespace standins {

/// A thread with an event loop that runs given work and hands back the result. Runs from
/// construction to destruction.
class ServerThread final
{
public:
    ServerThread();
    ~ServerThread();
    Q_DISABLE_COPY_MOVE(ServerThread)

    /// Runs @p work on the thread and returns its result; at once when called from it.
    template <typename F> auto call(F &&work) -> decltype(work())
    {
        if (QThread::currentThread() == &m_thread)
            return work();
        std::packaged_task<decltype(work())()> task(std::forward<F>(work));
        auto result = task.get_future();
        proxy::postTo(&m_context, [&task] { task(); });
        return result.get();
    }

private:
    QThread m_thread;
    QObject m_context;
};

} // namespace standins
