// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/connectionregistry.h"

#include "proxy/http/clientstream.h"
#include "proxy/http/descriptors.h"
#include "proxy/http/guardedconnection.h"

#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestSweep {500};
constexpr milliseconds kShortestSweep {10};
/// Descriptors for everything that is not a client and its upstream.
constexpr qint64 kOtherDescriptors = 64;

int connectionCap(int wanted)
{
    const std::optional<qint64> descriptors = raiseDescriptorLimit();
    if (!descriptors)
        return wanted;
    const qint64 affordable = std::max<qint64>((*descriptors - kOtherDescriptors) / 2, 8);
    return static_cast<int>(std::min<qint64>(wanted, affordable));
}

/// A page can't make a browser name an address that is not its own. The wildcards are no names:
/// browsers take 0.0.0.0 for this machine.
QStringList namesOf(const QStringList &addresses)
{
    QStringList names = addresses;
    names.removeAll(QStringLiteral("0.0.0.0"));
    names.removeAll(QStringLiteral("::"));
    return names;
}

} // namespace

ConnectionRegistry::ConnectionRegistry(FrontCallbacks callbacks, QObject *parent)
    : QObject(parent)
    , m_callbacks(std::move(callbacks))
{ }

ConnectionRegistry::~ConnectionRegistry()
{
    LoopRound::forget(*this);
}

void ConnectionRegistry::applySettings(const ServerSettings &settings)
{
    m_settings = settings;
    m_trustedProxies = TrustedProxies(settings.trustedProxies);
    m_budget.limit = settings.maxBufferedBytes;
    m_rules.hosts = HostNames(settings.allowedHosts + namesOf(settings.hosts));
    m_counters.connectionCap = connectionCap(settings.maxConnections);
    if (m_sweepTimer.isActive())
        m_sweepTimer.start(static_cast<int>(sweepInterval().count()), this);
}

void ConnectionRegistry::beginStop()
{
    m_isStopping = true;
}

void ConnectionRegistry::closeIdle()
{
    // Closing removes from the hash.
    const QList<GuardedConnection *> connections = m_connections.values();
    for (GuardedConnection *connection : connections)
        connection->closeIfIdle();
}

void ConnectionRegistry::cutAll()
{
    const QList<GuardedConnection *> connections = m_connections.values();
    for (GuardedConnection *connection : connections)
        connection->cut();
}

void ConnectionRegistry::abandonAll()
{
    blockSignals(true);
    for (GuardedConnection *connection : std::as_const(m_connections))
        connection->abandonStream();
}

quint64 ConnectionRegistry::add(GuardedConnection *connection)
{
    m_connections.insert(++m_lastId, connection);
    ++m_counters.openConnections;
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start(static_cast<int>(sweepInterval().count()), this);
    return m_lastId;
}

void ConnectionRegistry::remove(quint64 id)
{
    if (m_connections.remove(id) == 0)
        return;
    --m_counters.openConnections;
    if (!m_connections.isEmpty())
        return;
    m_sweepTimer.stop(); // an idle proxy does not wake up
    Q_EMIT emptied();
}

void ConnectionRegistry::scheduleTurn(quint64 id)
{
    if (m_due.empty())
        QMetaObject::invokeMethod(this, &ConnectionRegistry::runTurns, Qt::QueuedConnection);
    m_due.push_back(id);
}

bool ConnectionRegistry::holdsBack(quint64 id)
{
    if (!LoopRound::hasMore())
        return false;
    if (m_heldBack.empty())
        LoopRound::callAtEnd(*this);
    m_heldBack.push_back(id);
    if (m_heldBack.size() - m_sent >= kMaxHeldBack)
        sendDue();
    return true;
}

void ConnectionRegistry::sendDue()
{
    for (; m_sent < m_heldBack.size(); ++m_sent) {
        if (GuardedConnection *connection = m_connections.value(m_heldBack[m_sent]))
            connection->output().flush();
    }
}

void ConnectionRegistry::roundEnded()
{
    sendDue();
    m_sent = 0;
    for (const quint64 id : std::exchange(m_heldBack, {})) {
        if (GuardedConnection *connection = m_connections.value(id))
            connection->noteSent();
    }
}

void ConnectionRegistry::runTurns()
{
    const std::vector<quint64> due = std::exchange(m_due, {});
    for (const quint64 id : due) {
        if (GuardedConnection *connection = m_connections.value(id))
            connection->takeTurn();
    }
}

void ConnectionRegistry::handOver(quint64 id)
{
    m_expected = id;
    m_line->announce();
}

bool ConnectionRegistry::dispatch()
{
    GuardedConnection *connection = m_connections.value(std::exchange(m_expected, 0));
    std::unique_ptr<ClientStream> stream = connection ? connection->takeWaiting() : nullptr;
    if (!stream)
        return false;
    ++m_counters.requests;
    m_callbacks.onRequest(std::move(stream));
    return true;
}

bool ConnectionRegistry::isFull() const
{
    return m_counters.openConnections >= m_counters.connectionCap;
}

void ConnectionRegistry::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_sweepTimer.timerId())
        return QObject::timerEvent(event);
    const Instant now = std::chrono::steady_clock::now();
    const QList<GuardedConnection *> connections = m_connections.values();
    for (GuardedConnection *connection : connections)
        connection->sweep(now);
}

/// Often enough for the shortest limit, and to notice within a second that a client left.
milliseconds ConnectionRegistry::sweepInterval() const
{
    const milliseconds shortest =
        std::min({m_settings.headTimeout, m_settings.bodyTimeout, m_settings.keepAliveTimeout});
    return std::clamp(shortest / 4, kShortestSweep, kLongestSweep);
}

} // namespace proxy
