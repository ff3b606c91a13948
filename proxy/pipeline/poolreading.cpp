// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/poolreading.h"

#include "proxy/inspect/promptfingerprinter.h"
#include "proxy/inspect/requestinspector.h"

#include <utility>

namespace proxy {

PoolReading readBody(Request request, const DecodeLimits &limits, const InspectorTables &tables)
{
    PoolReading reading;
    RequestInspector inspector(tables);
    const ContentCoding coding = contentCodingOf(request.head.headers);
    if (coding == ContentCoding::Identity || coding == ContentCoding::Other) {
        reading.facts = inspector.inspect(request);
    } else {
        DecodedBody decoded = decodeBody(coding, request.body, limits);
        reading.isBomb = decoded.outcome == DecodedBody::Outcome::TooLarge;
        reading.facts.dialect = request.head.dialect();
        reading.facts.skip = RouteReason::Encoded;
        if (decoded.outcome == DecodedBody::Outcome::Whole) {
            reading.plain = std::move(decoded.body);
            reading.facts = inspector.inspect(request.head.dialect(), reading.plain);
        }
    }
    const QByteArray &read = reading.plain.isNull() ? request.body : reading.plain;
    if (read.size() > kLargeBody)
        reading.fingerprint = fingerprintPrompt(read, reading.facts, tables);
    reading.body = std::move(request.body);
    return reading;
}

} // namespace proxy
