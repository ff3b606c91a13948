// SPDX-License-Identifier: LicenseRef-Private
// An answer cut anywhere tells the same usage as in one piece, in each dialect and form.
#include "proxy/record/usagetap.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace {

using namespace proxy;

constexpr std::array kDialects {Dialect::Anthropic, Dialect::OpenAiChat, Dialect::OpenAiResponses};

ResponseHead headOf(bool streamed)
{
    ResponseHead head;
    head.status = 200;
    head.headers.append("content-type", streamed ? "text/event-stream" : "application/json");
    return head;
}

/// Every piece is a copy of its own size, so that a view kept too long is seen.
Exchange read(QByteArrayView answer, qsizetype pieceSize, Dialect dialect, bool streamed)
{
    UsageTap tap;
    tap.start(dialect, headOf(streamed));
    for (qsizetype at = 0; at < answer.size(); at += pieceSize)
        tap.payload(answer.sliced(at, std::min(pieceSize, answer.size() - at)).toByteArray());
    Exchange exchange;
    tap.finish(exchange);
    return exchange;
}

bool areEqual(const Exchange &a, const Exchange &b)
{
    return a.usage.input == b.usage.input && a.usage.output == b.usage.output
           && a.usage.cacheRead == b.usage.cacheRead && a.usage.cacheWrite5m == b.usage.cacheWrite5m
           && a.usage.cacheWrite1h == b.usage.cacheWrite1h && a.usage.reasoning == b.usage.reasoning
           && a.responseModel == b.responseModel && a.stopReason == b.stopReason;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 64 * 1024)
        return 0;
    const Dialect dialect = kDialects[data[0] % kDialects.size()];
    const bool streamed = (data[0] & 0x80) != 0;
    const qsizetype pieceSize = 1 + data[1] % 64;
    const QByteArrayView answer(reinterpret_cast<const char *>(data + 2),
                                static_cast<qsizetype>(size - 2));
    if (!areEqual(read(answer, answer.size() + 1, dialect, streamed),
                  read(answer, pieceSize, dialect, streamed)))
        std::abort();
    return 0;
}
