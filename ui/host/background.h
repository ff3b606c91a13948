// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace ui {

/// Runs @p work on a pool thread and then calls @p done with its result on the thread of @p
/// context.
/// @p done is not called when @p context was destroyed meanwhile. @p work must use no object of
/// another thread.
template <class Work, class Done> void inBackground(QObject *context, Work work, Done done)
{
    // The receiver lives in the context's thread; only it may look at the QPointer.
    auto *receiver = new QObject;
    receiver->moveToThread(context->thread());
    QPointer<QObject> watched(context);
    QThreadPool::globalInstance()->start(
        [receiver, watched, work = std::move(work), done = std::move(done)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                receiver,
                [receiver, watched, done = std::move(done), result = std::move(result)]() mutable {
                    receiver->deleteLater();
                    if (watched)
                        done(std::move(result));
                },
                Qt::QueuedConnection);
        });
}

} // namespace ui
