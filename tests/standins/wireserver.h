// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/fakeclock.h"
#include "tests/standins/recorder.h"
#include "tests/standins/script.h"

#include <QHash>
#include <QPointer>
#include <QTcpServer>

#include <functional>
#include <optional>
#include <vector>

namespace standins {

class WireConnection;

/// Permits for HoldUntil steps.
class Permits final
{
public:
    /// True when one was there and is taken now; else @p granted is called once one is.
    bool take(const QByteArray &token, QObject *context, std::function<void()> granted);
    void release(const QByteArray &token, int permits);
    void clear() { m_free.clear(); }

private:
    struct Waiting
    {
        QByteArray token;
        QPointer<QObject> context;
        std::function<void()> granted;
    };
    QHash<QByteArray, int> m_free;
    std::vector<Waiting> m_waiting;
};

/// Decides what a request gets. Called on the server's thread.
class WireHost
{
public:
    virtual ~WireHost() = default;
    /// At the end of the head. A script starts at once, and reads the body only if it says so;
    /// nullopt: the body is read, then requestArrived() is asked. @p length: announced, or -1.
    virtual std::optional<Script> headArrived(RecordedRequest &request, qint64 length) = 0;
    virtual Script requestArrived(RecordedRequest &request) = 0;
    virtual void answered(const RecordedRequest &request) = 0;
};

/// What the connections of one server share.
struct WireServices
{
    FakeClock &clock;
    Permits &permits;
    Recorder &recorder;
};

/// A listener that can be closed and opened again on its port. Lives on its ServerThread.
class WireServer final : public QTcpServer
{
    Q_OBJECT

public:
    WireServer(WireHost &host, WireServices services);
    ~WireServer() override;

    [[nodiscard]] bool open(const QHostAddress &address, quint16 port);
    bool setAccepting(bool accepting);
    void killIdle();
    [[nodiscard]] quint16 boundPort() const { return m_port; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    WireHost &m_host;
    WireServices m_services;
    QHostAddress m_address;
    quint16 m_port = 0;
    int m_lastId = 0;
    std::vector<QPointer<WireConnection>> m_connections;
};

} // namespace standins
