// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/core/keyedhash.h"
#include "proxy/inspect/harnessenvelopes.h"

namespace proxy {

/// The immutable tables that all inspectors of the process share.
struct InspectorTables
{
    HarnessEnvelopes envelopes;
    KeyedHash hash;
};

/// Reads the table compiled in as :/llm-proxy/harness-envelopes.json.
[[nodiscard]] Result<InspectorTables> loadInspectorTables();

} // namespace proxy
