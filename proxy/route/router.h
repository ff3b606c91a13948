// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/error.h"
#include "proxy/routedecision.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// What a router says of one text.
struct RouterAnswer
{
    Difficulty difficulty = Difficulty::None; ///< None: it named a model only
    QByteArray label; ///< as it came, for unknown labels
    QByteArray model; ///< selector=provider: the model it chose
    int attempts = 0; ///< requests that went out
};

/// Classifies texts by asking somebody. Step 4 of 8 uses it through Decider alone.
/// Lives on the worker thread.
class Router
{
public:
    /// A call under way. Destroying it cancels the call: its socket is closed, its callback never
    /// comes, the breaker counts neither success nor failure.
    class Call
    {
    public:
        virtual ~Call() = default;
    };
    using Callback = std::function<void(const Result<RouterAnswer> &, int attempts)>;

    virtual ~Router() = default;
    /// Calls @p done exactly once and never from inside classify(), unless the Call is destroyed
    /// first. Never takes longer than the budget of its settings.
    [[nodiscard]] virtual std::unique_ptr<Call> classify(const QByteArray &utf8Text,
                                                         Callback done) = 0;
};

} // namespace proxy
