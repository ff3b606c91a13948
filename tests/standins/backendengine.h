// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendstate.h"
#include "tests/standins/fakebackend.h"
#include "tests/standins/recorder.h"
#include "tests/standins/serverthread.h"
#include "tests/standins/wireserver.h"

#include <memory>
#include <optional>

namespace standins {

/// The inside of a FakeBackend. All but the recorder is used on the thread only.
class FakeBackend::Engine final : public WireHost
{
public:
    explicit Engine(FakeBackendOptions given);
    ~Engine() override;
    Q_DISABLE_COPY_MOVE(Engine)

    std::optional<Script> headArrived(RecordedRequest &request, qint64 length) override;
    Script requestArrived(RecordedRequest &request) override;
    void answered(const RecordedRequest &request) override;

    [[nodiscard]] bool open();
    void close();
    void reset();
    /// Entries that act on the whole server: refused, refused-then-up:<ms>, boot-502:<ms>.
    bool takeServerScenario(const QByteArray &name);

    FakeBackendOptions options;
    Recorder recorder;
    FakeClock clock;
    Permits permits;
    Scenario rules;
    std::optional<BackendState> state;
    QString error;
    quint16 port = 0;
    std::unique_ptr<WireServer> server;
    ServerThread thread;
};

} // namespace standins
