// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientoutput.h"
#include "proxy/http/clientsocket.h"
#include "proxy/http/connectionending.h"
#include "tests/support/systemfacts.h"

#include <QTcpServer>
#include <QTest>

#include <arpa/inet.h>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace proxy;
using namespace std::chrono_literals;
using Manner = ConnectionEnding::Manner;

namespace {

constexpr Instant kBegan {1h};
/// More than the kernel takes for a client that reads nothing.
constexpr qsizetype kMuch = 16 * 1024 * 1024;

enum class End { Fin, Reset, None };

/// A connection to a client that takes nothing before it is asked how the connection ended.
class Pair final : public ClientSocketObserver
{
public:
    Pair()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHost))
            return;
        m_client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.serverPort());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_client, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            return;
        const int accepted =
            ::accept(static_cast<int>(server.socketDescriptor()), nullptr, nullptr);
        if (accepted < 0)
            return;
        m_socket = std::make_unique<ClientSocket>(accepted, *this);
        output = std::make_unique<ClientOutput>(*m_socket);
        ending = std::make_unique<ConnectionEnding>(*m_socket, *output);
    }

    ~Pair() { ::close(m_client); }
    Q_DISABLE_COPY_MOVE(Pair)

    [[nodiscard]] bool isOpen() const { return m_isOpen; }

    /// Writes more than the kernel takes.
    void writeMuch() { output->append(QByteArray(kMuch, 'x')); }

    /// The kernel has bytes that the client takes nothing of; none wait outside of it.
    void fillKernel()
    {
        const QByteArray bytes(64 * 1024, 'x');
        while (m_socket->send(bytes).value_or(0) > 0) { }
    }

    /// Takes what was sent; tells how the client saw the connection end, None: it did not.
    [[nodiscard]] End seenByClient() const
    {
        for (;;) {
            pollfd waiting {m_client, POLLIN, 0};
            if (::poll(&waiting, 1, isOpen() ? 0 : 5000) <= 0)
                return End::None;
            char bytes[65536];
            const ssize_t got = ::recv(m_client, bytes, sizeof bytes, 0);
            if (got == 0)
                return End::Fin;
            if (got < 0)
                return errno == ECONNRESET ? End::Reset : End::None;
        }
    }

private:
    void socketReadable() override { }
    void socketWritable() override { }
    void socketClosed() override { m_isOpen = false; }

    int m_client = -1;
    bool m_isOpen = true;
    std::unique_ptr<ClientSocket> m_socket;

public:
    std::unique_ptr<ClientOutput> output;
    std::unique_ptr<ConnectionEnding> ending;
};

} // namespace

class TestConnectionEnding final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeAnswerEndsWithAFin();
    void theClientSeesTheFinOfALingeringEnd();
    void aResetWaitsForWhatTheKernelHolds();
    void aSilentClientIsLingeredForTwoSeconds();
    void aBusyClientIsLingeredForHalfAMinute();
    void unsentBytesAreWaitedForTenMinutes_data();
    void unsentBytesAreWaitedForTenMinutes();
    void givenUpAtOnceOnlyAWholeAnswerEndsWithAFin();
};

void TestConnectionEnding::aWholeAnswerEndsWithAFin()
{
    Pair pair;
    QVERIFY(pair.ending);
    pair.output->append("whole");
    pair.ending->begin(Manner::Plain, kBegan);
    QVERIFY(!pair.isOpen());
    QCOMPARE(pair.seenByClient(), End::Fin);
}

void TestConnectionEnding::theClientSeesTheFinOfALingeringEnd()
{
    Pair pair;
    QVERIFY(pair.ending);
    pair.output->append("whole");
    pair.ending->begin(Manner::Lingering, kBegan);
    QVERIFY(pair.isOpen());
    QCOMPARE(pair.seenByClient(), End::Fin);
}

void TestConnectionEnding::aResetWaitsForWhatTheKernelHolds()
{
    Pair idle;
    QVERIFY(idle.ending);
    idle.ending->begin(Manner::Reset, kBegan);
    QVERIFY(!idle.isOpen());
    QCOMPARE(idle.seenByClient(), End::Reset);

    if (!support::kTellsAll)
        QSKIP("this system does not tell what a socket still has to send");
    Pair full;
    QVERIFY(full.ending);
    full.fillKernel();
    full.ending->begin(Manner::Reset, kBegan);
    QVERIFY(full.isOpen());
    full.ending->noteProgress(kBegan + 4s);
    full.ending->sweep(kBegan + 5s);
    QVERIFY(full.isOpen());
    full.ending->sweep(kBegan + 5s + 1ms);
    QVERIFY(!full.isOpen());
    QCOMPARE(full.seenByClient(), End::Reset);
}

void TestConnectionEnding::aSilentClientIsLingeredForTwoSeconds()
{
    Pair pair;
    QVERIFY(pair.ending);
    pair.ending->begin(Manner::Lingering, kBegan);
    pair.ending->sweep(kBegan + 2s);
    QVERIFY(pair.isOpen());
    pair.ending->sweep(kBegan + 2s + 1ms);
    QVERIFY(!pair.isOpen());
    QCOMPARE(pair.seenByClient(), End::Fin);
}

void TestConnectionEnding::aBusyClientIsLingeredForHalfAMinute()
{
    Pair pair;
    QVERIFY(pair.ending);
    pair.ending->begin(Manner::Lingering, kBegan);
    pair.ending->noteProgress(kBegan + 29s);
    pair.ending->sweep(kBegan + 30s);
    QVERIFY(pair.isOpen());
    pair.ending->sweep(kBegan + 30s + 1ms);
    QVERIFY(!pair.isOpen());
    QCOMPARE(pair.seenByClient(), End::Fin);
}

void TestConnectionEnding::unsentBytesAreWaitedForTenMinutes_data()
{
    QTest::addColumn<Manner>("manner");
    QTest::newRow("plain") << Manner::Plain;
    QTest::newRow("lingering") << Manner::Lingering;
    QTest::newRow("reset") << Manner::Reset;
}

void TestConnectionEnding::unsentBytesAreWaitedForTenMinutes()
{
    QFETCH(const Manner, manner);
    Pair pair;
    QVERIFY(pair.ending);
    pair.writeMuch();
    pair.ending->begin(manner, kBegan);
    pair.ending->noteProgress(kBegan + 1min);
    pair.ending->sweep(kBegan + 11min);
    QVERIFY(pair.isOpen());
    pair.ending->sweep(kBegan + 11min + 1ms);
    QVERIFY(!pair.isOpen());
    QCOMPARE(pair.seenByClient(), End::Reset);
}

void TestConnectionEnding::givenUpAtOnceOnlyAWholeAnswerEndsWithAFin()
{
    Pair whole;
    QVERIFY(whole.ending);
    whole.fillKernel();
    whole.ending->giveUp();
    QVERIFY(!whole.isOpen());
    QCOMPARE(whole.seenByClient(), End::Fin);

    Pair unsent;
    QVERIFY(unsent.ending);
    unsent.writeMuch();
    unsent.ending->giveUp();
    QVERIFY(!unsent.isOpen());
    QCOMPARE(unsent.seenByClient(), End::Reset);
}

QTEST_GUILESS_MAIN(TestConnectionEnding)
#include "tst_connectionending.moc"
