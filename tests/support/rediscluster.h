// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/support/freeport.h"
#include "tests/support/redisserver.h"

#include <array>

namespace support {

/// Three redis-servers that are one cluster, each with a third of the slots.
class RedisCluster final
{
public:
    /// @p more: settings of all three.
    bool start(const QStringList &more = {})
    {
        constexpr std::array<const char *, 4> kBounds {"0", "5461", "10923", "16384"};
        for (size_t at = 0; at < nodes.size(); ++at) {
            // The bus listens 10,000 above, or where it is told.
            const QString bus = QString::number(freePort());
            if (!nodes[at].start(
                    QStringList {QStringLiteral("--cluster-enabled"), QStringLiteral("yes"),
                                 QStringLiteral("--cluster-port"), bus,
                                 QStringLiteral("--cluster-node-timeout"), QStringLiteral("2000")}
                    + more))
                return false;
            m_buses[at] = bus.toLatin1();
            const QByteArray last = QByteArray::number(QByteArray(kBounds[at + 1]).toInt() - 1);
            if (!nodes[at].ask({"CLUSTER", "ADDSLOTSRANGE", kBounds[at], last}).startsWith("+OK")
                || !nodes[at]
                        .ask({"CONFIG", "SET", "cluster-announce-ip", "127.0.0.1"})
                        .startsWith("+OK"))
                return false;
        }
        for (size_t at = 1; at < nodes.size(); ++at)
            (void)nodes[0].ask(
                {"CLUSTER", "MEET", "127.0.0.1", QByteArray::number(nodes[at].port), m_buses[at]});
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < 20000) {
            int ready = 0;
            for (RedisServer &node : nodes)
                ready += node.ask({"CLUSTER", "INFO"}).contains("cluster_state:ok") ? 1 : 0;
            if (ready == int(nodes.size()))
                return true;
            QThread::msleep(50);
        }
        return false;
    }

    std::array<RedisServer, 3> nodes;

private:
    std::array<QByteArray, 3> m_buses;
};

} // namespace support
