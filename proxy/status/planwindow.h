// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <optional>
#include <vector>

namespace proxy {

/// One window of a subscription's limits, as an answer of its provider told it. Plain value.
struct PlanWindow
{
    QByteArray provider = {}; ///< "anthropic", "codex"
    QByteArray account = {}; ///< what tells one credential from another; empty: the answers don't
    QByteArray name = {}; ///< "5h", "7d", "7d_opus"
    double used = 0; ///< share of the window that is used up; over 1 where it was exceeded
    QByteArray status = {}; ///< "allowed", "allowed_warning", "rejected"; empty: not told
    bool decides = false; ///< the provider says that this window is the one that counts now
    bool isPaid = false; ///< it is used up, and what goes on is paid for beyond the plan
    qint64 lengthSeconds = 0; ///< 0: not known
    std::optional<qint64> resetsAtMs = {}; ///< Unix time at which the window begins anew
    qint64 seenAtMs = 0; ///< Unix time of the answer
    /// An estimate of the share that routing saved (WindowPace); negative: it used more.
    std::optional<double> saved = {};

    /// Returns the Unix time in ms at which the window is used up, if it goes on as it did since it
    /// began; nullopt: not before it begins anew, or not known.
    [[nodiscard]] std::optional<qint64> runsOutAtMs() const;
    /// Whether nothing of the window is left.
    [[nodiscard]] bool isUsedUp() const { return used >= 1 || status == "rejected"; }
};

using PlanWindows = std::vector<PlanWindow>;

} // namespace proxy
