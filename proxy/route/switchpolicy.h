// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/text.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// A possible switch of the model, which preflight() has allowed. Points to the session and
/// features.
struct SwitchQuestion
{
    const SessionView &view;
    const RequestFeatures &features;
    QByteArray from; ///< the session's model, or the requested one in a new conversation
    QByteArray to;
    Difficulty difficulty = Difficulty::None;
    qint64 bodyBytes = 0;
    RoutePolicy policy = RoutePolicy::CacheAware;
};

/// The expected costs of the next kPolicyTurns turns, in dollars at list prices, when the current
/// model has a warm prompt cache. Each request is priced by its own length.
struct SwitchEstimate
{
    double stayUsd = 0;
    /// With the costs of rebuilding the cache, further requests, lost reasoning and the expected
    /// switch back.
    double switchUsd = 0;
    qint64 warmTokens = 0;
    double requests = 0; ///< expected requests in these turns

    /// The share that the switch saves; negative when it costs more.
    [[nodiscard]] double gain() const { return stayUsd > 0 ? (stayUsd - switchUsd) / stayUsd : 0; }
};

/// Whether the switch is made.
struct SwitchVerdict
{
    RouteReason reason = RouteReason::None; ///< None: switch; else CacheWarm or RecentUpSwitch
    QByteArray why; ///< code for the trace: "up", "cold", "compaction", "worth-it", "cache-warm", …
    Text detail;
    std::optional<SwitchEstimate> estimate = {};
};

/// How many human turns a switch is calculated for, and for how many an upgrade is not taken back.
constexpr int kPolicyTurns = 3;
/// The least gain() of a switch away from a warm cache.
constexpr double kMinimalGain = 0.20;

/// Decides whether the switch is worth it. Pure, so a replay gives the same verdict.
[[nodiscard]] SwitchVerdict judgeSwitch(const SwitchQuestion &question, const ModelTable &table);

/// Estimates the costs of the switch; nullopt: a price or the warm cache is not known. Pure.
[[nodiscard]] std::optional<SwitchEstimate> estimateSwitch(const SwitchQuestion &question,
                                                           const ModelTable &table);

} // namespace proxy
