// SPDX-License-Identifier: LicenseRef-Private
#include "app/standins/serverthread.h"

namespace app::standins {

ServerThread::ServerThread()
{
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("stand-in"));
    m_thread.start();
}

ServerThread::~ServerThread()
{
    m_thread.quit();
    m_thread.wait();
}

void ServerThread::post(std::function<void()> work)
{
    // Own queue instead of a queued call's arguments: the hand-over is then visible to the thread
    // sanitizer, which does not see into Qt's locks.
    {
        const std::lock_guard lock(m_mutex);
        m_posted.push_back(std::move(work));
    }
    QMetaObject::invokeMethod(
        &m_context, [this] { runPosted(); }, Qt::QueuedConnection);
}

void ServerThread::runPosted()
{
    for (;;) {
        std::function<void()> work;
        {
            const std::lock_guard lock(m_mutex);
            if (m_posted.empty())
                return;
            work = std::move(m_posted.front());
            m_posted.pop_front();
        }
        work();
    }
}

} // namespace app::standins
