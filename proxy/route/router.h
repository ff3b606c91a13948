// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// What a router is asked.
struct RouterQuestion
{
    QByteArray text; ///< UTF-8, at most kRouterTextLimit
    int maskedSecrets = 0; ///< how many secrets were masked in the text
    /// Never Auto; used with RouterSelector::Provider.
    RouterProvider provider = RouterProvider::Anthropic;
    RouterMode mode = RouterMode::Balanced; ///< how readily a task is called easy
};

/// A router's answer about one text.
struct RouterAnswer
{
    Difficulty difficulty = Difficulty::None; ///< None: unknown label, or a model only
    QByteArray label; ///< the label as it came
    QByteArray model; ///< with RouterSelector::Provider: the model that it chose
};

/// Classifies the difficulty of texts. Decider is its only user. Lives on the worker thread.
class Router
{
public:
    /// A call under way. Destroying it cancels the call: the connection is closed, the callback is
    /// never called, and the circuit breaker counts neither success nor failure.
    class Call
    {
    public:
        virtual ~Call() = default;
        /// Gives the call one more budget from now on, because another caller joined it. The time
        /// after which it counts as a timeout stays. Does nothing after the callback.
        virtual void extend() { }
        /// How many requests were sent so far.
        [[nodiscard]] virtual int attempts() const = 0;
    };
    /// Gets the result; @p attempts is how many requests were sent.
    using Callback = std::function<void(const Result<RouterAnswer> &, int attempts)>;

    virtual ~Router() = default;
    /// Classifies a text. Calls @p done exactly once and never within classify(), unless the
    /// returned Call is destroyed first. Takes no longer than the budget of the settings, unless it
    /// is extended.
    [[nodiscard]] virtual std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                         Callback done) = 0;
};

} // namespace proxy
