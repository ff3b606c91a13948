// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/storenodes.h"

#include <QHostAddress>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace std::chrono_literals;

constexpr quint16 kMostSlots = 16384;
constexpr auto kSilentNodesAgain = 5s;

Backoff newBackoff(const Random &random)
{
    return Backoff(ExponentialBackoff {.initial = 100ms, .longest = 10s, .jitter = Jitter::Half},
                   random);
}

QByteArray nameOf(const StoreAddress &address)
{
    return address.host.toUtf8() + ':' + QByteArray::number(address.port);
}

bool isHost(QByteArrayView host)
{
    constexpr qsizetype kLongestHost = 253;
    return host.size() <= kLongestHost && std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                      || c == '.' || c == '-' || c == '_' || c == ':';
           });
}

struct Redirection
{
    quint16 slot = 0;
    QByteArray host; ///< empty: of the node that replied
    quint16 port = 0;
    bool isMoved = false;
};

/// Reads "MOVED 3999 127.0.0.1:6381" and "ASK …"; the host may be missing.
std::optional<Redirection> redirectionOf(const StoreReply &reply)
{
    const QList<QByteArray> words = reply.text.split(' ');
    if (words.size() < 3 || !reply.isError())
        return std::nullopt;
    bool hasSlot = false;
    bool hasPort = false;
    const qsizetype colon = words[2].lastIndexOf(':');
    Redirection found {.slot = words[1].toUShort(&hasSlot),
                       .host = words[2].left(std::max<qsizetype>(colon, 0)),
                       .port = words[2].mid(colon + 1).toUShort(&hasPort),
                       .isMoved = words[0] == "MOVED"};
    const bool isGood = hasSlot && hasPort && colon >= 0 && found.slot < kMostSlots
                        && found.port != 0 && isHost(found.host) && found.host != "?";
    return isGood ? std::optional(found) : std::nullopt;
}

} // namespace

StoreNodes::StoreNodes(StoreAddress address, QByteArray authorities, Random random,
                       StoreNodesObserver &observer)
    : m_address(std::move(address))
    , m_authorities(std::move(authorities))
    , m_random(std::move(random))
    , m_observer(observer)
    , m_backoff(newBackoff(m_random))
    , m_known {m_address}
{
    m_retry.setSingleShot(true);
    QObject::connect(&m_retry, &QTimer::timeout, &m_context, [this] { open(); });
    QObject::connect(&m_retrySilent, &QTimer::timeout, &m_context, [this] { trySilentNodes(); });
}

StoreNodes::~StoreNodes() = default;

void StoreNodes::open()
{
    const StoreAddress address = m_known[m_next % m_known.size()];
    m_next = (m_next + 1) % m_known.size();
    (void)obtain(nameOf(address), address);
}

bool StoreNodes::isReady() const
{
    return std::any_of(m_nodes.begin(), m_nodes.end(),
                       [](const auto &node) { return node.second->isReady(); });
}

StoreConnection *StoreNodes::connectionFor(const StoreCommand &command)
{
    if (!command.key.isEmpty() && !m_slots.isEmpty()) {
        const auto known = m_slots.constFind(slotOf(command.key));
        const auto node = known == m_slots.cend() ? m_nodes.end() : m_nodes.find(*known);
        if (node != m_nodes.end())
            return node->second.get();
    }
    for (const auto &[name, connection] : m_nodes) {
        if (connection->isReady())
            return connection.get();
    }
    return nullptr;
}

bool StoreNodes::send(quint64 tag, const StoreCommand &command)
{
    StoreConnection *connection = connectionFor(command);
    return connection != nullptr && connection->send(tag, command.wire);
}

bool StoreNodes::follow(quint64 tag, const StoreCommand &command, const StoreReply &redirection)
{
    const auto target = redirectionOf(redirection);
    if (!target)
        return false;
    StoreAddress address = m_address;
    if (!target->host.isEmpty())
        address.host = QString::fromLatin1(target->host);
    address.port = target->port;
    const Name name = nameOf(address);
    if (const auto silent = m_silent.find(name); silent != m_silent.end()) {
        silent->second.isWanted = true;
        return false;
    }
    StoreConnection *connection = obtain(name, address);
    if (connection == nullptr)
        return false;
    if (target->isMoved)
        m_slots[target->slot] = name;
    else if (!connection->send(0, commandWithoutKey({"ASKING"}).wire))
        return false;
    return connection->send(tag, command.wire);
}

StoreConnection *StoreNodes::obtain(const Name &name, const StoreAddress &address)
{
    const auto found = m_nodes.find(name);
    if (found != m_nodes.end())
        return found->second.get();
    if (m_nodes.size() >= kMostNodes)
        return nullptr;
    auto made = std::make_unique<StoreConnection>(address, m_authorities,
                                                  static_cast<StoreConnectionObserver &>(*this));
    StoreConnection &connection = *made;
    m_nodes.emplace(name, std::move(made));
    connection.open();
    return &connection;
}

void StoreNodes::flush()
{
    for (const auto &[name, connection] : m_nodes)
        connection->flush();
}

void StoreNodes::read()
{
    std::vector<StoreConnection *> ready;
    for (const auto &[name, connection] : m_nodes) {
        if (connection->isReady())
            ready.push_back(connection.get());
    }
    // One that is lost meanwhile is buried, not destroyed.
    for (StoreConnection *connection : ready)
        connection->read();
}

void StoreNodes::renew()
{
    for (auto &[name, connection] : m_nodes) {
        connection->close();
        m_buried.push_back(std::move(connection));
    }
    m_nodes.clear();
    m_slots.clear();
    m_silent.clear();
    m_known = {m_address};
    m_next = 0;
    QMetaObject::invokeMethod(
        &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
    tryAgainLater();
}

void StoreNodes::storeReady(StoreConnection &connection)
{
    m_backoff = newBackoff(m_random);
    m_next = 0;
    m_silent.erase(nameOf(connection.address()));
    const bool isNew =
        std::find(m_known.begin(), m_known.end(), connection.address()) == m_known.end();
    if (isNew && m_known.size() < kMostNodes)
        m_known.push_back(connection.address());
    const auto ready = std::count_if(m_nodes.begin(), m_nodes.end(),
                                     [](const auto &node) { return node.second->isReady(); });
    if (ready == 1)
        m_observer.nodesReady();
}

void StoreNodes::storeReplied(StoreConnection &, quint64 tag, StoreReply reply)
{
    m_observer.nodeReplied(tag, std::move(reply));
}

void StoreNodes::storeLost(StoreConnection &connection, const StoreLoss &loss)
{
    drop(connection);
    if (loss.isSilent && isReady())
        noteSilence(connection);
    else
        m_silent.erase(nameOf(connection.address()));
    if (m_nodes.empty())
        tryAgainLater();
    m_observer.nodeLost(loss);
}

void StoreNodes::drop(StoreConnection &connection)
{
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(), [&](const auto &node) {
        return node.second.get() == &connection;
    });
    if (found == m_nodes.end())
        return;
    m_slots.removeIf([&](const auto &slot) { return slot.value() == found->first; });
    m_buried.push_back(std::move(found->second));
    m_nodes.erase(found);
    QMetaObject::invokeMethod(
        &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
}

void StoreNodes::noteSilence(const StoreConnection &connection)
{
    m_silent.try_emplace(nameOf(connection.address()),
                         SilentNode {.address = connection.address()});
    if (!m_retrySilent.isActive())
        m_retrySilent.start(kSilentNodesAgain);
}

void StoreNodes::trySilentNodes()
{
    // One that no node names any more has left the cluster.
    const bool isGone =
        std::erase_if(m_silent, [](const auto &each) { return !each.second.isWanted; }) > 0;
    for (auto &[name, silent] : m_silent) {
        silent.isWanted = false;
        (void)obtain(name, silent.address);
    }
    if (m_silent.empty())
        m_retrySilent.stop();
    if (isGone)
        m_observer.nodeLost({});
}

void StoreNodes::tryAgainLater()
{
    if (!m_retry.isActive())
        m_retry.start(std::chrono::ceil<std::chrono::milliseconds>(m_backoff.next()));
}

} // namespace proxy
