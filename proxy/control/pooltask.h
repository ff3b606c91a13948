// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/handover.h"

#include <functional>
#include <memory>
#include <utility>

namespace proxy {

/// Runs work on a pool thread and delivers its result to this thread; one at a time. It can be
/// cancelled without waiting. Lives on a thread with an event loop.
template <class Answer> class PoolTask final
{
public:
    using Heard = std::function<void(Answer)>;

    PoolTask() = default;
    Q_DISABLE_COPY_MOVE(PoolTask)

    /// Runs @p work on a thread of the global pool and then calls @p heard with its result from the
    /// event loop of this thread. @p heard is not called after forget(), after another ask(), or
    /// when this object is destroyed. @p work must own everything that it uses.
    void ask(std::function<Answer()> work, Heard heard)
    {
        m_heard = std::make_shared<const Heard>(std::move(heard));
        // The other thread may be the last to let go of it, but not before the answer is heard: a
        // loop may carry out deletions before what was posted earlier.
        m_home.reset(new QObject, [](QObject *gone) { gone->deleteLater(); });
        const std::weak_ptr<const Heard> wanted = m_heard;
        startOn(*QThreadPool::globalInstance(), [work = std::move(work), home = m_home, wanted] {
            postTo(home.get(), [wanted, answer = work()]() mutable {
                if (const std::shared_ptr<const Heard> still = wanted.lock())
                    (*still)(std::move(answer));
            });
        });
    }

    /// Drops the result of the work under way, which runs to its end.
    void forget() { m_heard.reset(); }

private:
    std::shared_ptr<const Heard> m_heard; ///< made, used and dropped on the thread that asked
    std::shared_ptr<QObject> m_home; ///< of that thread; what hears of the result
};

} // namespace proxy
