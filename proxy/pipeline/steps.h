// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/local/eventhub.h"
#include "proxy/local/localroutes.h"
#include "proxy/pipeline/requestreading.h"
#include "proxy/record/exchangeheads.h"
#include "proxy/record/exchangerecorder.h"
#include "proxy/rewrite/headerrewriter.h"
#include "proxy/rewrite/requestbody.h"
#include "proxy/route/decider.h"
#include "proxy/session/clientprofiles.h"
#include "proxy/session/sessions.h"
#include "proxy/upstream/upstream.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace proxy {

/// What the pipeline works with: the steps' own objects, which EngineParts owns and which outlive
/// every exchange. All on the worker thread.
struct Steps
{
    std::shared_ptr<const ProxyConfig> config; ///< replaced whole when settings change
    std::shared_ptr<const InspectorTables> tables;
    const ClientProfiles &profiles;
    Sessions &sessions;
    Decider &decider;
    Upstream &upstream;
    LocalRoutes &localRoutes;
    EventHub &events;
    ExchangeRecorder &recorder;
    ExchangeHeads &heads;
    Accounting &accounting;
    std::function<const UpstreamAccess &()> access; ///< keys as known at this moment
    std::function<void()> keyRefused; ///< upstream answered 401 to the injected key
    QObject &worker; ///< lives on the worker thread; pool jobs post their results to it
    QThreadPool &pool; ///< EngineParts waits for it before anything of this goes
    Clock clock;
    ReadingTools reading;
    RequestBody::PlainBudget plainCopies = {}; ///< of compressed bodies, all exchanges together
};

} // namespace proxy
