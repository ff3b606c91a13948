// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/router.h"

#include <chrono>
#include <map>
#include <memory>
#include <tuple>

namespace proxy {

/// Router in front of another one: equal questions that are under way at the same time are asked
/// once. Each asker has its own budget from its own arrival; one that leaves cancels nothing for
/// the others, the last one cancels the call. Lives on the worker thread.
class CoalescingRouter final : public Router
{
public:
    /// @p router must outlive this.
    explicit CoalescingRouter(Router &router);
    ~CoalescingRouter() override;
    Q_DISABLE_COPY_MOVE(CoalescingRouter)

    /// For those who ask from now on; they share no call that began before.
    void setBudget(std::chrono::milliseconds budget);
    /// To the one who began the call the attempts are told; to those who joined it, 0.
    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

private:
    class Waiter;
    struct Flight;
    using Key = std::tuple<int, RouterProvider, QByteArray>; // the settings' epoch comes first

    [[nodiscard]] std::shared_ptr<Flight> takeOff(const RouterQuestion &question);

    Router &m_router;
    std::chrono::milliseconds m_budget {2000};
    int m_epoch = 0;
    std::map<Key, std::weak_ptr<Flight>> m_flights;
    std::shared_ptr<CoalescingRouter *> m_self; // emptied when this goes
};

} // namespace proxy
