// SPDX-License-Identifier: LicenseRef-Private
#include "tests/bench/fleet/fleet.h"

#include <algorithm>
#include <utility>

namespace fleet {

using namespace std::chrono_literals;

namespace {

constexpr Micros kThinkMean = 3min; ///< between an answer and the next text
constexpr int kStepsMean = 4; ///< requests of a tool loop
constexpr Micros kToolMean = 2s;
constexpr int kTurnsMean = 10; ///< of a session
constexpr double kSentTwice = 0.005;
constexpr Micros kChangeEvery = 5min;

/// One person with an agent.
struct Developer
{
    int number = 0;
    int session = 0;
    int turn = 0;
    int steps = 0; ///< left in the loop
    QByteArray model; ///< of the turn
    AgentRequest request;
};

class Team final
{
public:
    explicit Team(const Plan &plan)
        : m_plan(plan)
        , m_simulation(plan.seed)
        , m_server(m_simulation)
    { }

    Outcome run()
    {
        for (int at = 0; at < m_plan.instances; ++at)
            m_instances.push_back(makeInstance());
        m_developers.resize(size_t(m_plan.developers));
        for (int at = 0; at < m_plan.developers; ++at) {
            m_developers[size_t(at)].number = at;
            think(m_developers[size_t(at)]);
        }
        if (m_plan.comesAndGoes)
            m_simulation.after(kChangeEvery, [this] { change(); });
        const Instant end = m_simulation.now() + m_plan.time;
        m_simulation.run(end);
        return {.counters = m_counters,
                .seconds = std::chrono::duration<double>(m_plan.time).count(),
                .commands = m_server.commands(),
                .bytes = m_server.bytes()};
    }

private:
    struct Placed
    {
        quint64 id = 0; ///< for the consistent hash
        std::unique_ptr<SimulatedInstance> instance;
    };

    Placed makeInstance()
    {
        const quint64 id = ++m_made;
        return {.id = id,
                .instance = std::make_unique<SimulatedInstance>(
                    m_simulation, m_counters, m_plan.hasStore ? &m_server : nullptr, m_hash,
                    QByteArray::number(id, 16).rightJustified(16, '0'))};
    }

    /// One is killed, and a new one takes its place.
    void change()
    {
        const auto at = size_t(m_simulation.below(int(m_instances.size())));
        const Placed gone = std::exchange(m_instances[at], makeInstance());
        m_simulation.after(kChangeEvery, [this] { change(); });
    }

    SimulatedInstance &balance(const QByteArray &session)
    {
        if (m_plan.balancing == Balancing::Random)
            return *m_instances[size_t(m_simulation.below(int(m_instances.size())))].instance;
        // Rendezvous: who goes takes its own sessions along alone.
        const quint64 name = m_hash(session);
        const auto best = std::max_element(
            m_instances.begin(), m_instances.end(), [&](const Placed &one, const Placed &other) {
                return m_hash.combine(name, one.id) < m_hash.combine(name, other.id);
            });
        return *best->instance;
    }

    void think(Developer &developer)
    {
        m_simulation.after(m_simulation.around(kThinkMean), [this, &developer] { ask(developer); });
    }

    void ask(Developer &developer)
    {
        if (m_simulation.uniform() < 1.0 / kTurnsMean) {
            ++developer.session;
            developer.turn = 0;
        }
        ++developer.turn;
        ++m_counters.turns;
        developer.steps = int(m_simulation.around(Micros(kStepsMean)).count());
        const QByteArray session = "dev-" + QByteArray::number(developer.number) + '-'
                                   + QByteArray::number(developer.session);
        AgentRequest &request = developer.request;
        request.session = session;
        proxy::RequestFacts &facts = request.facts;
        facts = {};
        facts.dialect = proxy::Dialect::Anthropic;
        facts.model = "claude-opus-4-8";
        facts.userText = "Task " + QByteArray::number(developer.turn) + " of " + session;
        facts.userTextHash = m_hash(facts.userText);
        facts.firstTextHash = m_hash(session);
        facts.systemHead = "You write software.";
        facts.userTextOrdinal = developer.turn;
        facts.maxTokens = 32'000;
        facts.messageCount = developer.turn * 2;
        facts.features.systemFingerprint = 1;
        facts.features.systemBytes = 20'000;
        send(developer, true);
        if (m_simulation.uniform() < kSentTwice)
            m_simulation.after(m_simulation.around(10ms), [this, copy = request] {
                ++m_counters.requests;
                balance(copy.session).serve(copy, [](const QByteArray &) {});
            });
    }

    void send(Developer &developer, bool isAsk)
    {
        ++m_counters.requests;
        balance(developer.request.session)
            .serve(developer.request, [this, &developer, isAsk](const QByteArray &model) {
                answered(developer, isAsk, model);
            });
    }

    void answered(Developer &developer, bool isAsk, const QByteArray &model)
    {
        if (model.isEmpty())
            return send(developer, isAsk);
        if (isAsk)
            developer.model = model;
        else if (model != developer.model)
            ++m_counters.switches;
        if (developer.steps-- <= 0)
            return think(developer);
        developer.request.facts.isContinuation = true;
        developer.request.facts.messageCount += 2;
        m_simulation.after(m_simulation.around(kToolMean) + 10ms,
                           [this, &developer] { send(developer, false); });
    }

    Plan m_plan;
    Counters m_counters;
    Simulation m_simulation;
    SimulatedServer m_server;
    proxy::KeyedHash m_hash {QByteArray("the same on all instances")};
    quint64 m_made = 0;
    std::vector<Placed> m_instances;
    std::vector<Developer> m_developers;
};

} // namespace

Outcome simulate(const Plan &plan)
{
    return Team(plan).run();
}

} // namespace fleet
