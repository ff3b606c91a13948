// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QStringList>

namespace app {

struct DemoOptions
{
    bool keep = false; ///< leave everything running and say how to use it
    bool json = false; ///< rows as JSON, one a line
    quint16 port = 0; ///< of the proxy; 0 picks a free one
};

/// Runs the demo. Needs a QCoreApplication. Returns 0 only if every request had its expected
/// result; 1 otherwise, and when something could not be started.
[[nodiscard]] int runDemo(const DemoOptions &options);

/// Runs `llm-proxy demo [--keep] [--json] [--port N]`; @p arguments follows "demo". Returns the
/// exit code; 64 on wrong usage.
[[nodiscard]] int runDemoCommand(const QStringList &arguments);

} // namespace app
