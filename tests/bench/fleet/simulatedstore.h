// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/store/store.h"
#include "tests/bench/fleet/simulation.h"

#include <QHash>

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace fleet {

/// The store's server: keys, fields and lives. It takes the commands as they stand on the wire.
class SimulatedServer final
{
public:
    explicit SimulatedServer(Simulation &simulation)
        : m_simulation(simulation)
    { }

    [[nodiscard]] proxy::StoreReply take(const QByteArray &wire);
    [[nodiscard]] quint64 commands() const { return m_commands; }
    /// Of commands and replies.
    [[nodiscard]] quint64 bytes() const { return m_bytes; }
    [[nodiscard]] qsizetype keys() const { return m_values.size(); }

private:
    struct Value
    {
        QByteArray text;
        std::map<QByteArray, QByteArray> fields;
        Instant until = Instant::max();
    };

    [[nodiscard]] Value *find(const QByteArray &key);
    [[nodiscard]] proxy::StoreReply answer(const std::vector<QByteArray> &words);
    [[nodiscard]] proxy::StoreReply set(const std::vector<QByteArray> &words);

    Simulation &m_simulation;
    QHash<QByteArray, Value> m_values;
    quint64 m_commands = 0;
    quint64 m_bytes = 0;
};

/// One instance's way to the server.
class SimulatedStore final : public proxy::Store
{
public:
    /// @p server: null for an instance without a store. @p roundTrip: of the network between them.
    SimulatedStore(Simulation &simulation, SimulatedServer *server, Micros roundTrip)
        : m_simulation(simulation)
        , m_server(server)
        , m_oneWay(roundTrip / 2)
    { }

    [[nodiscard]] bool isAvailable() const override { return m_server != nullptr; }
    [[nodiscard]] quint64 ask(const proxy::StoreCommand &command, Answer done,
                              std::chrono::milliseconds patience) override;
    [[nodiscard]] quint64 wait(std::chrono::milliseconds time, std::function<void()> done) override;
    void forget(quint64 question) override { m_waiting->erase(question); }
    void tell(const proxy::StoreCommand &command) override;
    void flush() override { }

private:
    using Waiting = std::unordered_map<quint64, std::function<void(const proxy::StoreReply *)>>;

    void finish(quint64 question, const proxy::StoreReply *reply);

    Simulation &m_simulation;
    SimulatedServer *m_server;
    Micros m_oneWay;
    quint64 m_count = 0;
    std::shared_ptr<Waiting> m_waiting =
        std::make_shared<Waiting>(); ///< outlives what is under way
};

} // namespace fleet
