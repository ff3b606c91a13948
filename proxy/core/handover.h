// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QThreadPool>

#include <memory>
#include <utility>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
extern "C" void AnnotateIgnoreWritesBegin(const char *file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char *file, int line);
#endif

namespace proxy {

/// Tells the thread sanitizer what Qt's event queues guarantee: everything that a thread did before
/// it posted work happens before that work. The sanitizer does not instrument Qt, so it can't know.
/// Does nothing in other builds.
class [[maybe_unused]] HandoverOrder final
{
public:
#if defined(__SANITIZE_THREAD__)
    static void release()
    {
        __tsan_release(tag());
    }
    static void acquire()
    {
        __tsan_acquire(tag());
    }
    /// While the object exists, the sanitizer ignores this thread's writes: Qt alone reads them.
    HandoverOrder()
    {
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    }
    ~HandoverOrder()
    {
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    }
#else
    static void release()
    { }
    static void acquire()
    { }
    HandoverOrder() = default;
    ~HandoverOrder() = default;
#endif
    Q_DISABLE_COPY_MOVE(HandoverOrder)

private:
    static void *tag()
    {
        static char place = 0;
        return &place;
    }
};

/// Runs @p work once on the thread of @p receiver, after everything that was posted there before.
/// The work is dropped when the receiver is destroyed first. Returns at once. Any thread.
template <class Work> void postTo(QObject *receiver, Work work)
{
    auto handed = std::make_shared<Work>(std::move(work));
    HandoverOrder::release();
    const HandoverOrder order;
    QMetaObject::invokeMethod(
        receiver,
        [handed = std::move(handed)] {
            HandoverOrder::acquire();
            (*handed)();
        },
        Qt::QueuedConnection);
}

/// Runs @p work on the thread of @p receiver and returns when it has ended. That thread must not be
/// the calling one.
template <class Work> void runOn(QObject *receiver, Work work)
{
    HandoverOrder::release();
    {
        const HandoverOrder order;
        QMetaObject::invokeMethod(
            receiver,
            [&work] {
                HandoverOrder::acquire();
                work();
                HandoverOrder::release();
            },
            Qt::BlockingQueuedConnection);
    }
    HandoverOrder::acquire();
}

/// Runs @p work on a thread of @p pool and returns at once.
template <class Work> void startOn(QThreadPool &pool, Work work)
{
    auto handed = std::make_shared<Work>(std::move(work));
    HandoverOrder::release();
    const HandoverOrder order;
    pool.start([handed = std::move(handed)] {
        HandoverOrder::acquire();
        (*handed)();
        HandoverOrder::release();
    });
}

} // namespace proxy
