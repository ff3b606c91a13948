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

/// What Qt's queues promise, told to the thread sanitizer, which does not see into Qt: whatever
/// was done before a hand-over has happened before the work that was handed over. Nothing at all
/// in other builds.
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
    /// While it lives, this thread writes what only Qt passes on.
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

/// Runs @p work on the thread of @p receiver, after what was posted before; never, when the
/// receiver goes first. Any thread.
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

/// Runs @p work on the thread of @p receiver, another than this one, and waits for its end.
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

/// Runs @p work on a thread of @p pool.
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
