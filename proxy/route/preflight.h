// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

namespace proxy {

/// Whether a target can serve a request.
enum class Safety {
    Safe,
    SafeAs, ///< it can, with another suffix
    Unsafe,
};

/// The result of preflight().
struct PreflightVerdict
{
    Safety safety = Safety::Safe;
    QByteArray model {}; ///< the model id to send, unless unsafe
    QByteArray code = "safe"; ///< "safe", "safe-as", or the obstacle: "max-tokens", …
    Text detail {}; ///< the obstacle as a sentence
};

/// A request and the target that it might be sent to. Points to the facts.
struct PreflightQuestion
{
    const RequestFacts &facts;
    QByteArray target; ///< the id that would be sent, with its suffix
    /// The model that wrote the conversation so far; empty: the requested one.
    QByteArray history = {};
    QByteArray betas = {}; ///< the request's anthropic-beta
    qint64 bodyBytes = 0;
    double bytesPerToken = 3;
    bool takesSuffixes = true; ///< the upstream reads `model(level)`
    bool isUserChoice = false; ///< the user named the target, so another family is allowed
};

/// Returns a sentence about a model that is newer than the table. @p facts must have likeModel.
[[nodiscard]] Text newerThanTable(const ModelFacts &facts);

/// Checks by the table's facts whether a target can serve a request that was written for another
/// model. An unknown fact is no obstacle: if the model refuses the request, the original is sent.
/// Upgrades and downgrades are checked in the same way. Pure.
[[nodiscard]] PreflightVerdict preflight(const PreflightQuestion &question,
                                         const ModelTable &table);

} // namespace proxy
