// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/controlport.h"

#include "tests/standins/serverthread.h"
#include "tests/standins/wireserver.h"

namespace standins {

class ControlPort::Engine final : public WireHost
{
public:
    explicit Engine(Handler given)
        : handler(std::move(given))
        , clock(1.0, false)
    { }

    ~Engine() override
    {
        thread.call([this] { server.reset(); });
    }

    std::optional<Script> headArrived(RecordedRequest &, qint64) override { return std::nullopt; }

    Script requestArrived(RecordedRequest &request) override
    {
        const ControlReply reply = handler(request);
        // What was asked of the control port itself is nobody's business.
        recorder.clear();
        return replyScript(reply.status, "application/json", reply.body);
    }

    void answered(const RecordedRequest &) override { }

    Handler handler;
    Recorder recorder;
    FakeClock clock;
    Permits permits;
    std::unique_ptr<WireServer> server;
    ServerThread thread;
};

ControlPort::ControlPort(Handler handler)
    : m_engine(std::make_unique<Engine>(std::move(handler)))
{ }

ControlPort::~ControlPort() = default;

bool ControlPort::start(const QHostAddress &address, quint16 port)
{
    Engine &engine = *m_engine;
    return engine.thread.call([&] {
        engine.server = std::make_unique<WireServer>(
            engine, WireServices {engine.clock, engine.permits, engine.recorder});
        return engine.server->open(address, port);
    });
}

QString ControlPort::errorString() const
{
    Engine &engine = *m_engine;
    return engine.thread.call(
        [&] { return engine.server ? engine.server->errorString() : QString(); });
}

quint16 ControlPort::port() const
{
    Engine &engine = *m_engine;
    return engine.thread.call(
        [&] { return engine.server ? engine.server->boundPort() : quint16(0); });
}

} // namespace standins
