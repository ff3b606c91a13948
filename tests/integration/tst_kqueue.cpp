// SPDX-License-Identifier: LicenseRef-Private
// macOS's way of waiting, over a fake of kqueue(2) that keeps its filters as the kernel does and
// looks at real descriptors with poll().
#include "proxy/platform/poller.h"

#include <QTest>

#include <array>
#include <cerrno>
#include <map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/event.h>
#include <sys/socket.h>
#include <unistd.h>

using proxy::Poller;

namespace {

using Filters = std::map<std::pair<std::uintptr_t, std::int16_t>, struct kevent>;
Filters g_filters;
int g_refused = 0; // the filter that can't be added; 0: none

int change(const struct kevent &wanted)
{
    const std::pair key {wanted.ident, wanted.filter};
    if ((wanted.flags & EV_DELETE) != 0) {
        errno = ENOENT;
        return g_filters.erase(key) == 1 ? 0 : -1;
    }
    if (::fcntl(static_cast<int>(wanted.ident), F_GETFD) < 0 || wanted.filter == g_refused)
        return -1;
    g_filters[key] = wanted;
    return 0;
}

short asked(std::int16_t filter)
{
    return filter == EVFILT_READ ? POLLIN : filter == EVFILT_WRITE ? POLLOUT : POLLPRI;
}

} // namespace

int kqueue()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

int kevent(int, const struct kevent *changes, int changeCount, struct kevent *events,
           int eventCount, const timespec *timeout)
{
    for (int i = 0; i < changeCount; ++i) {
        if (change(changes[i]) != 0)
            return -1;
    }
    if (eventCount == 0)
        return 0;
    std::vector<pollfd> watched;
    for (const auto &[key, filter] : g_filters)
        watched.push_back({static_cast<int>(key.first), asked(key.second), 0});
    const int wait =
        timeout ? static_cast<int>(timeout->tv_sec * 1000 + timeout->tv_nsec / 1'000'000) : -1;
    ::poll(watched.data(), watched.size(), wait);
    int count = 0;
    size_t at = 0;
    for (const auto &[key, filter] : g_filters) {
        const short happened = watched[at++].revents;
        const bool hasEnded = (happened & (POLLHUP | POLLERR)) != 0;
        if ((happened & asked(key.second)) == 0 && !hasEnded)
            continue;
        if (count == eventCount)
            break;
        events[count] = filter;
        events[count++].flags = hasEnded ? EV_EOF : 0;
    }
    return count;
}

class TestKqueue final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tellsWhatCanBeRead();
    void tellsReadingAndWritingOfADescriptorTogether();
    void givesADescriptorAnotherTag();
    void tellsNothingOfWhatIsNoLongerWatched();
    void takesADescriptorThatWasClosedMeanwhile();
    void watchesNothingOfADescriptorOfWhichOneEventIsRefused();
    void tellsThatThePeerIsGone();
    void endsAWaitInTime();
    void fillsNoMoreThanThereIsRoomFor();

private:
    std::vector<Poller::Ready> wait(size_t room = 8)
    {
        std::vector<Poller::Ready> ready(room);
        const int count = m_poller->wait(ready, 0);
        ready.resize(static_cast<size_t>(std::max(count, 0)));
        return ready;
    }

    std::unique_ptr<Poller> m_poller;
    std::array<int, 2> m_pair {-1, -1};
};

void TestKqueue::init()
{
    g_filters.clear();
    g_refused = 0;
    m_poller = std::make_unique<Poller>();
    QVERIFY(m_poller->isValid());
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_pair.data()), 0);
}

void TestKqueue::cleanup()
{
    m_poller.reset();
    for (const int descriptor : m_pair)
        ::close(descriptor);
}

void TestKqueue::tellsWhatCanBeRead()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Readable, 7));
    QVERIFY(wait().empty());
    QCOMPARE(::write(m_pair[1], "x", 1), 1);
    const auto ready = wait();
    QCOMPARE(ready.size(), size_t(1));
    QCOMPARE(ready[0].tag, quint64(7));
    QCOMPARE(ready[0].events, quint8(Poller::Readable));
    QCOMPARE(wait().size(), size_t(1)); // as long as it is not read
}

void TestKqueue::tellsReadingAndWritingOfADescriptorTogether()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Readable | Poller::Writable, 7));
    QCOMPARE(::write(m_pair[1], "x", 1), 1);
    const auto ready = wait();
    QCOMPARE(ready.size(), size_t(1));
    QCOMPARE(ready[0].events, quint8(Poller::Readable | Poller::Writable));
}

void TestKqueue::givesADescriptorAnotherTag()
{
    const quint64 wide = (quint64(5) << 32) | 3;
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Writable, 7));
    QVERIFY(
        m_poller->watch(m_pair[0], Poller::Writable, Poller::Readable | Poller::Writable, wide));
    const auto ready = wait();
    QCOMPARE(ready.size(), size_t(1));
    QCOMPARE(ready[0].tag, wide);
    QCOMPARE(ready[0].events, quint8(Poller::Writable));
}

void TestKqueue::tellsNothingOfWhatIsNoLongerWatched()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Readable | Poller::Writable, 7));
    QVERIFY(m_poller->watch(m_pair[0], Poller::Readable | Poller::Writable, Poller::Readable, 7));
    QVERIFY(wait().empty());
    QVERIFY(m_poller->watch(m_pair[0], Poller::Readable, 0, 7));
    QCOMPARE(::write(m_pair[1], "x", 1), 1);
    QVERIFY(wait().empty());
}

void TestKqueue::takesADescriptorThatWasClosedMeanwhile()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Readable, 7));
    g_filters.clear(); // as close() does
    QVERIFY(m_poller->watch(m_pair[0], Poller::Readable, 0, 7));
    QVERIFY(!m_poller->watch(-1, 0, Poller::Readable, 8));
}

void TestKqueue::watchesNothingOfADescriptorOfWhichOneEventIsRefused()
{
    g_refused = EVFILT_EXCEPT;
    QVERIFY(!m_poller->watch(m_pair[0], 0, Poller::Writable | Poller::Urgent, 7));
    QVERIFY(wait().empty());
}

void TestKqueue::tellsThatThePeerIsGone()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Readable | Poller::Writable, 7));
    ::close(std::exchange(m_pair[1], -1));
    const auto ready = wait();
    QCOMPARE(ready.size(), size_t(1));
    QVERIFY(ready[0].events & Poller::Readable);
    QVERIFY(ready[0].events & Poller::Broken);
}

void TestKqueue::endsAWaitInTime()
{
    std::array<Poller::Ready, 1> ready;
    QCOMPARE(m_poller->wait(ready, 1), 0);
}

void TestKqueue::fillsNoMoreThanThereIsRoomFor()
{
    QVERIFY(m_poller->watch(m_pair[0], 0, Poller::Writable, 1));
    QVERIFY(m_poller->watch(m_pair[1], 0, Poller::Writable, 2));
    QCOMPARE(wait(1).size(), size_t(1));
    QCOMPARE(wait(2).size(), size_t(2));
}

QTEST_GUILESS_MAIN(TestKqueue)
#include "tst_kqueue.moc"
