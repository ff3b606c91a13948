// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/coalescingrouter.h"

#include <QDeadlineTimer>
#include <QTimer>

#include <algorithm>
#include <utility>
#include <vector>

namespace proxy {

/// One call of the inner router and those who wait for it, who own it together.
struct CoalescingRouter::Flight
{
    std::unique_ptr<Call> call;
    std::vector<Waiter *> waiters;
    QDeadlineTimer joinable; // a call that is over its own budget is no company
};

class CoalescingRouter::Waiter final : public Call
{
public:
    Waiter(std::shared_ptr<Flight> flight, std::shared_ptr<CoalescingRouter *> owner, Callback done,
           bool isFirst);
    ~Waiter() override { leave(); }
    Q_DISABLE_COPY_MOVE(Waiter)

    void startDeadline(std::chrono::milliseconds budget);
    /// May end this object.
    void finish(const Result<RouterAnswer> &result, int attempts);

    void extend() override { m_flight->call->extend(); }
    [[nodiscard]] int attempts() const override;

private:
    void leave();

    std::shared_ptr<Flight> m_flight;
    std::shared_ptr<CoalescingRouter *> m_owner;
    Callback m_done;
    bool m_isFirst;
    QTimer m_deadline;
};

CoalescingRouter::Waiter::Waiter(std::shared_ptr<Flight> flight,
                                 std::shared_ptr<CoalescingRouter *> owner, Callback done,
                                 bool isFirst)
    : m_flight(std::move(flight))
    , m_owner(std::move(owner))
    , m_done(std::move(done))
    , m_isFirst(isFirst)
{
    m_flight->waiters.push_back(this);
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    m_deadline.callOnTimeout(&m_deadline, [this] {
        if (!*m_owner)
            return;
        const Error error {.code = ErrorCode::RouterTimeout,
                           .source = ErrorSource::Router,
                           .detail = Text::english("no classification within the budget")};
        finish(tl::make_unexpected(error), attempts());
    });
}

void CoalescingRouter::Waiter::startDeadline(std::chrono::milliseconds budget)
{
    m_deadline.start(budget);
}

void CoalescingRouter::Waiter::finish(const Result<RouterAnswer> &result, int attempts)
{
    const Callback done = std::exchange(m_done, nullptr);
    const int own = m_isFirst ? attempts : 0;
    // The call of the flight may be the caller of this function.
    const auto flight = m_flight;
    leave();
    done(result, own);
}

int CoalescingRouter::Waiter::attempts() const
{
    return m_isFirst && m_flight && m_flight->call ? m_flight->call->attempts() : 0;
}

void CoalescingRouter::Waiter::leave()
{
    m_deadline.stop();
    if (!m_flight)
        return;
    std::erase(m_flight->waiters, this);
    m_flight.reset();
}

CoalescingRouter::CoalescingRouter(Router &router)
    : m_router(router)
    , m_self(std::make_shared<CoalescingRouter *>(this))
{ }

CoalescingRouter::~CoalescingRouter()
{
    *m_self = nullptr;
    for (const auto &entry : m_flights) {
        if (const auto flight = entry.second.lock())
            flight->call.reset();
    }
}

void CoalescingRouter::setBudget(std::chrono::milliseconds budget)
{
    m_budget = budget;
    ++m_epoch;
}

std::unique_ptr<Router::Call> CoalescingRouter::classify(const RouterQuestion &question,
                                                         Callback done)
{
    std::erase_if(m_flights, [](const auto &entry) { return entry.second.expired(); });
    auto &entry = m_flights[Key(m_epoch, question.provider, question.mode, question.text)];
    auto flight = entry.lock();
    const bool joins = flight && !flight->joinable.hasExpired();
    if (joins) {
        flight->call->extend();
    } else {
        flight = takeOff(question);
        entry = flight;
    }
    auto waiter = std::make_unique<Waiter>(flight, m_self, std::move(done), !joins);
    waiter->startDeadline(m_budget);
    return waiter;
}

std::shared_ptr<CoalescingRouter::Flight> CoalescingRouter::takeOff(const RouterQuestion &question)
{
    auto flight = std::make_shared<Flight>();
    flight->joinable.setRemainingTime(m_budget);
    flight->call = m_router.classify(
        question, [weak = std::weak_ptr(flight)](const auto &result, int attempts) {
            const auto landed = weak.lock();
            while (landed && !landed->waiters.empty())
                landed->waiters.front()->finish(result, attempts);
        });
    return flight;
}

} // namespace proxy
