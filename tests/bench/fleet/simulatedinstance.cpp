// SPDX-License-Identifier: LicenseRef-Private
#include "tests/bench/fleet/simulatedinstance.h"

#include <QDateTime>

#include <array>
#include <utility>

namespace fleet {

using namespace std::chrono_literals;

namespace {

constexpr Micros kRoundTrip = 400us; ///< to the store, within a data centre
constexpr Micros kMorphMean = 200ms;
constexpr Micros kAnswerMean = 6s;
constexpr qint64 kBodyBytes = 120'000;

proxy::RouterSettings settings()
{
    proxy::RouterSettings settings;
    settings.apiKey = "key";
    return settings;
}

proxy::Difficulty difficultyOf(size_t hash)
{
    constexpr std::array kDifficulties {proxy::Difficulty::Easy, proxy::Difficulty::Easy,
                                        proxy::Difficulty::Medium, proxy::Difficulty::Hard};
    return kDifficulties.at(hash % kDifficulties.size());
}

} // namespace

class SimulatedMorph::OpenCall final : public Call
{
public:
    [[nodiscard]] int attempts() const override { return 1; }
    const std::shared_ptr<bool> isOpen = std::make_shared<bool>(true);
};

std::unique_ptr<proxy::Router::Call> SimulatedMorph::classify(const proxy::RouterQuestion &question,
                                                              Callback done)
{
    const size_t hash = qHash(question.text);
    ++m_counters.morphCalls;
    m_counters.morphTwice += m_counters.asked.insert(hash).second ? 0 : 1;
    auto call = std::make_unique<OpenCall>();
    m_simulation.after(kMorphMean / 2 + m_simulation.around(kMorphMean / 2),
                       [isOpen = std::weak_ptr<bool>(call->isOpen), hash, done] {
                           if (!isOpen.lock())
                               return;
                           const proxy::Difficulty difficulty = difficultyOf(hash);
                           done(proxy::RouterAnswer {difficulty, proxy::name(difficulty), {}}, 1);
                       });
    return call;
}

struct SimulatedInstance::Run
{
    AgentRequest request;
    Answered answered;
    proxy::SessionKey key = {};
    proxy::DecisionContext context = {};
    std::unique_ptr<proxy::SharedState::Recall> recall = nullptr;
    std::unique_ptr<proxy::Decider::Pending> pending = nullptr;
    proxy::Exchange exchange = {};
};

SimulatedInstance::SimulatedInstance(Simulation &simulation, Counters &counters,
                                     SimulatedServer *server, const proxy::KeyedHash &hash,
                                     const QByteArray &name)
    : m_simulation(simulation)
    , m_counters(counters)
    , m_morph(simulation, counters)
    , m_store(simulation, server, kRoundTrip)
    , m_sessions(proxy::ModelTable(), simulation.clock(), proxy::Sessions::kCapacity, hash)
    , m_decider(
          m_morph, proxy::ModelMap::builtIn(), [] { return nullptr; }, simulation.clock(), hash)
    , m_accounting(proxy::ModelTable())
    , m_budgets(m_accounting.spending())
    , m_totals(m_store, name, m_accounting, m_budgets, simulation.clock())
    , m_shared(m_store, {.decider = m_decider,
                         .sessions = m_sessions,
                         .totals = m_totals,
                         .clock = simulation.clock()})
{
    m_decider.apply(settings(), 1);
    m_accounting.adopt({}, {});
}

SimulatedInstance::~SimulatedInstance()
{
    *m_isAlive = false;
    const auto open = std::move(m_runs);
    for (const auto &[number, run] : open) {
        run->recall.reset();
        run->pending.reset();
        ++m_counters.lostRequests;
        m_simulation.after(1ms, [answered = run->answered] { answered({}); });
    }
}

void SimulatedInstance::readSession(Run &run)
{
    const proxy::RequestFacts &facts = run.request.facts;
    const auto turn =
        facts.isContinuation ? proxy::TurnType::ToolContinuation : proxy::TurnType::HumanAsk;
    run.key = m_sessions.identify(facts, {}, run.request.session, 1);
    run.context = {.clientKeyHash = 1,
                   .sessionId = run.key.id,
                   .path = "/v1/messages",
                   .turn = turn,
                   .view = m_sessions.view(run.key, facts),
                   .bodyBytes = kBodyBytes};
}

void SimulatedInstance::serve(const AgentRequest &request, Answered answered)
{
    const quint64 number = ++m_count;
    auto made = std::make_unique<Run>(Run {.request = request, .answered = std::move(answered)});
    Run &run = *made;
    m_runs.emplace(number, std::move(made));
    run.exchange.startedAtMs = QDateTime::currentMSecsSinceEpoch();
    run.exchange.routable = true;
    run.exchange.session = request.session;
    readSession(run);
    run.recall = m_shared.recall({run.request.facts, run.context, run.key}, [this, number, &run] {
        const auto recalled = std::move(run.recall);
        readSession(run);
        m_decider.adoptSession(run.request.facts, run.context);
        decide(number);
    });
    if (!run.recall)
        decide(number);
}

void SimulatedInstance::decide(quint64 number)
{
    Run &run = *m_runs.at(number);
    run.pending = m_decider.decide(
        run.request.facts, run.context,
        [this, number](const proxy::RouteDecision &decision) { forward(number, decision); });
}

void SimulatedInstance::forward(quint64 number, const proxy::RouteDecision &decision)
{
    m_runs.at(number)->exchange.decision = decision;
    m_simulation.after(m_simulation.around(kAnswerMean) + 500ms,
                       [this, number, isAlive = m_isAlive] {
                           if (*isAlive)
                               end(number);
                       });
}

void SimulatedInstance::end(quint64 number)
{
    const auto ended = m_runs.extract(number);
    Run &run = *ended.mapped();
    run.pending.reset();
    proxy::Exchange &exchange = run.exchange;
    exchange.upstreamStatus = 200;
    exchange.status = 200;
    exchange.bytesIn = kBodyBytes;
    exchange.end = proxy::ExchangeEnd::Complete;
    exchange.usage = {.input = 10, .output = 500, .cacheRead = 35'000, .cacheWrite5m = 1500};
    m_accounting.settle(exchange, run.request.facts, {});
    m_totals.publish(exchange);
    m_sessions.note(run.key, run.request.facts,
                    {.turn = run.context.turn,
                     .decision = exchange.decision,
                     .usage = exchange.usage,
                     .bodyBytes = kBodyBytes,
                     .answered = true});
    m_shared.publish(run.key, run.request.facts, run.context.view.userOverride);
    run.answered(exchange.decision.selectedModel);
}

} // namespace fleet
