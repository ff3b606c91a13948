// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/accounting/budgetwatch.h"
#include "proxy/route/decider.h"
#include "proxy/session/sessions.h"
#include "proxy/share/sharedstate.h"
#include "proxy/share/sharedtotals.h"
#include "tests/bench/fleet/simulatedstore.h"
#include "tests/bench/fleet/simulation.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace fleet {

/// Counts what all instances do.
struct Counters
{
    quint64 requests = 0;
    quint64 turns = 0;
    quint64 morphCalls = 0;
    quint64 morphTwice = 0; ///< calls about a text that was asked about before
    quint64 switches = 0; ///< of the model within a tool loop
    quint64 lostRequests = 0; ///< whose instance went while they ran; they are sent again
    std::unordered_set<quint64> asked; ///< hashes of the texts that Morph was asked about
};

/// Morph: a difficulty for each text, after a while.
class SimulatedMorph final : public proxy::Router
{
public:
    SimulatedMorph(Simulation &simulation, Counters &counters)
        : m_simulation(simulation)
        , m_counters(counters)
    { }
    [[nodiscard]] std::unique_ptr<Call> classify(const proxy::RouterQuestion &question,
                                                 Callback done) override;

private:
    class OpenCall;

    Simulation &m_simulation;
    Counters &m_counters;
};

/// A request of a developer's agent.
struct AgentRequest
{
    QByteArray session;
    proxy::RequestFacts facts;
};

/// The parts of one instance that decide and share. A request goes through them as through the
/// pipeline: identify, recall, decide, answer, learn.
class SimulatedInstance final
{
public:
    /// Gets the model that answered; empty: the instance went away.
    using Answered = std::function<void(const QByteArray &model)>;

    SimulatedInstance(Simulation &simulation, Counters &counters, SimulatedServer *server,
                      const proxy::KeyedHash &hash, const QByteArray &name);
    /// Cuts what is open.
    ~SimulatedInstance();
    Q_DISABLE_COPY_MOVE(SimulatedInstance)

    void serve(const AgentRequest &request, Answered answered);

private:
    struct Run;

    void decide(quint64 number);
    void forward(quint64 number, const proxy::RouteDecision &decision);
    void end(quint64 number);
    void readSession(Run &run);

    Simulation &m_simulation;
    Counters &m_counters;
    SimulatedMorph m_morph;
    SimulatedStore m_store;
    proxy::Sessions m_sessions;
    proxy::Decider m_decider;
    proxy::Accounting m_accounting;
    proxy::BudgetWatch m_budgets;
    proxy::SharedTotals m_totals;
    proxy::SharedState m_shared;
    quint64 m_count = 0;
    std::unordered_map<quint64, std::unique_ptr<Run>> m_runs;
    std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true);
};

} // namespace fleet
