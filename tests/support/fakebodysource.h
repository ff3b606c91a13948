// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/bodysource.h"

#include <QByteArray>

#include <functional>

namespace support {

/// A BodySource that a test fills.
class FakeBodySource final : public proxy::BodySource
{
public:
    QByteArray take(qint64 max) override
    {
        const QByteArray taken = bytes.left(max);
        bytes.remove(0, taken.size());
        takes += taken.isEmpty() ? 0 : 1;
        if (onTake && !taken.isEmpty())
            onTake();
        return taken;
    }
    bool atEnd() const override { return isEnded && bytes.isEmpty(); }
    void setBodyObserver(proxy::BodySourceObserver *watcher) override { observer = watcher; }

    /// More of the body arrived from the client.
    void feed(const QByteArray &more, bool isLast = false)
    {
        bytes += more;
        isEnded = isLast;
        if (observer != nullptr)
            observer->bodyReady();
    }

    QByteArray bytes;
    bool isEnded = false;
    int takes = 0;
    std::function<void()> onTake;
    proxy::BodySourceObserver *observer = nullptr;
};

} // namespace support
