// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakemorph.h"

#include "tests/standins/morphanswers.h"
#include "tests/standins/serverthread.h"
#include "tests/standins/wireserver.h"

#include <deque>

namespace standins {

class FakeMorph::Engine final : public WireHost
{
public:
    explicit Engine(FakeMorphOptions given)
        : options(std::move(given))
        , clock(options.timeScale, false)
    { }

    ~Engine() override
    {
        thread.call([this] { server.reset(); });
    }

    std::optional<Script> headArrived(RecordedRequest &, qint64) override { return std::nullopt; }

    Script requestArrived(RecordedRequest &request) override
    {
        MorphAnswer answer = lasting;
        if (!next.empty()) {
            answer = next.front();
            next.pop_front();
        }
        return morphScript(request, answer);
    }

    void answered(const RecordedRequest &) override { }

    FakeMorphOptions options;
    Recorder recorder;
    FakeClock clock;
    Permits permits;
    std::deque<MorphAnswer> next;
    MorphAnswer lasting;
    QString error;
    quint16 port = 0;
    std::unique_ptr<WireServer> server;
    ServerThread thread;
};

FakeMorph::FakeMorph(FakeMorphOptions options)
    : m_engine(std::make_unique<Engine>(std::move(options)))
{ }

FakeMorph::~FakeMorph() = default;

template <typename F> auto FakeMorph::onServer(F &&work) const
{
    return m_engine->thread.call([&] { return work(*m_engine); });
}

bool FakeMorph::start()
{
    return onServer([](Engine &engine) {
        engine.server = std::make_unique<WireServer>(
            engine, WireServices {engine.clock, engine.permits, engine.recorder});
        if (!engine.server->open(engine.options.address, engine.options.port)) {
            engine.error = engine.server->errorString();
            engine.server.reset();
            return false;
        }
        engine.port = engine.server->boundPort();
        return true;
    });
}

void FakeMorph::stop()
{
    onServer([](Engine &engine) { engine.server.reset(); });
}

void FakeMorph::answerNext(MorphAnswer answer)
{
    onServer([&](Engine &engine) { engine.next.push_back(std::move(answer)); });
}

void FakeMorph::answerAll(MorphAnswer answer)
{
    onServer([&](Engine &engine) {
        engine.next.clear();
        engine.lasting = std::move(answer);
    });
}

void FakeMorph::answerWith(QByteArrayView difficulty)
{
    answerAll({.kind = MorphAnswer::Kind::Fixed,
               .body = R"({"difficulty":")" + difficulty.toByteArray() + "\"}"});
}

void FakeMorph::setAccepting(bool accepting)
{
    onServer([&](Engine &engine) {
        if (engine.server)
            engine.server->setAccepting(accepting);
    });
}

void FakeMorph::killIdleConnections()
{
    onServer([](Engine &engine) {
        if (engine.server)
            engine.server->killIdle();
    });
}

void FakeMorph::reset()
{
    onServer([](Engine &engine) {
        engine.next.clear();
        engine.lasting = {};
        engine.permits.clear();
        engine.recorder.clear();
        if (engine.server)
            engine.server->setAccepting(true);
    });
}

QString FakeMorph::errorString() const
{
    return onServer([](Engine &engine) { return engine.error; });
}

quint16 FakeMorph::port() const
{
    return onServer([](Engine &engine) { return engine.port; });
}

QUrl FakeMorph::url() const
{
    QUrl url(QStringLiteral("http://localhost"));
    url.setHost(m_engine->options.address.toString());
    url.setPort(port());
    return url;
}

FakeMorph::Requests FakeMorph::recorded() const
{
    return m_engine->recorder.requests();
}

std::vector<RecordedConnection> FakeMorph::connections() const
{
    return m_engine->recorder.connections();
}

int FakeMorph::openConnections() const
{
    return m_engine->recorder.openConnections();
}

bool FakeMorph::waitUntil(const std::function<bool(const Requests &)> &done, Millis deadline)
{
    return m_engine->recorder.waitUntil(done, deadline);
}

bool FakeMorph::waitForRequests(size_t count, Millis deadline)
{
    return standins::waitForRequests(m_engine->recorder, count, deadline);
}

bool FakeMorph::waitForClientClose(size_t index, Millis deadline)
{
    return standins::waitForClientClose(m_engine->recorder, index, deadline);
}

} // namespace standins
