// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace app {

/// Installs the message handler. It writes each message to stderr as one line that is safe for a
/// terminal: "2026-03-09T14:05:06.123 warning llmproxy.app: text". The handler may be called from
/// any thread.
void setUpLogging();

/// Appends each further message to a file too, as a start in the background has it: 0600, and at
/// most 1 MB of a former one is kept beside it (.1). A file that can't be opened is left out.
void copyLogTo(const QString &path);

} // namespace app
