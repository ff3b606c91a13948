// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"
#include "proxy/core/error.h"
#include "proxy/proxyservice.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// What the desktop needs from the program that loaded it. app/desktop implements it. Main thread
/// only; it outlives the desktop.
class DesktopHost
{
public:
    virtual ~DesktopHost() = default;

    /// Loads the configuration. Call it first, after the QApplication was made.
    [[nodiscard]] virtual proxy::Result<void> open() = 0;

    /// The engine of this process.
    [[nodiscard]] virtual proxy::ProxyService &service() = 0;
    /// The loaded configuration, which is in force.
    [[nodiscard]] virtual const proxy::LoadedConfig &config() const = 0;
    [[nodiscard]] virtual const proxy::ConfigInputs &configInputs() const = 0;
    /// Writes settings into the file that holds them (.env or llm-proxy.json) and applies them.
    /// Returns an error that names the keys which the environment or the command line fixes.
    [[nodiscard]] virtual proxy::Result<void>
    saveSettings(const QHash<QString, QString> &changes) = 0;

    /// Sets the secrets that the system's keychain holds (key of a setting → value) and applies
    /// them. They override the files; the environment overrides them.
    [[nodiscard]] virtual proxy::Result<void>
    useKeychain(const QMap<QString, QString> &secrets) = 0;

    /// Locks the runtime folder and starts the engine; service().started() or startFailed()
    /// follows.
    virtual void startEngine() = 0;
    /// Stops it; service().stopped() follows. Called again, it cuts open exchanges.
    virtual void stopEngine(proxy::Drain how = proxy::Drain::Limited) = 0;

    /// An llm-proxy of another process that owns this runtime folder or port.
    struct OtherInstance
    {
        qint64 pid = 0;
        quint16 port = 0;
        QStringList hosts = {}; ///< what it listens on; none: both loopback addresses
        QByteArray proxyKey = {}; ///< needed only when it listens beyond loopback
        QString version;
        QByteArray controlToken;
    };
    [[nodiscard]] virtual std::optional<OtherInstance> otherInstance() const = 0;
    /// The token for the control routes of this process's engine; empty while it is stopped.
    [[nodiscard]] virtual QByteArray controlToken() const = 0;
    /// Which program listens on a port, in words; empty: none.
    [[nodiscard]] virtual proxy::Text portHolder(quint16 port) const = 0;

    /// A second proxy of this process, between fake servers for Morph and CLIProxyAPI.
    struct Demo
    {
        proxy::ProxyService &service;
        QByteArray controlToken;
    };
    /// Starts the demo on a free port of loopback. It shares no file, no port and no setting with
    /// the engine of this process, which goes on. Returns an error when it can't.
    [[nodiscard]] virtual proxy::Result<void> startDemo() = 0;
    /// Ends the demo and cuts what is open there. Nobody may use its service any more.
    virtual void endDemo() = 0;
    /// nullopt: none runs.
    [[nodiscard]] virtual std::optional<Demo> demo() = 0;

    [[nodiscard]] virtual QString requestLogDir() const = 0;
    [[nodiscard]] virtual QString processLogFile() const = 0;

    /// Whether the program was started at login, without a window. The tray may then come later.
    [[nodiscard]] virtual bool isInBackground() const = 0;
    [[nodiscard]] virtual bool startsAtLogin() const = 0;
    [[nodiscard]] virtual proxy::Result<void> setStartsAtLogin(bool on) = 0;
};

} // namespace ui

/// Runs the desktop until it quits and returns the exit code. The module's only exported symbol.
extern "C" int llmproxy_run_desktop(int argc, char **argv, ui::DesktopHost *host);
