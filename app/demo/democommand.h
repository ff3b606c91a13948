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

/// Plays the demo. Needs a QCoreApplication. Exit code 0 only if every row came out as it must;
/// 1 otherwise, also when something could not be started.
[[nodiscard]] int runDemo(const DemoOptions &options);

/// `llm-proxy demo [--keep] [--json] [--port N]`; @p arguments without the word demo. 64: bad
/// usage.
[[nodiscard]] int runDemoCommand(const QStringList &arguments);

} // namespace app
