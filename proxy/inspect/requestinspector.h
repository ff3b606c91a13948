// SPDX-License-Identifier: LicenseRef-Private
// Step 3 of 8: request → facts. Before: http/. After: route/.
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"

#include <QByteArrayView>

#include <memory>

namespace proxy {

/// Reads a body in one pass and returns what matters for routing: where the model stands, what the
/// person typed last, what the request asks for. Never fails: RequestFacts::skip says why a body
/// can't be read.
///
/// It keeps memory between calls, so each thread needs its own inspector. The tables must outlive
/// it.
class RequestInspector final
{
public:
    explicit RequestInspector(const InspectorTables &tables);
    ~RequestInspector();
    RequestInspector(RequestInspector &&) noexcept;

    /// Reads a whole request. A Content-Encoding other than identity gives RouteReason::Encoded.
    [[nodiscard]] RequestFacts inspect(const RequestHead &head, QByteArrayView body);
    [[nodiscard]] RequestFacts inspect(const Request &request)
    {
        return inspect(request.head, request.body);
    }
    /// Reads a body without content coding. It needs no padding. The ranges in the facts are those
    /// of
    /// @p body.
    ///
    /// Unless `skip` is NotJson, the body is one JSON object to its end: valid UTF-8 without BOM,
    /// every bracket, comma, colon, literal and number right, no raw control character in a string,
    /// depth 1024 at most. Not checked: escapes in strings nobody reads, repeated keys other than
    /// `model`.
    [[nodiscard]] RequestFacts inspect(Dialect dialect, QByteArrayView body);

private:
    class Scratch;
    const InspectorTables *m_tables;
    std::unique_ptr<Scratch> m_scratch;
};

} // namespace proxy
