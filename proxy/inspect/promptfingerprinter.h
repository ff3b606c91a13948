// SPDX-License-Identifier: LicenseRef-Private
// Uses the facts of step 3 of 8 (INSPECT): body → fingerprints. Runs after the request was
// forwarded.
#pragma once

#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"

#include <QByteArrayView>

#include <memory>

namespace proxy {

/// Makes the fingerprints of one prompt from the byte ranges in @p facts. Ranges outside @p body
/// are ignored.
/// @p known are the tools of an earlier turn with the same toolsFingerprint; they are shared
/// instead of read again. It may be null. Pure; any thread.
[[nodiscard]] PromptFingerprint
fingerprintPrompt(QByteArrayView body, const RequestFacts &facts, const InspectorTables &tables,
                  std::shared_ptr<const PromptFingerprint::Tools> known = {});

/// Returns the form of a block that is hashed: without cache_control, and a lone text block as a
/// string. For tests.
[[nodiscard]] QByteArray canonicalBlock(QByteArrayView block);

} // namespace proxy
