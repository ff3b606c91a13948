// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QDeadlineTimer>
#include <QString>

#include <chrono>
#include <functional>

namespace app {

/// The result of stopInstance().
struct StopResult
{
    int exitCode = 0; ///< 0 stopped or nothing to stop; 1 it did not end in time
    QString text;
};

/// Is told, every few seconds, what a command waits for.
using Waiting = std::function<void(const QString &text)>;

/// Makes the instance of this runtime folder drain and end, and waits for it. A proxy in the
/// desktop program stops, but its window stays open. After @p patience open streams are cut.
/// Blocks; @p waiting is told how long open streams may still take.
[[nodiscard]] StopResult stopInstance(const QString &runtimeDir, const ProxyEndpoint &configured,
                                      std::chrono::milliseconds patience, const Waiting &waiting);

/// Tells @p waiting of the drain of that folder's instance: once, and then as its time goes by. For
/// a loop that waits for it.
class DrainCountdown final
{
public:
    DrainCountdown(QString runtimeDir, Waiting waiting);
    /// Call it often.
    void tell();

private:
    QString m_runtimeDir;
    Waiting m_waiting;
    QDeadlineTimer m_next;
};

} // namespace app
