// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/fakebackend.h"
#include "tests/standins/fakemorph.h"

#include <QByteArray>
#include <QHostAddress>

#include <functional>
#include <memory>

namespace standins {

/// An answer of the control port: always JSON.
struct ControlReply
{
    int status = 200;
    QByteArray body = R"({"status":"ok"})";
};

/// A second listener that steers a fake from outside, so that its data port has no route that
/// the real service lacks. Own thread.
class ControlPort final
{
public:
    using Handler = std::function<ControlReply(const RecordedRequest &)>;

    explicit ControlPort(Handler handler);
    ~ControlPort();
    Q_DISABLE_COPY_MOVE(ControlPort)

    [[nodiscard]] bool start(const QHostAddress &address, quint16 port);
    [[nodiscard]] QString errorString() const;
    [[nodiscard]] quint16 port() const;

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

/// POST /scenario (a rule, or {"scenario":"name"}), DELETE /scenario, POST /state, POST /release
/// {"token","permits"}, GET /requests, GET /connections, GET /scenarios, POST /reset, POST /clock
/// {"advance_ms"}, POST /listen {"accepting"}, POST /kill-idle.
[[nodiscard]] ControlPort::Handler controlOf(FakeBackend &backend);
/// POST /answer {"kind","status","body","headers","delay_ms","body_delay_ms","times"} (times 0:
/// from now on), GET /requests, GET /connections, POST /reset, POST /listen.
[[nodiscard]] ControlPort::Handler controlOf(FakeMorph &morph);

} // namespace standins
