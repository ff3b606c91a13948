// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/pipeline/poolwork.h"
#include "proxy/pipeline/steps.h"

#include <functional>
#include <memory>

namespace proxy {

/// One request that is asked of the proxy itself (/health, /router/…). It is no traffic and leaves
/// no record: a supervisor's probes would bury the rest. Destroying it cuts the client. Belongs to
/// the worker thread.
class LocalRun final : private ClientSinkObserver
{
public:
    /// The run is over and wants to be destroyed; it touches nothing afterwards.
    using Ended = std::function<void(LocalRun &)>;

    /// @p steps must outlive this.
    LocalRun(Steps &steps, std::unique_ptr<Client> client, Ended ended);
    ~LocalRun() override = default;
    Q_DISABLE_COPY_MOVE(LocalRun)

    /// Answers. The run may be over, and destroyed, when this returns.
    void start();
    /// The drain is over.
    void cut();

private:
    void answer(QByteArray body);
    void watchEvents();
    void answerError(const Error &error);
    void clientDrained() override { }
    void clientGone() override { m_ended(*this); }

    Steps &m_steps;
    std::unique_ptr<Client> m_client; ///< null: the event stream has it
    Ended m_ended;
    PoolWork m_work;
};

} // namespace proxy
