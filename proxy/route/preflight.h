// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

namespace proxy {

enum class Safety {
    Safe,
    SafeAs, ///< with another suffix on the target
    Unsafe,
};

/// Whether the target can serve a request that was written for another model.
struct PreflightVerdict
{
    Safety safety = Safety::Safe;
    QByteArray model {}; ///< to send, unless unsafe
    QByteArray code = "safe"; ///< "safe", "safe-as", or what stands in the way: "max-tokens", …
    Said detail {}; ///< what stands in the way
};

struct PreflightQuestion
{
    const RequestFacts &facts;
    QByteArray target; ///< the id that would be sent, suffix included
    QByteArray history =
        {}; ///< the model that wrote the conversation so far; empty: the requested one
    QByteArray betas = {}; ///< the request's anthropic-beta
    qint64 bodyBytes = 0;
    double bytesPerToken = 3;
    bool takesSuffixes = true; ///< the upstream reads `model(level)`
    bool isUserChoice = false; ///< the person named the target: another family is their choice
};

/// What is said of a model that the table does not know yet, in words. @p facts: with likeModel.
[[nodiscard]] Said newerThanTable(const ModelFacts &facts);

/// Goes through the table's facts. Up and down are checked alike; what the table does not know
/// passes, and is left to the rule that a refused model is reverted. Pure.
[[nodiscard]] PreflightVerdict preflight(const PreflightQuestion &question,
                                         const ModelTable &table);

} // namespace proxy
