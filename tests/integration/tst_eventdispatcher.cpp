// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/handover.h"
#include "proxy/loop/eventdispatcher.h"

#include "tests/support/scriptedserver.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using proxy::EventDispatcher;

namespace {

/// Two connected sockets.
struct Pair
{
    Pair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0)
            qFatal("no socket pair");
    }
    ~Pair()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Q_DISABLE_COPY_MOVE(Pair)

    void feed() const { QCOMPARE(::write(ends[1], "x", 1), 1); }
    void drain() const
    {
        char bytes[64];
        while (::read(ends[0], bytes, sizeof bytes) > 0) { }
    }

    int ends[2] = {-1, -1};
};

QAbstractEventDispatcher *dispatcher()
{
    return QAbstractEventDispatcher::instance();
}

/// How often the loop looked at its sockets until @p duration was over.
int roundsWithin(std::chrono::milliseconds duration)
{
    int rounds = 0;
    QObject context;
    QObject::connect(dispatcher(), &QAbstractEventDispatcher::awake, &context,
                     [&rounds] { ++rounds; });
    QEventLoop loop;
    QTimer::singleShot(duration, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
    return rounds;
}

} // namespace

/// Runs on an EventDispatcher as a whole: see main().
class TestEventDispatcher final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsReadAndWriteOfOneDescriptor();
    void tellsAgainWhileBytesAreLeft();
    void doesNotTellANotifierThatWasSwitchedOffMeanwhile();
    void letsANotifierBeDestroyedInItsOwnEvent();
    void tellsAnInnerLoopWhatComes();
    void tellsADescriptorThatReusesANumber();
    void tellsAHangUp();
    void leavesSocketsAloneWhenAsked();
    void doesNotSpin();
    void firesTimersInOrder();
    void firesZeroTimersBetweenSockets();
    void letsATimerBeKilledByAnother();
    void doesNotNestATimer();
    void tellsRemainingTimeAndTimers();
    void isWokenFromOtherThreads();
    void isInterrupted();
    void isInterruptedBetweenTwoRounds();
    void returnsWithoutWaiting();
    void servesAThread();
    void carriesSocketsAndServers();
    void carriesAccessManager();
    void watchesManyDescriptors();
};

void TestEventDispatcher::initTestCase()
{
    QVERIFY(dynamic_cast<EventDispatcher *>(dispatcher()) != nullptr);
}

void TestEventDispatcher::tellsReadAndWriteOfOneDescriptor()
{
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    QSocketNotifier write(pair.ends[0], QSocketNotifier::Write);
    int reads = 0;
    int writes = 0;
    connect(&read, &QSocketNotifier::activated, this, [&] {
        ++reads;
        pair.drain();
    });
    connect(&write, &QSocketNotifier::activated, this, [&] {
        ++writes;
        write.setEnabled(false);
    });
    QTRY_COMPARE(writes, 1);
    QCOMPARE(reads, 0);
    pair.feed();
    QTRY_COMPARE(reads, 1);
    write.setEnabled(true);
    QTRY_COMPARE(writes, 2);
    read.setEnabled(false);
    pair.feed();
    write.setEnabled(true);
    QTRY_COMPARE(writes, 3);
    QCOMPARE(reads, 1);
    read.setEnabled(true);
    QTRY_COMPARE(reads, 2);
}

void TestEventDispatcher::tellsAgainWhileBytesAreLeft()
{
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    int reads = 0;
    connect(&read, &QSocketNotifier::activated, this, [&] {
        if (++reads == 3)
            pair.drain();
    });
    pair.feed();
    QTRY_COMPARE(reads, 3);
}

void TestEventDispatcher::doesNotTellANotifierThatWasSwitchedOffMeanwhile()
{
    const Pair first;
    const Pair second;
    QSocketNotifier one(first.ends[0], QSocketNotifier::Read);
    QSocketNotifier two(second.ends[0], QSocketNotifier::Read);
    int told = 0;
    const auto silence = [&] {
        ++told;
        one.setEnabled(false);
        two.setEnabled(false);
    };
    connect(&one, &QSocketNotifier::activated, this, silence);
    connect(&two, &QSocketNotifier::activated, this, silence);
    first.feed();
    second.feed();
    QTRY_COMPARE(told, 1);
    roundsWithin(5ms);
    QCOMPARE(told, 1);
}

void TestEventDispatcher::letsANotifierBeDestroyedInItsOwnEvent()
{
    const Pair pair;
    auto read = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
    auto write = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Write);
    connect(read.get(), &QSocketNotifier::activated, this, [&] {
        write.reset();
        read.release()->deleteLater();
    });
    pair.feed();
    QTRY_VERIFY(!read && !write);
}

void TestEventDispatcher::tellsAnInnerLoopWhatComes()
{
    const Pair outer;
    const Pair inner;
    QSocketNotifier one(outer.ends[0], QSocketNotifier::Read);
    QSocketNotifier two(inner.ends[0], QSocketNotifier::Read);
    QStringList order;
    connect(&two, &QSocketNotifier::activated, this, [&] {
        inner.drain();
        order.append(QStringLiteral("inner"));
    });
    connect(&one, &QSocketNotifier::activated, this, [&] {
        outer.drain();
        inner.feed();
        QTRY_COMPARE(order.size(), 1);
        order.append(QStringLiteral("outer"));
    });
    outer.feed();
    QTRY_COMPARE(order, QStringList({QStringLiteral("inner"), QStringLiteral("outer")}));
}

void TestEventDispatcher::tellsADescriptorThatReusesANumber()
{
    for (int i = 0; i < 3; ++i) {
        const Pair pair;
        QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
        int reads = 0;
        connect(&read, &QSocketNotifier::activated, this, [&] {
            ++reads;
            pair.drain();
        });
        pair.feed();
        QTRY_COMPARE(reads, 1);
    }
}

void TestEventDispatcher::tellsAHangUp()
{
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    QSocketNotifier read(ends[0], QSocketNotifier::Read);
    int reads = 0;
    connect(&read, &QSocketNotifier::activated, this, [&] {
        ++reads;
        read.setEnabled(false);
    });
    ::close(ends[1]);
    QTRY_COMPARE(reads, 1);
    ::close(ends[0]);
}

void TestEventDispatcher::leavesSocketsAloneWhenAsked()
{
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    int reads = 0;
    connect(&read, &QSocketNotifier::activated, this, [&] {
        ++reads;
        pair.drain();
    });
    pair.feed();
    dispatcher()->processEvents(QEventLoop::ExcludeSocketNotifiers);
    QTimer::singleShot(1ms, this, [] {});
    dispatcher()->processEvents(QEventLoop::ExcludeSocketNotifiers | QEventLoop::WaitForMoreEvents);
    QCOMPARE(reads, 0);
    QTRY_COMPARE(reads, 1);
}

void TestEventDispatcher::doesNotSpin()
{
    // Bytes nobody wants now, a peer that hung up, a timer between two milliseconds.
    const Pair pair;
    QSocketNotifier read(pair.ends[0], QSocketNotifier::Read);
    pair.feed();
    read.setEnabled(false);
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    QSocketNotifier hungUp(ends[0], QSocketNotifier::Read);
    hungUp.setEnabled(false);
    ::close(ends[1]);
    QVERIFY(roundsWithin(60ms) < 12);
    ::close(ends[0]);
}

void TestEventDispatcher::firesTimersInOrder()
{
    QList<int> order;
    for (const int ms : {7, 3, 5, 1}) {
        QTimer::singleShot(std::chrono::milliseconds(ms), Qt::PreciseTimer, this,
                           [&order, ms] { order.append(ms); });
    }
    QTRY_COMPARE(order.size(), 4);
    QCOMPARE(order, QList<int>({1, 3, 5, 7}));
}

void TestEventDispatcher::firesZeroTimersBetweenSockets()
{
    const Pair pair;
    QSocketNotifier write(pair.ends[0], QSocketNotifier::Write);
    QTimer timer;
    int writes = 0;
    int ticks = 0;
    connect(&write, &QSocketNotifier::activated, this, [&] { ++writes; });
    connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(0);
    QTRY_VERIFY(writes > 20 && ticks > 20);
    QVERIFY(std::abs(writes - ticks) <= 2);
}

void TestEventDispatcher::letsATimerBeKilledByAnother()
{
    auto one = std::make_unique<QTimer>();
    auto two = std::make_unique<QTimer>();
    int told = 0;
    connect(one.get(), &QTimer::timeout, this, [&] {
        ++told;
        two.reset();
        one->stop();
    });
    connect(two.get(), &QTimer::timeout, this, [&] {
        ++told;
        one.reset();
        two->stop();
    });
    one->start(0);
    two->start(0);
    QTRY_COMPARE(told, 1);
    roundsWithin(5ms);
    QCOMPARE(told, 1);
}

void TestEventDispatcher::doesNotNestATimer()
{
    QTimer timer;
    int depth = 0;
    int deepest = 0;
    int ticks = 0;
    connect(&timer, &QTimer::timeout, this, [&] {
        deepest = std::max(deepest, ++depth);
        if (++ticks == 1)
            roundsWithin(10ms);
        --depth;
    });
    timer.start(1);
    QTRY_VERIFY(ticks > 3);
    QCOMPARE(deepest, 1);
}

void TestEventDispatcher::tellsRemainingTimeAndTimers()
{
    QTimer timer;
    timer.start(1h);
    QVERIFY(timer.remainingTime() > 3300000);
    QCOMPARE(dispatcher()->registeredTimers(&timer).size(), 1);
    QCOMPARE(dispatcher()->registeredTimers(&timer).first().interval, 3600000);
    timer.stop();
    QCOMPARE(dispatcher()->registeredTimers(&timer).size(), 0);
    QCOMPARE(dispatcher()->remainingTime(123456), -1);
}

void TestEventDispatcher::isWokenFromOtherThreads()
{
    constexpr int kEach = 5000;
    int told = 0;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(QThread::create([&] {
            for (int n = 0; n < kEach; ++n)
                proxy::postTo(this, [&told] { ++told; });
        }));
        threads.back()->start();
    }
    QTRY_COMPARE(told, 4 * kEach);
    for (const auto &thread : threads)
        thread->wait();
}

void TestEventDispatcher::isInterrupted()
{
    QEventLoop loop;
    const std::unique_ptr<QThread> thread(QThread::create(
        [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::DirectConnection); }));
    // A loop that is not running yet forgets that it was told to quit.
    QTimer::singleShot(0, thread.get(), [&thread] { thread->start(); });
    loop.exec();
    thread->wait();
}

void TestEventDispatcher::isInterruptedBetweenTwoRounds()
{
    while (dispatcher()->processEvents(QEventLoop::AllEvents)) { }
    QTimer waited;
    waited.setSingleShot(true);
    waited.start(5s);
    dispatcher()->wakeUp();
    const std::unique_ptr<QThread> other(
        QThread::create([asked = dispatcher()] { asked->interrupt(); }));
    other->start();
    other->wait();
    dispatcher()->processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(waited.isActive());
}

void TestEventDispatcher::returnsWithoutWaiting()
{
    while (dispatcher()->processEvents(QEventLoop::AllEvents)) { }
    QVERIFY(!dispatcher()->processEvents(QEventLoop::AllEvents));
}

void TestEventDispatcher::servesAThread()
{
    QThread thread;
    thread.setEventDispatcher(new EventDispatcher);
    QObject worker;
    worker.moveToThread(&thread);
    thread.start();
    int sum = 0;
    for (int i = 1; i <= 100; ++i)
        proxy::runOn(&worker, [&sum, i] { sum += i; });
    QCOMPARE(sum, 5050);
    thread.quit();
    QVERIFY(thread.wait(5000));
}

void TestEventDispatcher::carriesSocketsAndServers()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *peer = server.nextPendingConnection();
        connect(peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
    });
    QTcpSocket socket;
    socket.connectToHost(server.serverAddress(), server.serverPort());
    const QByteArray sent(5 * 1024 * 1024, 'x');
    qsizetype got = 0;
    connect(&socket, &QTcpSocket::readyRead, this, [&] { got += socket.readAll().size(); });
    connect(&socket, &QTcpSocket::connected, this, [&] { socket.write(sent); });
    QTRY_COMPARE(got, sent.size());
    bool isGone = false;
    connect(&socket, &QTcpSocket::disconnected, this, [&] { isGone = true; });
    socket.disconnectFromHost();
    QTRY_VERIFY(isGone);
}

void TestEventDispatcher::carriesAccessManager()
{
    support::ScriptedServer server(
        {support::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 10)});
    QNetworkAccessManager manager;
    manager.setProxy(QNetworkProxy::NoProxy);
    for (int i = 0; i < 3; ++i) {
        const QUrl url(QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort()));
        const std::unique_ptr<QNetworkReply> reply(manager.get(QNetworkRequest(url)));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->readAll(), QByteArray("ok"));
    }
}

void TestEventDispatcher::watchesManyDescriptors()
{
    std::vector<std::unique_ptr<Pair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
    int told = 0;
    for (int i = 0; i < 400; ++i) {
        const Pair &pair = *pairs.emplace_back(std::make_unique<Pair>());
        notifiers.push_back(std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read));
        connect(notifiers.back().get(), &QSocketNotifier::activated, this, [&told, &pair] {
            ++told;
            pair.drain();
        });
        pair.feed();
    }
    QTRY_COMPARE(told, 400);
    notifiers.clear();
}

int main(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EventDispatcher);
    const QCoreApplication app(argc, argv);
    TestEventDispatcher test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_eventdispatcher.moc"
