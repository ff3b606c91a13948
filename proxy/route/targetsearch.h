// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/decisionoutcome.h"
#include "proxy/route/decisionrules.h"
#include "proxy/route/preflight.h"

#include <QByteArray>
#include <QList>

#include <optional>
#include <vector>

namespace proxy {

/// What to look for: the ordered targets of one difficulty.
struct TargetQuestion
{
    Difficulty difficulty = Difficulty::None;
    QList<QByteArray> targets; ///< backend names, or "keep"
    bool isUsers = false; ///< the user's own entry: only what is weaker and not cheaper is refused
    bool isUserChoice = false; ///< the person named this difficulty or model: no price is asked
};

/// What came of it.
struct TargetFound
{
    std::optional<PreflightVerdict> verdict; ///< of the target that is taken; its model is sent
    RouteReason reason = RouteReason::None; ///< why there is none: "keep" is KeepRule
};

/// Goes through the targets in order and takes the first that the backend lists, that has not
/// ended, that did not refuse such a request before, that is worth it for this request's size, and
/// that can serve it. Leaves a step for each one that is passed over, and for the one taken. On
/// hard, a requested model that is at least as strong as the target that would be taken stays.
/// Pure.
[[nodiscard]] TargetFound findTarget(const DecisionInput &input, const DecisionTables &tables,
                                     const TargetQuestion &question, std::vector<TraceStep> &trace);

/// The first way to write a base id, under @p prefix if there is one, that the backend lists;
/// null: its list is not known, and the id as given is. nullopt: it lists none. Pure.
[[nodiscard]] std::optional<QByteArray> listedName(const QByteArray &base, const QByteArray &prefix,
                                                   const ModelList *listed,
                                                   const ModelTable &models);

/// Such a request was refused by this model before. Pure.
[[nodiscard]] bool isBarred(const DecisionInput &input, const QByteArray &model);

/// The preflight question of this input for one target.
[[nodiscard]] PreflightQuestion
preflightQuestion(const DecisionInput &input, const QByteArray &target, bool isUserChoice = false);

/// What the trace shows of preflight's verdict on @p target.
[[nodiscard]] TraceStep preflightStep(const PreflightVerdict &verdict, const QByteArray &target);

} // namespace proxy
