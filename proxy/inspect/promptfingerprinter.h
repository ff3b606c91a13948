// SPDX-License-Identifier: LicenseRef-Private
// Beside step 3 of 8, after step 6: body and its blocks → fingerprints. Off the request's way.
#pragma once

#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/inspectortables.h"

#include <QByteArrayView>

#include <memory>

namespace proxy {

/// Makes the fingerprints of one prompt out of the ranges that INSPECT noted. Pure; the tables
/// must outlive the call.
///
/// @p known: tools of an earlier turn with the same toolsFingerprint, shared instead of read
/// again; may be null. Ranges that do not lie in @p body yield nothing.
[[nodiscard]] PromptFingerprint
fingerprintPrompt(QByteArrayView body, const RequestFacts &facts, const InspectorTables &tables,
                  std::shared_ptr<const PromptFingerprint::Tools> known = {});

/// One block without its cache marks and with a lone text block written as a string: what is
/// hashed of a message. For tests.
[[nodiscard]] QByteArray canonicalBlock(QByteArrayView block);

} // namespace proxy
