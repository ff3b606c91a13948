// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/processidentity.h"

#include "proxy/core/text.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace app {

/// What a running instance publishes in runtime/llm-proxy.json (mode 0600, replaced atomically).
struct InstanceState
{
    ProcessIdentity process;
    quint16 port = 0;
    QStringList hosts = {}; ///< addresses that it listens on; none: both loopback addresses
    QString version = {};
    QString startedAt = {}; ///< ISO 8601, UTC
    bool hostedByTray = false;
    bool draining = false; ///< it is stopping and lets open streams end
    qint64 drainsUntilMs = 0; ///< Unix time at which open streams are cut
    QString logDir = {}; ///< folder of its request log; empty: not told

    /// How long open streams may still go on; 0: not draining, or they are being cut.
    [[nodiscard]] std::chrono::seconds drainLeft() const;
};

/// "draining: pid 7, port 8317: it is ending, open ones are cut in 12 s at the latest".
[[nodiscard]] QString drainText(const InstanceState &instance);

/// Returns the address of that instance. An instance with a full disk could not publish its
/// address; then it is the address of @p configured. The key always comes from @p configured.
[[nodiscard]] ProxyEndpoint endpointOf(const InstanceState &instance,
                                       const ProxyEndpoint &configured = {});

/// Returns a new token for the control routes: 32 random bytes in hex.
[[nodiscard]] QByteArray newControlToken();

/// The runtime folder, which only one instance can own: the lock that it holds until it ends, the
/// state file, the pid file and the control token. Files are removed only when they belong to this
/// process.
class RuntimeState final
{
public:
    explicit RuntimeState(QString directory);
    /// Removes the files of this process and releases the lock.
    ~RuntimeState();
    RuntimeState(const RuntimeState &) = delete;
    RuntimeState &operator=(const RuntimeState &) = delete;

    enum class Lock { Taken, HeldByOther, Failed };
    /// Creates the folder (mode 0700) and takes the lock.
    [[nodiscard]] Lock acquire();
    [[nodiscard]] const proxy::Text &error() const { return m_error; }

    /// Writes the state file, the pid file and $XDG_RUNTIME_DIR/llm-proxy/<port>.json, by which
    /// windows find the instance; also the token, if that could not be written before. Returns
    /// false on an error, which error() tells; the old files then stay.
    bool publish(const InstanceState &state);
    /// Removes what publish() wrote.
    void withdraw();
    /// Returns the token for the control routes. It is made once for each process and written to
    /// runtime/control-token. If that fails, publish() tries again.
    [[nodiscard]] QByteArray createControlToken();

    /// Returns the published state of an instance that is alive and holds the lock of this folder;
    /// nullopt: none. A copy of another instance's folder tells of nobody.
    [[nodiscard]] static std::optional<InstanceState> liveInstance(const QString &directory);
    /// liveInstance(), but it also finds an instance that has published nothing here (it starts,
    /// ends, or its disk is full) and holds the lock or is known in $XDG_RUNTIME_DIR. Port 0: not
    /// known.
    [[nodiscard]] static std::optional<InstanceState> runningInstance(const QString &directory);
    /// Returns why the folder can't be read ("…: Permission denied"); empty: it can.
    [[nodiscard]] static proxy::Text obstacle(const QString &directory);
    /// Returns the runtime folder of this user's instance on @p port; empty: none is known.
    [[nodiscard]] static QString directoryOfPort(quint16 port);
    /// Whether some process holds the lock.
    [[nodiscard]] static bool isLocked(const QString &directory);
    [[nodiscard]] static QByteArray controlToken(const QString &directory);

private:
    bool writeFile(const QString &path, const QByteArray &bytes);
    [[nodiscard]] QString pathOf(const char *name) const;

    QString m_directory;
    QString m_windowFile;
    proxy::Text m_error;
    QByteArray m_unwrittenToken;
    int m_lock = -1;
};

} // namespace app
