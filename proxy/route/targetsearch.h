// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modelname.h"
#include "proxy/route/decisionoutcome.h"
#include "proxy/route/decisionrules.h"
#include "proxy/route/preflight.h"

#include <QByteArray>
#include <QList>

#include <optional>
#include <vector>

namespace proxy {

/// The ordered targets to choose from.
struct TargetQuestion
{
    Difficulty difficulty = Difficulty::None;
    QList<QByteArray> targets; ///< backend names, or "keep"
    /// The user's own targets: only one that is weaker and not cheaper is refused.
    bool isUsers = false;
    bool isUserChoice = false; ///< the user named this difficulty or model, so prices do not matter
};

/// The result of findTarget().
struct TargetFound
{
    /// Verdict on the chosen target, with the model to send; nullopt: none.
    std::optional<PreflightVerdict> verdict;
    RouteReason reason = RouteReason::None; ///< why no target was chosen; KeepRule for "keep"
};

/// Chooses the first target that the backend lists, that has not ended, that did not refuse such a
/// request before, that is worth its price for this request and that can serve it. Appends a step
/// to @p trace for each target that is not chosen and for the chosen one. With Difficulty::Hard, a
/// requested model that is at least as strong as the target stays. Pure.
[[nodiscard]] TargetFound findTarget(const DecisionInput &input, const DecisionTables &tables,
                                     const TargetQuestion &question, std::vector<TraceStep> &trace);

/// Returns the id under which @p target is sent for this request: as the backend lists it, with the
/// requested model's prefix, and with its suffix unless the target has one. Returns nullopt when
/// the backend does not list it so. Pure.
[[nodiscard]] std::optional<QByteArray> sentName(const DecisionInput &input,
                                                 const ModelTable &models, const ModelName &target);

/// Returns the id under which the backend lists a model: @p base or another id of it, with @p
/// prefix unless that is empty. Returns nullopt when it lists none, and the given id when @p listed
/// is null: the list is not known. Pure.
[[nodiscard]] std::optional<QByteArray> listedName(const QByteArray &base, const QByteArray &prefix,
                                                   const ModelList *listed,
                                                   const ModelTable &models);

/// Whether @p model refused such a request before. Pure.
[[nodiscard]] bool isBarred(const DecisionInput &input, const QByteArray &model);

/// Returns the question for preflight() about one target.
[[nodiscard]] PreflightQuestion
preflightQuestion(const DecisionInput &input, const QByteArray &target, bool isUserChoice = false);

/// Returns the step of the trace for preflight's verdict on @p target.
[[nodiscard]] TraceStep preflightStep(const PreflightVerdict &verdict, const QByteArray &target);

} // namespace proxy
