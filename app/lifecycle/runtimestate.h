// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/processidentity.h"

#include "proxy/core/said.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace app {

/// What one running instance tells others, in runtime/llm-proxy.json (0600, replaced whole).
struct InstanceState
{
    ProcessIdentity process;
    quint16 port = 0;
    QStringList hosts = {}; ///< what it listens on; none: both loopback addresses
    QString version = {};
    QString startedAt = {}; ///< ISO 8601, UTC
    bool hostedByTray = false;
    bool draining = false; ///< was told to stop; open streams are being finished
};

/// Where to ask that instance. One whose disk is full could not write down where it listens: then
/// as @p configured, whose key is taken in any case.
[[nodiscard]] ProxyEndpoint endpointOf(const InstanceState &instance,
                                       const ProxyEndpoint &configured = {});

/// The folder that guards one instance: a lock held for the process's life, the state file, the
/// plain pid file and the control token. Files are removed only when they name this process.
class RuntimeState final
{
public:
    explicit RuntimeState(QString directory);
    /// Removes the state files if they are ours and gives the lock back.
    ~RuntimeState();
    RuntimeState(const RuntimeState &) = delete;
    RuntimeState &operator=(const RuntimeState &) = delete;

    enum class Lock { Taken, HeldByOther, Failed };
    /// Creates the folder (0700) and takes the lock for this process.
    [[nodiscard]] Lock acquire();
    [[nodiscard]] const proxy::Said &error() const { return m_error; }

    /// Writes state and pid file, and $XDG_RUNTIME_DIR/llm-proxy/<port>.json for windows; the token
    /// too, if it could not be written when it was made. False: error() says why, and what was
    /// there before still is.
    bool publish(const InstanceState &state);
    void withdraw();
    /// The token that control routes ask for: made once per process, in runtime/control-token.
    /// A folder that can't be written makes publish() fail, not this.
    [[nodiscard]] QByteArray createControlToken();

    /// What the folder says of an instance that is alive now; nullopt when there is none.
    [[nodiscard]] static std::optional<InstanceState> liveInstance(const QString &directory);
    /// The same, and also one that told nothing here (it starts, ends, or its disk is full) but
    /// holds the lock or is known in $XDG_RUNTIME_DIR. Port 0: it is not known.
    [[nodiscard]] static std::optional<InstanceState> runningInstance(const QString &directory);
    /// Why nobody can tell what the folder holds ("…: Permission denied"); empty: one can.
    [[nodiscard]] static proxy::Said obstacle(const QString &directory);
    /// The runtime folder of the instance that serves @p port for this user; empty: none is known.
    [[nodiscard]] static QString directoryOfPort(quint16 port);
    /// Some process holds the lock.
    [[nodiscard]] static bool isLocked(const QString &directory);
    [[nodiscard]] static QByteArray controlToken(const QString &directory);

private:
    bool writeFile(const QString &path, const QByteArray &bytes);
    [[nodiscard]] QString pathOf(const char *name) const;

    QString m_directory;
    QString m_windowFile;
    proxy::Said m_error;
    QByteArray m_unwrittenToken;
    int m_lock = -1;
};

} // namespace app
