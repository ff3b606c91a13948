// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"
#include "proxy/status/windowpace.h"

namespace proxy {

/// Whether an answer's head tells of a subscription's limits. Cheap: it is asked of every answer.
[[nodiscard]] bool tellsOfPlan(const HeaderList &headers);

/// Reads the windows of a subscription's limits from the head of an answer: Anthropic's
/// `anthropic-ratelimit-unified-<window>-utilization`, `-reset`, `-status`,
/// `-representative-claim`, `-overage-status`, `-overage-in-use`, and Codex'
/// `x-codex-{primary,secondary}-used-percent`, `-window-minutes`, `-reset-at`,
/// `-reset-after-seconds` (as their clients read them, 2026-11). A window that the claim names in a
/// refusal is used up, also where no share is told. @p nowMs is the Unix time of the answer.
/// Returns at most 8 windows; a figure that can't be true makes none.
[[nodiscard]] PlanWindows readPlanWindows(const HeaderList &headers, qint64 nowMs);

/// Keeps the latest state of each window that answers told of. Lives on the worker thread.
class PlanLimits final
{
public:
    static constexpr size_t kMostWindows = 32;

    /// Takes what an answer's head tells. Returns the plan that it is of, for spent(); empty: it
    /// tells of none, and changes nothing.
    QByteArray note(const HeaderList &headers, qint64 nowMs);
    /// An answer of @p plan ended (WindowPace::spent).
    void spent(const QByteArray &plan, PicoDollars cost, PicoDollars saved);
    /// Returns the windows that have not begun anew since they were told of, in the order of
    /// provider, account and length.
    [[nodiscard]] PlanWindows windows(qint64 nowMs) const;

private:
    struct Kept
    {
        PlanWindow window;
        WindowPace pace = {};
    };

    Kept &keptOf(const PlanWindow &window);

    std::vector<Kept> m_kept;
};

} // namespace proxy
