// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/pipeline/sessionlink.h"
#include "proxy/route/decider.h"

#include <QByteArray>

namespace proxy {

/// Returns, as JSON, what would be decided for a request body and why. It answers POST
/// /router/explain and serves `llm-proxy route explain`. Nothing is forwarded and the router is not
/// asked; where it would be asked, the decision for each of its answers is given. The header fields
/// of @p request count. `?path=/v1/…` in its target names the endpoint; without it the body
/// decides. Requests to a path that is not routed go on as they came: `routed_path` is false then,
/// and there is no decision.
[[nodiscard]] QByteArray explainJson(const SessionSources &sources, Decider &decider,
                                     const Request &request);

/// The part of explaining that takes long for a large body, as a value.
struct ExplainReading
{
    RequestHead head; ///< head of the request as it would be sent to the endpoint
    RequestFacts facts;
    qint64 bodyBytes = 0;
};
/// Reads a body for explainJson(). Pure; any thread.
[[nodiscard]] ExplainReading readToExplain(const InspectorTables &tables, const Request &request);
/// explainJson() of a body that was read already. Worker thread.
[[nodiscard]] QByteArray explainJson(const SessionSources &sources, Decider &decider,
                                     const ExplainReading &reading);

} // namespace proxy
