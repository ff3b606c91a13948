// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/handover.h"

#include <QObject>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace proxy {

/// Runs work of one exchange on pool threads and delivers its results on the worker thread. Results
/// that come after forget(), or after this object was destroyed, are dropped; work that has begun
/// runs to its end. Lives on the worker thread.
class PoolWork final
{
public:
    /// @p worker is any object of the worker thread. Both must outlive this.
    PoolWork(QThreadPool &pool, QObject &worker)
        : m_pool(pool)
        , m_worker(worker)
    { }
    Q_DISABLE_COPY_MOVE(PoolWork)

    /// Calls @p work on a pool thread and then @p then with its result on the worker thread. @p
    /// then may destroy this object.
    template <class Work, class Then> void start(Work work, Then then)
    {
        startOn(m_pool, [&worker = m_worker, waiting = life(), work = std::move(work),
                         then = std::move(then)]() mutable {
            auto result = work();
            postTo(&worker,
                   [waiting, result = std::move(result), then = std::move(then)]() mutable {
                       if (!waiting.expired())
                           then(std::move(result));
                   });
        });
    }
    /// Drops all results that have not arrived yet.
    void forget() { m_life.reset(); }

private:
    [[nodiscard]] std::weak_ptr<char> life()
    {
        if (!m_life)
            m_life = std::make_shared<char>();
        return m_life;
    }

    QThreadPool &m_pool;
    QObject &m_worker;
    std::shared_ptr<char> m_life; ///< null: no result is expected
};

} // namespace proxy
