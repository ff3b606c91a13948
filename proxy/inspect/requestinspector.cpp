// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/requestinspector.h"

#include "proxy/inspect/bodyreader.h"
#include "proxy/json/jsonindex.h"

#include <algorithm>

namespace proxy {

namespace {

bool isEncoded(const HeaderList &headers)
{
    const auto encodings = headers.all("content-encoding");
    return std::any_of(encodings.begin(), encodings.end(), [](QByteArrayView value) {
        const auto codings = listMembers(value);
        return std::any_of(codings.begin(), codings.end(), [](QByteArrayView coding) {
            return !equalsIgnoringCase(coding, "identity");
        });
    });
}

} // namespace

class RequestInspector::Scratch
{
public:
    JsonIndex index;
};

RequestInspector::RequestInspector(const InspectorTables &tables)
    : m_tables(&tables)
    , m_scratch(std::make_unique<Scratch>())
{ }

RequestInspector::~RequestInspector() = default;
RequestInspector::RequestInspector(RequestInspector &&) noexcept = default;

RequestFacts RequestInspector::inspect(const RequestHead &head, QByteArrayView body)
{
    const Dialect dialect = head.dialect();
    if (!isEncoded(head.headers))
        return inspect(dialect, body);
    RequestFacts facts;
    facts.dialect = dialect;
    facts.skip = RouteReason::Encoded;
    return facts;
}

RequestFacts RequestInspector::inspect(Dialect dialect, QByteArrayView body)
{
    RequestFacts facts;
    facts.dialect = dialect;
    JsonIndex &index = m_scratch->index;
    if (index.build(body))
        BodyReader(body, index.starts(), *m_tables, facts).read();
    else
        facts.skip = RouteReason::NotJson;
    index.releaseIfLarge();
    return facts;
}

} // namespace proxy
