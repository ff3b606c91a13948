// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/contentdecoder.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"

namespace proxy {

/// The result of reading a body on a pool thread.
struct PoolReading
{
    QByteArray body; ///< as it came
    QByteArray plain; ///< without content coding; null: it has none, or it can't be decoded
    RequestFacts facts;
    PromptFingerprint fingerprint; ///< made here for large bodies only
    bool isBomb = false;
    bool isOutOfMemory = false; ///< there was not enough memory to read it
    Timing::Micros took {0};
};

/// Bodies larger than this are read, converted and fingerprinted on a pool thread, so that they do
/// not delay other streams.
inline constexpr qsizetype kLargeBody = 4 * 1024 * 1024;

/// Decodes and inspects a body. Any thread; reads no clock.
[[nodiscard]] PoolReading readBody(Request request, const DecodeLimits &limits,
                                   const InspectorTables &tables);

} // namespace proxy
