// SPDX-License-Identifier: LicenseRef-Private
// Step 3 of 8: request → facts. Before: http/. After: route/.
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"

#include <QByteArrayView>

#include <memory>

namespace proxy {

/// Finds in one pass where the model stands, what the person typed last and what else bears on
/// routing. Never fails: what can't be read becomes `RequestFacts::skip`.
///
/// Holds scratch memory between calls: one inspector a thread, not shared. A pool job for a large
/// body makes its own. The tables must outlive it.
class RequestInspector final
{
public:
    explicit RequestInspector(const InspectorTables &tables);
    ~RequestInspector();
    RequestInspector(RequestInspector &&) noexcept;

    /// The whole request. A Content-Encoding other than identity is skipped as Encoded.
    [[nodiscard]] RequestFacts inspect(const RequestHead &head, QByteArrayView body);
    [[nodiscard]] RequestFacts inspect(const Request &request)
    {
        return inspect(request.head, request.body);
    }
    /// A body whose content coding was removed. No padding behind the body is needed. Ranges are
    /// those of @p body.
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
