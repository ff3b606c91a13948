// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/watchset.h"

#include <QSocketNotifier>

#include <cerrno>

namespace proxy {

namespace {

size_t typeIndex(const QSocketNotifier *notifier)
{
    return static_cast<size_t>(notifier->type());
}

} // namespace

quint8 WatchSet::Watch::wanted() const
{
    quint8 events = 0;
    for (size_t type = 0; type < notifiers.size(); ++type)
        events = static_cast<quint8>(events | (notifiers[type] != nullptr ? kAsked[type] : 0));
    return events;
}

void WatchSet::addPlain(int descriptor)
{
    if (!m_poller.watch(descriptor, 0, Poller::Readable, static_cast<quint32>(descriptor)))
        qWarning("descriptor %d can't be watched: error %d", descriptor, errno);
}

void WatchSet::add(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<int>(notifier->socket());
    if (descriptor < 0)
        return;
    if (static_cast<size_t>(descriptor) >= m_watches.size())
        m_watches.resize(static_cast<size_t>(descriptor) * 2 + 64);
    Watch &watch = m_watches[static_cast<size_t>(descriptor)];
    // Its owner may have closed the last one of that number without saying so.
    if (watch.notifiers[typeIndex(notifier)] != nullptr) {
        qWarning("two notifiers of one type for descriptor %d", descriptor);
        forget(descriptor, watch);
    }
    if (watch.serial == 0)
        watch.serial = m_nextSerial++;
    watch.notifiers[typeIndex(notifier)] = notifier;
    markDirty(descriptor, watch);
}

void WatchSet::remove(QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<int>(notifier->socket());
    if (descriptor < 0 || static_cast<size_t>(descriptor) >= m_watches.size())
        return;
    Watch &watch = m_watches[static_cast<size_t>(descriptor)];
    if (watch.notifiers[typeIndex(notifier)] != notifier)
        return;
    watch.notifiers[typeIndex(notifier)] = nullptr;
    // The last one at once, while the number still means the same: its owner may close it next.
    if (watch.wanted() == 0)
        forget(descriptor, watch);
    else
        markDirty(descriptor, watch);
}

int WatchSet::wait(std::span<Poller::Ready> ready, int timeoutMs)
{
    armDirty();
    return m_poller.wait(ready, timeoutMs);
}

QSocketNotifier *WatchSet::find(quint64 tag, size_t type) const
{
    const size_t descriptor = tag & 0xffffffffU;
    if (descriptor >= m_watches.size() || m_watches[descriptor].serial != tag >> 32)
        return nullptr;
    return m_watches[descriptor].notifiers[type];
}

void WatchSet::markDirty(int descriptor, Watch &watch)
{
    if (!watch.isDirty)
        m_dirty.push_back(descriptor);
    watch.isDirty = true;
}

void WatchSet::forget(int descriptor, Watch &watch)
{
    // It may have been closed meanwhile, which ends its watch too.
    if (watch.armed != 0)
        static_cast<void>(m_poller.watch(descriptor, watch.armed, 0, 0));
    watch.armed = 0;
    watch.serial = 0;
}

void WatchSet::armDirty()
{
    for (const int descriptor : m_dirty) {
        Watch &watch = m_watches[static_cast<size_t>(descriptor)];
        watch.isDirty = false;
        if (watch.wanted() != watch.armed)
            arm(descriptor, watch);
    }
    m_dirty.clear();
}

void WatchSet::arm(int descriptor, Watch &watch)
{
    const quint8 wanted = watch.wanted();
    const quint64 tag =
        (static_cast<quint64>(watch.serial) << 32) | static_cast<quint32>(descriptor);
    if (m_poller.watch(descriptor, watch.armed, wanted, tag)) {
        watch.armed = wanted;
        return;
    }
    qWarning("descriptor %d can't be watched: error %d", descriptor, errno);
    watch.notifiers.fill(nullptr);
    forget(descriptor, watch);
}

} // namespace proxy
