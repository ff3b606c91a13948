// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/accounting/budgetwatch.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/core/memorybudget.h"
#include "proxy/local/clientregister.h"
#include "proxy/local/eventhub.h"
#include "proxy/local/localroutes.h"
#include "proxy/pipeline/requestreading.h"
#include "proxy/record/exchangeheads.h"
#include "proxy/record/exchangerecorder.h"
#include "proxy/record/exchangetexts.h"
#include "proxy/rewrite/headerrewriter.h"
#include "proxy/rewrite/requestbody.h"
#include "proxy/route/decider.h"
#include "proxy/session/clientprofiles.h"
#include "proxy/session/sessions.h"
#include "proxy/share/sharedstate.h"
#include "proxy/upstream/upstream.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace proxy {

/// The objects of the steps that the pipeline uses. EngineParts owns them, and they outlive every
/// exchange. All live on the worker thread.
struct Steps
{
    std::shared_ptr<const ProxyConfig> config; ///< replaced when settings change
    std::shared_ptr<const InspectorTables> tables;
    const ClientProfiles &profiles;
    Sessions &sessions;
    Decider &decider;
    Upstream &upstream;
    LocalRoutes &localRoutes;
    EventHub &events;
    ExchangeRecorder &recorder;
    ExchangeHeads &heads;
    ExchangeTexts &texts;
    Accounting &accounting;
    std::function<const UpstreamAccess &()> access; ///< returns the present keys
    /// Call it with the status of each answer to a request that carried the proxy's key.
    std::function<void(int)> keyAnswered;
    /// Is told the header fields of each answer. Returns the plan that they tell of (PlanLimits).
    std::function<QByteArray(const HeaderList &)> answerTold = [](const HeaderList &) {
        return QByteArray();
    };
    SharedState *shared = nullptr; ///< null: this instance is alone
    const BudgetWatch *budgets = nullptr; ///< null: there are no budgets
    ClientRegister *clients = nullptr; ///< null: there are no named clients
    QObject &worker; ///< lives on the worker thread; pool jobs post their results to it
    QThreadPool &pool; ///< EngineParts waits for it before it destroys any of these objects
    Clock clock;
    ReadingTools reading;
    /// Budget for the usage taps of all exchanges together.
    MemoryBudget answersRead = {.limit = 32LL * 1024 * 1024};
    /// Budget for answers that are held for their conversion.
    MemoryBudget answersConverted = {.limit = ServerSettings().maxBufferedBytes};
    /// Budget for messages of websockets while they are read.
    MemoryBudget socketMessages = {.limit = 128LL * 1024 * 1024};
    QByteArray refusesReasoning = {}; ///< address of an upstream that refused reasoning_content
    /// Budget for decoded copies of all exchanges together.
    RequestBody::PlainBudget plainCopies = {};
    QByteArray hopId = {}; ///< names this instance to other llm-proxies, see hops.h
    /// Is told of each request that has come through this proxy before.
    std::function<void(const Error &)> loopFound = [](const Error &) {};
};

} // namespace proxy
