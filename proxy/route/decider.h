// SPDX-License-Identifier: LicenseRef-Private
// Step 4 of 8: facts → decision. Before: inspect/. After: rewrite/.
#pragma once

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

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// What would be decided, without asking anybody or remembering anything.
struct DecisionPreview
{
    std::optional<RouteDecision> decision; ///< nullopt: the router would be asked
    std::vector<RouteDecision> answers; ///< … and this follows from easy, medium, hard, needs_info
};

/// What came of a routed model that did not serve its request.
struct Reversion
{
    RouteDecision decision; ///< that the record shows; the original is sent
    quint64 refusal = 0; ///< what is kept from the model since, for Decider::withdraw()
};

/// Decides which model a request goes to. Never fails and never takes longer than the budget:
/// trouble is a decision that keeps the model, with the reason. The rules themselves are pure
/// (decisionrules.h); this class owns the memory of turns and the calls under way, and keeps the
/// order: rules, router, map, memory. Lives on the worker thread.
class Decider final
{
public:
    using Callback = std::function<void(const RouteDecision &)>;
    /// The backend's list at this moment; null: not known.
    using ListProvider = std::function<std::shared_ptr<const ModelList>()>;

    /// A decision under way. Destroying it means that the request left: its callback never comes;
    /// the router's call is cancelled with the last one that waits for it. Must not outlive the
    /// Decider.
    class Pending
    {
    public:
        virtual ~Pending() = default;
    };

    /// @p router must outlive this.
    Decider(Router &router, ModelMap map, ListProvider modelList, Clock clock);
    ~Decider();
    Q_DISABLE_COPY_MOVE(Decider)

    /// Settings of another generation: valid from each conversation's next human turn on. Routing
    /// switched off is valid at once.
    void apply(const RouterSettings &settings, quint64 generation);
    /// Facts and prices from now on.
    void setModels(ModelTable models) { m_models = std::move(models); }
    /// Like routing switched off, until taken back.
    void setPaused(bool paused) { m_paused = paused; }
    /// Whether the upstream is CLIProxyAPI, which reads a suffix of the model's name.
    void setTakesSuffixes(bool takes) { m_takesSuffixes = takes; }

    /// Calls @p done exactly once, unless the Pending is destroyed first. When the router need not
    /// be asked, @p done is called from inside decide() and nullptr is returned.
    [[nodiscard]] std::unique_ptr<Pending> decide(const RequestFacts &facts,
                                                  const DecisionContext &context, Callback done);

    /// For explaining: asks nobody, remembers nothing.
    [[nodiscard]] DecisionPreview preview(const RequestFacts &facts,
                                          const DecisionContext &context);

    /// The model that @p refused selected did not serve the request, and the original is sent
    /// instead: keeps requests of that shape, or all for a while, from that model, remembers the
    /// original for the rest of the turn.
    Reversion revert(const RequestFacts &facts, const DecisionContext &context,
                     const RouteDecision &refused, const ModelRefusal &refusal);
    /// The original was refused alike: what that revert() keeps from the model is free again.
    void withdraw(const DecisionContext &context, quint64 refusal)
    {
        m_store.withdrawRefusal(context, refusal);
    }
    /// The answer of @p decision's model ended in an error of the provider: where routing chose the
    /// model, it is left alone for a minute. A stream has begun by then, and can't be replaced.
    void noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision);
    /// The answer to a request with this decision carries @p responseId; a later request that
    /// names it as its previous_response_id gets the same model.
    void noteResponse(const QByteArray &responseId, const DecisionContext &context,
                      const RouteDecision &decision);

    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// No request can be routed now, whatever it says.
    [[nodiscard]] bool isOff() const
    {
        return m_paused || !m_settings.enabled || m_settings.apiKey.isEmpty();
    }

private:
    class Question;

    [[nodiscard]] DecisionInput inputFor(const RequestFacts &facts, const DecisionContext &context);
    [[nodiscard]] DecisionTables tables() const { return {m_map, m_models}; }
    [[nodiscard]] std::optional<RouteDecision> decideNow(DecisionInput &input,
                                                         std::vector<TraceStep> &trace) const;
    [[nodiscard]] RefusedShape refusalOf(const RequestFacts &facts, const DecisionContext &context,
                                         const QByteArray &model, const ModelRefusal &refusal);
    void answered(Question &question, const Result<RouterAnswer> &answer, int attempts);

    CoalescingRouter m_router;
    ModelMap m_map;
    ModelTable m_models;
    std::vector<UserRule> m_rules;
    ListProvider m_modelList;
    Clock m_clock;
    RouterSettings m_settings;
    quint64 m_generation = 0;
    bool m_paused = false;
    bool m_takesSuffixes = true;
    DecisionStore m_store;
};

} // namespace proxy
