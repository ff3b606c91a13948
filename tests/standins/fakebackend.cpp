// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakebackend.h"

#include "tests/standins/backendengine.h"
#include "tests/standins/errorcatalogue.h"
#include "tests/standins/management.h"
#include "tests/standins/websocketpeer.h"

#include <algorithm>

namespace standins {

FakeBackend::FakeBackend(FakeBackendOptions options)
    : m_engine(std::make_unique<Engine>(std::move(options)))
{ }

FakeBackend::~FakeBackend() = default;

template <typename F> auto FakeBackend::onServer(F &&work) const
{
    return m_engine->thread.call([&] { return work(*m_engine); });
}

bool FakeBackend::start()
{
    return onServer([](Engine &engine) { return engine.open(); });
}

void FakeBackend::stop()
{
    onServer([](Engine &engine) { engine.close(); });
}

void FakeBackend::addRule(Rule rule)
{
    onServer([&](Engine &engine) { engine.rules.add(std::move(rule)); });
}

void FakeBackend::clearRules()
{
    onServer([](Engine &engine) { engine.rules.clear(); });
}

void FakeBackend::answerNext(Script script)
{
    addRule({.match = {}, .times = 1, .steps = std::move(script)});
}

void FakeBackend::answerAll(Script script)
{
    addRule({.match = {}, .steps = std::move(script)});
}

void FakeBackend::useScenario(QByteArrayView name, int times, QByteArrayView pathPattern)
{
    onServer([&](Engine &engine) {
        if (engine.takeServerScenario(name.toByteArray()))
            return;
        engine.rules.add({.match = {.path = pathPattern.toByteArray()},
                          .times = times,
                          .scenario = name.toByteArray()});
    });
}

void FakeBackend::release(QByteArrayView token, int permits)
{
    onServer([&](Engine &engine) { engine.permits.release(token.toByteArray(), permits); });
}

void FakeBackend::setState(const QJsonObject &part)
{
    onServer([&](Engine &engine) { engine.state->apply(part); });
}

void FakeBackend::setAccepting(bool accepting)
{
    onServer([&](Engine &engine) {
        if (engine.server)
            engine.server->setAccepting(accepting);
    });
}

void FakeBackend::killIdleConnections()
{
    onServer([](Engine &engine) {
        if (engine.server)
            engine.server->killIdle();
    });
}

void FakeBackend::advanceClock(Millis period)
{
    onServer([&](Engine &engine) { engine.clock.advance(period); });
}

void FakeBackend::reset()
{
    onServer([](Engine &engine) { engine.reset(); });
}

QString FakeBackend::errorString() const
{
    return onServer([](Engine &engine) { return engine.error; });
}

quint16 FakeBackend::port() const
{
    return onServer([](Engine &engine) { return engine.port; });
}

QUrl FakeBackend::url() const
{
    QUrl url(QStringLiteral("http://localhost"));
    url.setHost(m_engine->options.address.toString());
    url.setPort(port());
    return url;
}

FakeBackend::Requests FakeBackend::recorded() const
{
    return m_engine->recorder.requests();
}

std::vector<RecordedConnection> FakeBackend::connections() const
{
    return m_engine->recorder.connections();
}

int FakeBackend::openConnections() const
{
    return m_engine->recorder.openConnections();
}

QList<QByteArray> FakeBackend::tripwires() const
{
    QList<QByteArray> touched;
    for (const RecordedRequest &request : recorded()) {
        if (isTripwire(request))
            touched.append(request.method + ' ' + request.target);
    }
    return touched;
}

bool FakeBackend::waitUntil(const std::function<bool(const Requests &)> &done, Millis deadline)
{
    return m_engine->recorder.waitUntil(done, deadline);
}

bool FakeBackend::waitForRequests(size_t count, Millis deadline)
{
    return standins::waitForRequests(m_engine->recorder, count, deadline);
}

bool FakeBackend::waitForClientClose(size_t index, Millis deadline)
{
    return standins::waitForClientClose(m_engine->recorder, index, deadline);
}

bool FakeBackend::waitUntilIdle(Millis deadline)
{
    const auto settled = [](const RecordedRequest &request) {
        return request.answerLastByteAt || request.clientClosedAt || request.end != WireEnd::Open;
    };
    return waitUntil(
        [&](const Requests &seen) { return std::all_of(seen.begin(), seen.end(), settled); },
        deadline);
}

QList<QByteArray> scenarioNames()
{
    return catalogueNames() + socketScenarioNames()
           + QList<QByteArray> {"refused",   "refused-then-up", "boot-502", "mgmt-401-once",
                                "mgmt-ban",  "mgmt-403-remote", "mgmt-404", "mgmt-500",
                                "mgmt-slow", "mgmt-html"};
}

} // namespace standins
