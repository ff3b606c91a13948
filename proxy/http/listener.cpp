// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/listener.h"

#include "proxy/http/connectionregistry.h"
#include "proxy/http/descriptors.h"
#include "proxy/http/dispatchline.h"
#include "proxy/http/guardedserver.h"

#include <QAbstractHttpServer>
#include <QHostAddress>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QLoggingCategory>
#include <QTcpSocket>

#include <functional>
#include <utility>
#include <vector>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcListener, "llmproxy.listener")

constexpr int kPortTries = 16;
constexpr int kCheckMs = 2000;

// The one difference between the versions of Qt: what a handler is given beside the request, and
// which we never use: answers are written by the guard.
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using HandlerPeer = QHttpServerResponder &;
using MissingPeer = QHttpServerResponder &;
#elif QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
using HandlerPeer = QHttpServerResponder &;
using MissingPeer = QHttpServerResponder &&;
#else
using HandlerPeer = QTcpSocket *;
using MissingPeer = QTcpSocket *;
#endif

/// QHttpServer's side: each request it sees is one of the guard's own, and says no more than that
/// the connection that handed it over has its turn.
class Dispatcher final : public QAbstractHttpServer
{
public:
    explicit Dispatcher(std::function<bool()> dispatch)
        : m_dispatch(std::move(dispatch))
    { }

    bool handleRequest(const QHttpServerRequest &, HandlerPeer) override { return m_dispatch(); }

    void missingHandler(const QHttpServerRequest &, MissingPeer) override
    {
        qCCritical(lcListener, "A request reached QHttpServer that is not the guard's.");
    }

private:
    std::function<bool()> m_dispatch;
};

Error bindError(const Text &detail)
{
    return {ErrorCode::CannotListen, ErrorSource::Internal, Retry::No, detail};
}

Result<std::vector<QHostAddress>> addressesOf(const QStringList &hosts)
{
    std::vector<QHostAddress> addresses;
    for (const QString &host : hosts) {
        if (host == u"localhost") {
            addresses.emplace_back(QHostAddress::LocalHost);
            addresses.emplace_back(QHostAddress::LocalHostIPv6);
            continue;
        }
        const QHostAddress address(host);
        if (address.isNull())
            return tl::unexpected(Error {ErrorCode::InvalidConfig, ErrorSource::Internal, Retry::No,
                                         Text::english("\"%1\" is not an address.", {host})});
        addresses.push_back(address);
    }
    if (hosts.isEmpty())
        addresses = {QHostAddress(QHostAddress::LocalHost),
                     QHostAddress(QHostAddress::LocalHostIPv6)};
    return addresses;
}

/// A machine without IPv6 has no ::1; that is not worth an error.
bool isMissingIpv6(const QHostAddress &address, QAbstractSocket::SocketError error)
{
    return address == QHostAddress(QHostAddress::LocalHostIPv6)
           && (error == QAbstractSocket::SocketAddressNotAvailableError
               || error == QAbstractSocket::UnsupportedSocketOperationError);
}

} // namespace

/// Declared so that sockets go before what they refer to.
class Listener::Private
{
public:
    explicit Private(FrontCallbacks callbacks)
        : registry(std::move(callbacks))
        , dispatcher(std::make_unique<Dispatcher>([this] { return registry.dispatch(); }))
    { }

    ~Private() { registry.abandonAll(); }
    Q_DISABLE_COPY_MOVE(Private)

    Result<quint16> bindAll(const std::vector<QHostAddress> &addresses, quint16 port)
    {
        quint16 bound = port;
        for (const QHostAddress &address : addresses) {
            auto server = std::make_unique<GuardedServer>(registry);
            if (server->listen(address, bound)) {
                bound = server->serverPort();
                servers.push_back(server.get());
                dispatcher->bind(server.release()); // which becomes its parent
            } else if (!isMissingIpv6(address, server->serverError())) {
                unbindAll();
                return tl::unexpected(
                    bindError(Text::english("Cannot listen on %1 port %2: %3.",
                                            {address.toString(), bound, server->errorString()})));
            }
        }
        return bound;
    }

    void unbindAll()
    {
        for (GuardedServer *server : servers)
            server->closeBehindTheLast();
        servers.clear();
    }

    ConnectionRegistry registry;
    std::unique_ptr<Dispatcher> dispatcher;
    std::vector<GuardedServer *> servers;
};

Listener::Listener(FrontCallbacks callbacks, QObject *parent)
    : QObject(parent)
    , m_private(std::make_unique<Private>(std::move(callbacks)))
{
    connect(&m_private->registry, &ConnectionRegistry::emptied, this, [this] {
        if (m_private->registry.isStopping())
            Q_EMIT drained();
    });
}

Listener::~Listener() = default;

namespace {

/// Whether QHttpServer calls its handler while a request is announced to it, each time: the guard
/// relies on it. Blocking, well under a millisecond.
bool dispatchesAsNeeded()
{
    int dispatched = 0;
    ConnectionRegistry registry({});
    registry.applySettings({});
    Dispatcher dispatcher([&dispatched] { return ++dispatched > 0; });
    auto *server = new GuardedServer(registry, &dispatcher);
    if (!server->listen(QHostAddress::LocalHost))
        return false;
    dispatcher.bind(server);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server->serverPort());
    if (!client.waitForConnected(kCheckMs) || !server->waitForNewConnection(kCheckMs))
        return false;
    for (int announced = 1; announced <= 2; ++announced) {
        registry.line()->announce();
        if (dispatched != announced)
            return false;
    }
    return true;
}

/// Below this many free descriptors no request could ever be served: those that clients leave to
/// others, two listening sockets, the self-test's three, a client, its upstream and a log.
constexpr int kNeededDescriptors = GuardedServer::kReserve + 8;

std::optional<Error> descriptorShortage()
{
    const std::optional<qint64> limit = raiseDescriptorLimit();
    const qintptr next = nextDescriptor();
    if (!limit || !isDescriptorScarce(next, kNeededDescriptors))
        return std::nullopt;
    const qint64 used = next < 0 ? *limit : next;
    return bindError(Text::english(
        "Only %1 files may be open at once, which is too few to serve a request: at least %2 are "
        "needed (ulimit -n, LimitNOFILE).",
        {*limit, used + kNeededDescriptors + 1}));
}

} // namespace

Result<quint16> Listener::listen(const ServerSettings &settings)
{
    if (const std::optional<Error> shortage = descriptorShortage())
        return tl::unexpected(*shortage);
    if (!dispatchesAsNeeded())
        return tl::unexpected(bindError(
            Text::english("Qt %1 does not hand requests over in the order that is relied upon.",
                          {QString::fromLatin1(qVersion())})));
    const Result<std::vector<QHostAddress>> addresses = addressesOf(settings.hosts);
    if (!addresses)
        return tl::unexpected(addresses.error());
    m_private->registry.applySettings(settings);
    Result<quint16> port = m_private->bindAll(*addresses, settings.port);
    // A free port of the first address may be taken on the next.
    for (int i = 1; i < kPortTries && !port && settings.port == 0; ++i)
        port = m_private->bindAll(*addresses, 0);
    return port;
}

void Listener::applySettings(const ServerSettings &settings)
{
    m_private->registry.applySettings(settings);
}

void Listener::stopAccepting()
{
    m_private->unbindAll();
    m_private->registry.beginStop();
    // With nobody connected there is no last one to wait for.
    if (openConnections() == 0)
        QMetaObject::invokeMethod(this, &Listener::drained, Qt::QueuedConnection);
}

void Listener::closeIdle()
{
    m_private->registry.closeIdle();
}

void Listener::cutAll()
{
    m_private->registry.cutAll();
}

quint16 Listener::port() const
{
    return m_private->servers.empty() ? 0 : m_private->servers.front()->serverPort();
}

bool Listener::isListening() const
{
    return !m_private->servers.empty();
}

FrontCounters Listener::counters() const
{
    FrontCounters counters = m_private->registry.counters();
    counters.bufferedBytes = m_private->registry.budget().used;
    return counters;
}

} // namespace proxy
