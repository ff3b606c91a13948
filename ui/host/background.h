// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace ui {

/// Runs @p work on a pool thread and gives its result to @p done in the thread of @p context,
/// unless that is gone by then. @p work must not touch what belongs to other threads.
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
