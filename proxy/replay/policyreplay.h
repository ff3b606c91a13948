// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"
#include "proxy/replay/answeringrouter.h"
#include "proxy/replay/loggedrequest.h"
#include "proxy/replay/simulatedcache.h"
#include "proxy/route/decider.h"
#include "proxy/session/sessions.h"

#include <QHash>

#include <optional>

namespace proxy {

/// The result for one request under the replayed policy.
struct ReplayStep
{
    RouteDecision decision {};
    double bytesPerToken = 3; ///< as known before this request
    bool asked = false; ///< Morph would be called
    bool answerUnknown = false; ///< Morph would be called, but its answer was not logged
    bool midLoopSwitch = false; ///< an open tool exchange goes to another model
    bool unsafe = false; ///< the routed model could not serve the request (preflight)
    Usage usage {}; ///< with the simulated caches
    std::optional<double> costUsd {}; ///< nullopt: a price is not known
};

struct ReplayTotals
{
    int requests = 0;
    int humanAsks = 0;
    int morphCalls = 0;
    int judgedHere = 0; ///< asks that the classifier on this machine decided
    int unknownAnswers = 0;
    int routed = 0; ///< requests that go to another model than asked for
    int lowered = 0; ///< requests that get less effort than asked for
    int switches = 0; ///< within a conversation, from request to request
    int midLoopSwitches = 0;
    int unsafeSwitches = 0;
    int otherThanThen = 0; ///< requests whose model differs from the logged one
    int unpriced = 0;
    double costUsd = 0; ///< list price
    double feesUsd = 0; ///< fees of the classifier
};

/// Decides logged requests again under other settings, offline, with the real Decider and Sessions
/// and with simulated caches. Make one object for each policy and add the requests in the order of
/// their time.
class PolicyReplay final
{
public:
    PolicyReplay(RouterSettings settings, ModelTable table);

    ReplayStep step(const LoggedRequest &request);
    [[nodiscard]] const ReplayTotals &totals() const { return m_totals; }

private:
    [[nodiscard]] Usage served(const LoggedRequest &request, const SessionKey &key,
                               const QByteArray &model);
    void judge(const LoggedRequest &request, const SessionKey &key, ReplayStep &step);
    void count(const LoggedRequest &request, const ReplayStep &step);

    ModelTable m_table;
    Instant m_now {};
    AnsweringRouter m_router;
    Sessions m_sessions;
    LimitsInForce m_limits; ///< that the present request was decided under
    Decider m_decider;
    SimulatedCache m_cache;
    QHash<quint64, QByteArray> m_models; ///< model of each conversation's latest request
    ReplayTotals m_totals;
};

} // namespace proxy
