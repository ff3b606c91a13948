// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

/// Sends log messages to stderr as "2026-03-09T14:05:06.123 warning llmproxy.app: text", one line
/// each, shown as a terminal may see it, safe from any thread.
void setUpLogging();

} // namespace app
