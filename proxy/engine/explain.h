// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/route/decider.h"

#include <QByteArray>

namespace proxy {

/// What would be decided for a body, and why, as JSON: POST /router/explain and `llm-proxy route
/// explain`. Nothing is forwarded, the router is not asked: where it would be, what follows from
/// each of its answers is told. The request's own header fields count; `?path=/v1/…` in the
/// target names the endpoint, else the body tells it.
[[nodiscard]] QByteArray explainJson(const SessionSources &sources, Decider &decider,
                                     const Request &request);

/// The half of it that takes long with a large body. Pure, any thread.
struct ExplainReading
{
    RequestHead head; ///< of the request, as it would be sent to the endpoint
    RequestFacts facts;
    qint64 bodyBytes = 0;
};
[[nodiscard]] ExplainReading readToExplain(const InspectorTables &tables, const Request &request);
/// The other half.
[[nodiscard]] QByteArray explainJson(const SessionSources &sources, Decider &decider,
                                     const ExplainReading &reading);

} // namespace proxy
