// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"
#include "app/demo/demotable.h"
#include "proxy/message/request.h"

namespace app {

/// Sends the requests of the demo through the proxy, compares both sides and prints a row for each
/// request.
class DemoRun final
{
public:
    DemoRun(DemoWorld world, quint16 port, QByteArray backendKey, DemoTable &table);
    ~DemoRun();
    Q_DISABLE_COPY_MOVE(DemoRun)

    void play(const std::vector<DemoCase> &cases);

private:
    void playCase(const DemoCase &given);
    /// Returns the answer's body.
    QByteArray playRequest(const QByteArray &name, const DemoRequest &request,
                           const DemoExpectation &expected);

    DemoWorld m_world;
    quint16 m_port;
    QByteArray m_backendKey;
    DemoTable &m_table;
    int m_sent = 0;
    std::vector<proxy::Request> m_forwarded; ///< what the backend got of this row
};

} // namespace app
