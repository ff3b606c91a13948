// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/backendengine.h"

#include "tests/standins/backendroutes.h"

namespace standins {

namespace {

QByteArray wantedScenario(const RecordedRequest &request, const Rule *rule)
{
    return rule != nullptr ? rule->scenario : request.header("X-Fake-Scenario");
}

} // namespace

FakeBackend::Engine::Engine(FakeBackendOptions given)
    : options(std::move(given))
    , clock(options.timeScale, options.manualClock)
{
    state.emplace(options, clock);
}

FakeBackend::Engine::~Engine()
{
    thread.call([this] { server.reset(); });
}

std::optional<Script> FakeBackend::Engine::headArrived(RecordedRequest &request, qint64 length)
{
    const std::optional<Rule> rule = rules.take(request, true);
    if (rule) {
        request.rule = rule->name;
        return rule->steps;
    }
    const QByteArray scenario = request.header("X-Fake-Scenario");
    return answerAtHead(request, length, scenario, *state);
}

Script FakeBackend::Engine::requestArrived(RecordedRequest &request)
{
    const std::optional<Rule> rule = rules.take(request, false);
    if (rule)
        request.rule = rule->name.isEmpty() ? rule->scenario : rule->name;
    if (rule && !rule->steps.empty())
        return rule->steps;
    return answerRequest(request, wantedScenario(request, rule ? &*rule : nullptr), *state);
}

void FakeBackend::Engine::answered(const RecordedRequest &request)
{
    accountFor(request, *state);
}

bool FakeBackend::Engine::open()
{
    server = std::make_unique<WireServer>(*this, WireServices {clock, permits, recorder});
    if (!server->open(options.address, port != 0 ? port : options.port)) {
        error = server->errorString();
        server.reset();
        return false;
    }
    port = server->boundPort();
    return true;
}

void FakeBackend::Engine::close()
{
    server.reset();
}

void FakeBackend::Engine::reset()
{
    rules.clear();
    permits.clear();
    recorder.clear();
    state.emplace(options, clock);
    if (server)
        server->setAccepting(true);
}

bool FakeBackend::Engine::takeServerScenario(const QByteArray &name)
{
    const QList<QByteArray> parts = name.split(':');
    const std::chrono::milliseconds period(parts.value(1).toLongLong());
    if (parts[0] == "boot-502") {
        state->unknownModelsUntilMs = clock.nowMs() + period.count();
        return true;
    }
    if (parts[0] != "refused" && parts[0] != "refused-then-up")
        return false;
    if (server)
        server->setAccepting(false);
    if (parts[0] == "refused-then-up" && server)
        clock.after(period, server.get(), [this] { server->setAccepting(true); });
    return true;
}

} // namespace standins
