// SPDX-License-Identifier: LicenseRef-Private
// Whatever claims to be coded stays within its limits.
#include "proxy/inspect/contentdecoder.h"

#include <QByteArray>

#include <cstdlib>

using namespace proxy;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray coded(reinterpret_cast<const char *>(data + 1),
                           static_cast<qsizetype>(size - 1));
    const DecodeLimits limits {.maxBytes = 256 * 1024};
    const auto coding = data[0] % 2 == 0 ? ContentCoding::Gzip : ContentCoding::Zstd;
    const DecodedBody decoded = decodeBody(coding, coded, limits);
    const bool isWhole = decoded.outcome == DecodedBody::Outcome::Whole;
    if (decoded.body.size() > limits.maxBytes || (!isWhole && !decoded.body.isEmpty()))
        std::abort();
    return 0;
}
