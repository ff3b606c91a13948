// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

/// Installs the message handler. It writes each message to stderr as one line that is safe for a
/// terminal: "2026-03-09T14:05:06.123 warning llmproxy.app: text". The handler may be called from
/// any thread.
void setUpLogging();

} // namespace app
