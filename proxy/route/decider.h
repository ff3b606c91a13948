// SPDX-License-Identifier: LicenseRef-Private
// Step 4 of 8: facts → decision. Before: inspect/. After: rewrite/.
#pragma once

#include "proxy/classify/localclassifier.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/route/coalescingrouter.h"
#include "proxy/route/decisionoutcome.h"
#include "proxy/route/decisionrules.h"
#include "proxy/route/decisionstore.h"
#include "proxy/route/modelmap.h"
#include "proxy/route/modelrefusal.h"
#include "proxy/route/router.h"
#include "proxy/route/turnsharing.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// What would be decided for a request. Nothing was asked or remembered for it.
struct DecisionPreview
{
    std::optional<RouteDecision> decision; ///< the decision; nullopt: the router would be asked
    /// Without a decision: what follows from easy, medium, hard and needs_info.
    std::vector<RouteDecision> answers;
    /// What the classifier on this machine says, when the text was to be classified.
    std::optional<LocalOpinion> local;
    QByteArray routerText {}; ///< without a decision: what the router would be shown
};

/// The result of Decider::revert().
struct Reversion
{
    RouteDecision decision; ///< for the request log; the original request is sent
    quint64 refusal = 0; ///< number of the refusal, for Decider::withdraw()
};

/// Decides which model a request goes to. It never fails and never exceeds its budget: when
/// anything goes wrong, the decision keeps the requested model and gives the reason. It applies the
/// rules first, then asks the classifier on this machine or the router as the settings say, applies
/// the map and remembers the decision. The rules are
/// pure functions (decisionrules.h); this class owns the memory and the calls under way. Lives on
/// the worker thread.
class Decider final
{
public:
    using Callback = std::function<void(RouteDecision)>;
    /// Returns the backend's list of models; null: not known.
    using ListProvider = std::function<std::shared_ptr<const ModelList>()>;
    /// Returns the limits that are in force for a request for a model of @p family.
    using LimitsProvider = std::function<LimitsInForce(
        const RequestFacts &facts, const DecisionContext &context, ModelFamily family)>;

    /// A decision under way. Destroying it cancels the decision: its callback is never called, and
    /// the router's call ends unless another decision shares it. It must not outlive the Decider.
    class Pending
    {
    public:
        virtual ~Pending() = default;
    };

    /// @p router must outlive this. @p hash: instances that share decisions have the same.
    Decider(Router &router, ModelMap map, ListProvider modelList, Clock clock, KeyedHash hash = {});
    ~Decider();
    Q_DISABLE_COPY_MOVE(Decider)

    /// Puts other settings into force: for each conversation from its next human turn on. Switching
    /// routing off takes effect at once.
    void apply(const RouterSettings &settings, quint64 generation);
    /// Uses this table of models from now on.
    void setModels(ModelTable models) { m_models = std::move(models); }
    /// Asks @p limits about each request. @p mayStop: it may stop one, so that the facts of a
    /// request must be known while routing is off too.
    void setLimits(LimitsProvider limits, bool mayStop);
    /// Pauses routing, as if it were switched off, or resumes it. The turns that run then stay with
    /// the model that answered them last.
    void setPaused(bool paused);
    /// Shares the decisions of turns with other instances from now on. @p sharing must outlive
    /// this; null: they are not shared.
    void setSharing(TurnSharing *sharing);
    /// Says whether the upstream reads a suffix of the model's name, as CLIProxyAPI does.
    void setTakesSuffixes(bool takes) { m_takesSuffixes = takes; }

    /// Decides. Calls @p done exactly once, unless the returned object is destroyed first. When the
    /// router need not be asked, @p done is called within decide() and nullptr is returned.
    [[nodiscard]] std::unique_ptr<Pending> decide(const RequestFacts &facts,
                                                  const DecisionContext &context, Callback done);

    /// Whether a decision of another instance would be of use for this request: this one has none
    /// of its turn, and routing is on.
    [[nodiscard]] bool lacksTurn(const RequestFacts &facts, const DecisionContext &context);
    /// Names the request's turn to other instances.
    [[nodiscard]] TurnKey turnKey(const RequestFacts &facts, const DecisionContext &context) const;
    /// Remembers the decision that another instance made of this turn.
    void adopt(const RequestFacts &facts, const DecisionContext &context,
               const SharedDecision &decision);
    /// Remembers the model at which another instance left the session, as @p context tells it.
    void adoptSession(const RequestFacts &facts, const DecisionContext &context);

    /// Returns what decide() would do, without asking the router or remembering anything.
    [[nodiscard]] DecisionPreview preview(const RequestFacts &facts,
                                          const DecisionContext &context);

    /// Returns the decision about a request whose path is never routed. Only a name that asks the
    /// proxy to choose is replaced there, by the medium model that stands for it; any other model
    /// is kept. @p context needs no session.
    [[nodiscard]] RouteDecision named(const RequestFacts &facts, const DecisionContext &context);

    /// Handles a routed model that answered with an error, so that the original request is sent
    /// instead. Remembers the original model for the rest of the turn. Keeps later requests away
    /// from that model, or from its lower effort: ones of the same shape, or all for a while
    /// (RefusalCause).
    Reversion revert(const RequestFacts &facts, const DecisionContext &context,
                     const RouteDecision &refused, const ModelRefusal &refusal);
    /// Takes back a refusal of revert(), because the original request was refused in the same way.
    void withdraw(const DecisionContext &context, quint64 refusal)
    {
        m_store.withdrawRefusal(context, refusal);
    }
    /// Handles a stream that the provider ended with an error. If routing chose the model, requests
    /// are kept away from it for a minute. The answer itself can't be replaced: it has begun.
    void noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision);
    /// Remembers that the answer has the id @p responseId. A later request that names it as its
    /// previous_response_id gets the same model.
    void noteResponse(const QByteArray &responseId, const DecisionContext &context,
                      const RouteDecision &decision);

    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// Whether no request is routed now: paused, switched off, or without anybody
    /// who judges.
    [[nodiscard]] bool isOff() const
    {
        return m_paused || !m_settings.enabled || !m_settings.canJudge();
    }
    /// Whether the facts of a request can change what is sent: it may be routed, stopped, or name a
    /// model that is not sent.
    [[nodiscard]] bool needsFacts() const { return !isOff() || m_mayStop || m_settings.autoModel; }

private:
    class Question;

    [[nodiscard]] LimitsInForce limitsFor(const RequestFacts &facts,
                                          const DecisionContext &context) const;
    /// What other settings, and another restraint, make of a remembered decision: it is old.
    [[nodiscard]] quint64 generationUnder(const LimitsInForce &limits) const;
    [[nodiscard]] DecisionInput inputFor(const RequestFacts &facts, const DecisionContext &context,
                                         LimitsInForce limits);
    [[nodiscard]] DecisionTables tables() const { return {m_map, m_models}; }
    [[nodiscard]] bool mayAskForAuto(const RequestFacts &facts) const;
    [[nodiscard]] RouteDecision withoutRouting(const RequestFacts &facts,
                                               const DecisionContext &context, RouteDecision off);
    [[nodiscard]] QByteArray originalOf(const RequestFacts &facts, const DecisionContext &context,
                                        const RouteDecision &refused);
    [[nodiscard]] std::optional<RouteDecision> decideNow(DecisionInput &input,
                                                         std::vector<TraceStep> &trace) const;
    [[nodiscard]] LocalOpinion judgedHere(const DecisionInput &input) const;
    [[nodiscard]] RefusedShape refusalOf(const RequestFacts &facts, const DecisionContext &context,
                                         const QByteArray &model, const ModelRefusal &refusal);
    void forgetTurns();
    void askRouter(Question &question);
    void claimed(Question &question, const std::optional<SharedDecision> &made);
    void remember(const RequestFacts &facts, const DecisionContext &context,
                  const RouteDecision &decision, quint64 generation, TurnSharing::Publish how);
    [[nodiscard]] quint64 sharedSettings(quint64 generation) const;
    void finish(Question &question, RouteDecision &decision);
    void answered(Question &question, const Result<RouterAnswer> &answer, int attempts);

    CoalescingRouter m_router;
    LocalClassifier m_classifier = LocalClassifier::builtIn();
    ModelMap m_map;
    ModelTable m_models;
    std::vector<UserRule> m_rules;
    ListProvider m_modelList;
    Clock m_clock;
    RouterSettings m_settings;
    quint64 m_generation = 0;
    bool m_paused = false;
    bool m_takesSuffixes = true;
    LimitsProvider m_limits; ///< null: there are none
    bool m_mayStop = false;
    DecisionStore m_store;
    TurnSharing *m_sharing = nullptr;
    quint64 m_settingsPrint = 0; ///< fingerprint of the settings, the same on all instances
    std::optional<Instant> m_forgotAt; ///< when turns were forgotten on purpose
};

} // namespace proxy
