// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/targetsearch.h"

#include "proxy/models/modelname.h"
#include "proxy/models/modelstrength.h"
#include "proxy/route/allowedmodels.h"
#include "proxy/route/requestcost.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

using Trace = std::vector<TraceStep>;

/// Why a candidate is passed over.
struct Passed
{
    RouteReason reason = RouteReason::NoListedModel;
    QByteArray result; ///< for the trace
    Text detail = {};
};

/// A target that the backend lists.
struct Candidate
{
    QByteArray model; ///< as it would be sent
    std::shared_ptr<const ModelFacts> facts; ///< null: nothing is known of it
};

/// The search for one request: the question, and what stays the same for every candidate.
class TargetSearch final
{
public:
    TargetSearch(const DecisionInput &input, const DecisionTables &tables,
                 const TargetQuestion &question)
        : m_input(input)
        , m_tables(tables)
        , m_question(question)
        , m_requested(parseModelName(input.facts.model))
        , m_asked(tables.models.findOrAssume(input.facts.model))
    { }

    [[nodiscard]] TargetFound run(Trace &trace) const;

private:
    [[nodiscard]] std::optional<Passed> barTo(const Candidate &candidate) const;
    [[nodiscard]] std::optional<Passed> objectionTo(const Candidate &candidate) const;
    [[nodiscard]] std::optional<Passed> priceObjection(const Candidate &candidate) const;
    [[nodiscard]] bool isHardEnough(const Candidate &candidate) const;
    [[nodiscard]] TargetFound stayingAtTheAsked(Trace &trace) const;
    [[nodiscard]] RequestSize size() const;
    [[nodiscard]] bool hasAskedEnded() const { return m_asked && m_asked->hasEnded(m_input.day); }

    const DecisionInput &m_input;
    const DecisionTables &m_tables;
    const TargetQuestion &m_question;
    ModelName m_requested;
    std::shared_ptr<const ModelFacts> m_asked;
};

/// What the person should hear of several reasons: the one nearest to a route.
RouteReason stronger(RouteReason one, RouteReason other)
{
    constexpr std::array kOrder {RouteReason::NoListedModel, RouteReason::PrefixNotListed,
                                 RouteReason::TargetsEnded,  RouteReason::NotAllowed,
                                 RouteReason::NotCheaper,    RouteReason::Barred,
                                 RouteReason::Unsafe};
    const auto rank = [&](RouteReason reason) {
        return std::find(kOrder.begin(), kOrder.end(), reason) - kOrder.begin();
    };
    return rank(one) >= rank(other) ? one : other;
}

Text about(const QByteArray &model, const Text &detail)
{
    return detail.isEmpty() ? Text::words(model) : Text::english("%1: %2", {model, detail});
}

TargetFound TargetSearch::run(Trace &trace) const
{
    RouteReason reason =
        m_requested.prefix.isEmpty() ? RouteReason::NoListedModel : RouteReason::PrefixNotListed;
    for (const QByteArray &target : m_question.targets) {
        if (target == "keep") {
            trace.push_back({.step = "target", .result = "keep", .detail = {}});
            return {.verdict = std::nullopt, .reason = RouteReason::KeepRule};
        }
        auto listed = sentName(m_input, m_tables.models, parseModelName(target));
        if (!listed) {
            trace.push_back(
                {.step = "target", .result = "unlisted", .detail = Text::words(target)});
            continue;
        }
        const Candidate candidate {*listed, m_tables.models.findOrAssume(*listed)};
        const QByteArray &model = candidate.model;
        auto passed = barTo(candidate);
        if (!passed && isHardEnough(candidate)) {
            trace.push_back({.step = "target",
                             .result = "strong-enough",
                             .detail = about(m_input.facts.model,
                                             Text::english("not weaker than %1", {model}))});
            return stayingAtTheAsked(trace);
        }
        if (!passed)
            passed = objectionTo(candidate);
        if (passed) {
            reason = stronger(reason, passed->reason);
            trace.push_back({.step = "target",
                             .result = std::move(passed->result),
                             .detail = about(model, passed->detail)});
            continue;
        }
        PreflightVerdict verdict =
            preflight(preflightQuestion(m_input, model, m_question.isUserChoice), m_tables.models);
        trace.push_back(preflightStep(verdict, model));
        if (verdict.safety != Safety::Unsafe)
            return {.verdict = std::move(verdict)};
        reason = stronger(reason, RouteReason::Unsafe);
    }
    return {.verdict = std::nullopt, .reason = reason};
}

std::optional<Passed> TargetSearch::barTo(const Candidate &candidate) const
{
    if (!mayUse(m_input.context.named.get(), candidate.model))
        return Passed {RouteReason::NotAllowed, "not-allowed"};
    const auto &facts = candidate.facts;
    if (!facts || !facts->hasEnded(m_input.day))
        return std::nullopt;
    return Passed {RouteReason::TargetsEnded, "ended",
                   Text::english("on %1", {facts->ends.toString(Qt::ISODate)})};
}

std::optional<Passed> TargetSearch::objectionTo(const Candidate &candidate) const
{
    if (candidate.model == m_input.facts.model)
        return std::nullopt;
    if (isBarred(m_input, candidate.model))
        return Passed {RouteReason::Barred, "barred",
                       Text::english("it refused such a request before")};
    return m_question.isUserChoice ? std::nullopt : priceObjection(candidate);
}

std::optional<Passed> TargetSearch::priceObjection(const Candidate &candidate) const
{
    const auto &facts = candidate.facts;
    // What was asked for no longer answers: everything else is better.
    if (!facts || !m_asked || hasAskedEnded()
        || undatedModel(facts->id) == undatedModel(m_asked->id))
        return std::nullopt;
    const RequestFeatures &features = m_input.facts.features;
    const auto here = coldCost(*m_asked, size(), features);
    const auto there = coldCost(*facts, size(), features);
    if (!here || !there || *there < *here)
        return std::nullopt;
    const int strength =
        compareStrength(m_tables.models, m_input.facts.model, candidate.model, features.effort);
    if (strength < 0)
        return Passed {
            RouteReason::NotCheaper, "not-cheaper",
            Text::english("weaker than what was asked for and not cheaper for this request")};
    const bool isMediumAtLeast =
        m_asked->tier != ModelTier::Unknown && m_asked->tier >= ModelTier::Medium;
    const bool isEnough = m_question.difficulty == Difficulty::Easy
                          || (m_question.difficulty == Difficulty::Medium && isMediumAtLeast);
    if (isEnough && !m_question.isUsers && *there > *here)
        return Passed {RouteReason::NotCheaper, "not-cheaper",
                       Text::english("dearer than what was asked for, which is enough")};
    return std::nullopt;
}

/// The model asked for serves a hard request as well as the target would.
bool TargetSearch::isHardEnough(const Candidate &candidate) const
{
    if (m_question.difficulty != Difficulty::Hard || m_question.isUsers || hasAskedEnded()
        || candidate.model == m_input.facts.model)
        return false;
    // Of what is not known nobody can say that it is weaker.
    if (!m_asked)
        return true;
    const auto &facts = candidate.facts;
    const int strength = compareStrength(m_tables.models, m_input.facts.model, candidate.model,
                                         m_input.facts.features.effort);
    // Not told apart: what the person chose is the better guess, unless it is one and the same.
    return strength < 0
           || (strength == 0 && facts && undatedModel(facts->id) != undatedModel(m_asked->id));
}

/// The model asked for, unless a tool loop runs at another one.
TargetFound TargetSearch::stayingAtTheAsked(Trace &trace) const
{
    const QByteArray &history = m_input.context.view.history;
    const bool runsElsewhere = m_input.facts.features.openToolExchange && !history.isEmpty()
                               && parseModelName(history).base != m_requested.base;
    if (!runsElsewhere)
        return {.verdict = PreflightVerdict {.model = m_input.facts.model}};
    trace.push_back(
        {.step = "preflight",
         .result = "unsafe:open-tool-exchange",
         .detail = about(m_input.facts.model, Text::english("a tool loop runs at %1", {history}))});
    return {.verdict = std::nullopt, .reason = RouteReason::Unsafe};
}

RequestSize TargetSearch::size() const
{
    const SessionView &view = m_input.context.view;
    const auto text =
        static_cast<double>(m_input.context.bodyBytes - m_input.facts.features.mediaBytes);
    return {.promptTokens = text / std::max(view.bytesPerToken, 1.0),
            .outputTokens = view.means.outputPerRequest,
            .tokenFactor = m_asked ? m_asked->tokenFactor : 1.0};
}

} // namespace

TargetFound findTarget(const DecisionInput &input, const DecisionTables &tables,
                       const TargetQuestion &question, std::vector<TraceStep> &trace)
{
    return TargetSearch(input, tables, question).run(trace);
}

std::optional<QByteArray> sentName(const DecisionInput &input, const ModelTable &models,
                                   const ModelName &target)
{
    if (target.hasSuffix && !input.takesSuffixes)
        return std::nullopt;
    // Views: this is asked for every target of every decision.
    const ModelNameView requested = splitModelName(input.facts.model);
    const QByteArrayView pin = requested.prefix;
    if (!pin.isEmpty() && !target.prefix.isEmpty() && target.prefix != pin)
        return std::nullopt;
    const QByteArray prefix = pin.isEmpty() ? target.prefix : pin.toByteArray();
    const ModelList *listed = input.listed.get();
    // Without a list the first is taken, but never under a prefix: it might pin another account.
    if (!listed && !pin.isEmpty())
        return std::nullopt;
    auto name = listedName(target.base, prefix, listed, models);
    if (name && (target.hasSuffix || requested.hasSuffix)) {
        const QByteArrayView suffix = target.hasSuffix ? target.suffix : requested.suffix;
        name->append('(').append(suffix).append(')');
    }
    return name;
}

std::optional<QByteArray> listedName(const QByteArray &base, const QByteArray &prefix,
                                     const ModelList *listed, const ModelTable &models)
{
    for (const QByteArray &name : models.spellingsOf(base, prefix)) {
        if (!listed || listed->contains(name))
            return name;
    }
    return std::nullopt;
}

bool isBarred(const DecisionInput &input, const QByteArray &model)
{
    const QByteArray base = parseModelName(model).base;
    return std::any_of(input.refused.begin(), input.refused.end(), [&](const RefusedShape &shape) {
        return shape.covers(base, input.measures);
    });
}

TraceStep preflightStep(const PreflightVerdict &verdict, const QByteArray &target)
{
    const bool isUnsafe = verdict.safety == Safety::Unsafe;
    return {.step = "preflight",
            .result = isUnsafe ? "unsafe:" + verdict.code : verdict.code,
            .detail = about(target, verdict.detail)};
}

PreflightQuestion preflightQuestion(const DecisionInput &input, const QByteArray &target,
                                    bool isUserChoice)
{
    return {.facts = input.facts,
            .target = target,
            .history = input.context.view.history,
            .betas = input.context.betas,
            .bodyBytes = input.context.bodyBytes,
            .bytesPerToken = input.context.view.bytesPerToken,
            .takesSuffixes = input.takesSuffixes,
            .isUserChoice = isUserChoice};
}

} // namespace proxy
