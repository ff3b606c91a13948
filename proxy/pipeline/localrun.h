// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/client.h"
#include "proxy/pipeline/poolwork.h"
#include "proxy/pipeline/steps.h"

#include <functional>
#include <memory>

namespace proxy {

/// One request to the proxy's own routes (/health, /router/…). It is not recorded, because a
/// supervisor's probes would fill the request log. Destroying it cuts the client. Lives on the
/// worker thread.
class LocalRun final : private ClientSinkObserver
{
public:
    /// Called when the run is over. It may destroy the run.
    using Ended = std::function<void(LocalRun &)>;

    /// @p steps must outlive this.
    LocalRun(Steps &steps, std::unique_ptr<Client> client, Ended ended);
    ~LocalRun() override;
    Q_DISABLE_COPY_MOVE(LocalRun)

    /// Answers the request. The run may be destroyed when this returns.
    void start();
    /// Cuts the client and ends the run.
    void cut();

private:
    void answer(QByteArray body);
    void awaitAnswer(const LocalLater &later);
    void watchEvents();
    void answerError(const Error &error);
    void clientGone() override { m_ended(*this); }

    Steps &m_steps;
    std::unique_ptr<Client> m_client; ///< null: the event stream has it
    Ended m_ended;
    PoolWork m_work;
    std::shared_ptr<LocalRun *> m_self; ///< of an answer that comes later; emptied with this
};

} // namespace proxy
