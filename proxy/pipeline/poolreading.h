// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/contentdecoder.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"

namespace proxy {

/// What a pool thread made of a body.
struct PoolReading
{
    QByteArray body; ///< as it came
    QByteArray plain; ///< its coding removed; null: it had none, or it stays
    RequestFacts facts;
    PromptFingerprint fingerprint; ///< of bodies too large to be fingerprinted on the worker
    bool isBomb = false;
    Timing::Micros took {0};
};

/// Larger bodies are read, converted and fingerprinted on a pool thread, so that other streams go
/// on.
inline constexpr qsizetype kLargeBody = 4 * 1024 * 1024;

/// Removes the coding and inspects. Any thread; does not look at the clock.
[[nodiscard]] PoolReading readBody(Request request, const DecodeLimits &limits,
                                   const InspectorTables &tables);

} // namespace proxy
