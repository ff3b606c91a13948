// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/router.h"

#include <chrono>
#include <map>
#include <memory>
#include <tuple>

namespace proxy {

/// A router in front of another one that asks equal concurrent questions only once. Each caller has
/// a budget of its own, from its own call on. A caller that cancels does not disturb the others;
/// the last one to cancel cancels the call. Lives on the worker thread.
class CoalescingRouter final : public Router
{
public:
    /// @p router must outlive this.
    explicit CoalescingRouter(Router &router);
    ~CoalescingRouter() override;
    Q_DISABLE_COPY_MOVE(CoalescingRouter)

    /// Sets the budget of calls from now on. They share no call that began before.
    void setBudget(std::chrono::milliseconds budget);
    /// @p done gets the number of attempts if this caller began the call, and 0 if it joined one.
    [[nodiscard]] std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                 Callback done) override;

private:
    class Waiter;
    struct Flight;
    // The settings' epoch comes first.
    using Key = std::tuple<int, RouterProvider, RouterMode, QByteArray>;

    [[nodiscard]] std::shared_ptr<Flight> takeOff(const RouterQuestion &question);

    Router &m_router;
    std::chrono::milliseconds m_budget {2000};
    int m_epoch = 0;
    std::map<Key, std::weak_ptr<Flight>> m_flights;
    std::shared_ptr<CoalescingRouter *> m_self; // emptied when this goes
};

} // namespace proxy
