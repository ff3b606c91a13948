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
    QByteArray text; ///< UTF-8, already capped
    RouterProvider provider = RouterProvider::Anthropic; ///< never Auto; for selector=provider
};

/// What a router says of one text.
struct RouterAnswer
{
    Difficulty difficulty = Difficulty::None; ///< None: it named a model only
    QByteArray label; ///< as it came, for unknown labels
    QByteArray model; ///< selector=provider: the model it chose
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
        /// Somebody else joined: the call may take one budget from now. What it counts as a
        /// timeout does not move. Without effect after the callback came.
        virtual void extend() { }
        /// Requests that went out so far.
        [[nodiscard]] virtual int attempts() const = 0;
    };
    /// @p attempts: requests that went out.
    using Callback = std::function<void(const Result<RouterAnswer> &, int attempts)>;

    virtual ~Router() = default;
    /// Calls @p done exactly once and never from inside classify(), unless the Call is destroyed
    /// first. Never takes longer than the budget of its settings, unless extended.
    [[nodiscard]] virtual std::unique_ptr<Call> classify(const RouterQuestion &question,
                                                         Callback done) = 0;
};

} // namespace proxy
