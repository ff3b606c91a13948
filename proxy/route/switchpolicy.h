// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/said.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// A switch that safety allows: is it worth it?
struct SwitchQuestion
{
    const SessionView &view;
    const RequestFeatures &features;
    QByteArray from; ///< the session's model, on a fresh start the requested one
    QByteArray to;
    Difficulty difficulty = Difficulty::None;
    qint64 bodyBytes = 0;
    RoutePolicy policy = RoutePolicy::CacheAware;
};

/// Expected list-price dollars of the next turns, with a warm cache at the current model. Each
/// request costs what the price step of its own length says: a prompt may grow across one.
struct SwitchEstimate
{
    double stayUsd = 0;
    /// Rebuilding, extra steps, lost reasoning and the expected switch back included.
    double switchUsd = 0;
    qint64 warmTokens = 0;
    double requests = 0;

    [[nodiscard]] double gain() const { return stayUsd > 0 ? (stayUsd - switchUsd) / stayUsd : 0; }
};

struct SwitchVerdict
{
    RouteReason reason = RouteReason::None; ///< None: go; else CacheWarm or RecentUpSwitch
    QByteArray why; ///< "up", "cold", "compaction", "worth-it", "cache-warm", …
    Said detail;
    std::optional<SwitchEstimate> estimate = {};
};

/// How many human turns ahead a switch is counted, and how long an upgrade is not taken back.
constexpr int kPolicyTurns = 3;
/// What a switch away from a warm cache must gain at least.
constexpr double kMinimalGain = 0.20;

/// Pure: with equal features it answers alike today and in a replay.
[[nodiscard]] SwitchVerdict judgeSwitch(const SwitchQuestion &question, const ModelTable &table);

/// nullopt: a price or the warm cache is not known.
[[nodiscard]] std::optional<SwitchEstimate> estimateSwitch(const SwitchQuestion &question,
                                                           const ModelTable &table);

} // namespace proxy
