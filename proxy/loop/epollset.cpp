// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/epollset.h"

#include <QSocketNotifier>

#include <cerrno>

#include <unistd.h>

namespace proxy {

namespace {

size_t typeIndex(const QSocketNotifier *notifier)
{
    return static_cast<size_t>(notifier->type());
}

} // namespace

quint32 EpollSet::Watch::wanted() const
{
    quint32 events = 0;
    for (size_t type = 0; type < notifiers.size(); ++type)
        events |= notifiers[type] != nullptr ? kAsked[type] : 0;
    return events;
}

EpollSet::EpollSet()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{ }

EpollSet::~EpollSet()
{
    if (m_epoll >= 0)
        ::close(m_epoll);
}

void EpollSet::addPlain(int descriptor)
{
    epoll_event event {};
    event.events = EPOLLIN;
    event.data.u64 = static_cast<quint32>(descriptor);
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        qWarning("descriptor %d can't be watched: error %d", descriptor, errno);
}

void EpollSet::add(QSocketNotifier *notifier)
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

void EpollSet::remove(QSocketNotifier *notifier)
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

int EpollSet::wait(std::span<epoll_event> events, int timeoutMs)
{
    armDirty();
    return ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), timeoutMs);
}

QSocketNotifier *EpollSet::find(quint64 tag, size_t type) const
{
    const size_t descriptor = tag & 0xffffffffU;
    if (descriptor >= m_watches.size() || m_watches[descriptor].serial != tag >> 32)
        return nullptr;
    return m_watches[descriptor].notifiers[type];
}

void EpollSet::markDirty(int descriptor, Watch &watch)
{
    if (!watch.isDirty)
        m_dirty.push_back(descriptor);
    watch.isDirty = true;
}

void EpollSet::forget(int descriptor, Watch &watch)
{
    if (watch.armed != 0)
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    watch.armed = 0;
    watch.serial = 0;
}

void EpollSet::armDirty()
{
    for (const int descriptor : m_dirty) {
        Watch &watch = m_watches[static_cast<size_t>(descriptor)];
        watch.isDirty = false;
        if (watch.wanted() != watch.armed)
            arm(descriptor, watch);
    }
    m_dirty.clear();
}

void EpollSet::arm(int descriptor, Watch &watch)
{
    epoll_event event {};
    event.events = watch.wanted();
    event.data.u64 = (static_cast<quint64>(watch.serial) << 32) | static_cast<quint32>(descriptor);
    const int operation = watch.armed == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (::epoll_ctl(m_epoll, operation, descriptor, &event) == 0) {
        watch.armed = event.events;
        return;
    }
    qWarning("descriptor %d can't be watched: error %d", descriptor, errno);
    watch.notifiers.fill(nullptr);
    forget(descriptor, watch);
}

} // namespace proxy
