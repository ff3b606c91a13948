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

/// What the desktop needs of the program it was loaded into; implemented in app/, which knows
/// processes, files and commands. Main thread only; outlives the desktop.
class DesktopHost
{
public:
    virtual ~DesktopHost() = default;

    /// Loads the configuration; the first call, once the QApplication is there.
    [[nodiscard]] virtual proxy::Result<void> open() = 0;

    /// The engine of this process.
    [[nodiscard]] virtual proxy::ProxyService &service() = 0;
    /// The configuration in force, as loaded.
    [[nodiscard]] virtual const proxy::LoadedConfig &config() const = 0;
    [[nodiscard]] virtual const proxy::ConfigInputs &configInputs() const = 0;
    /// Writes settings to the file that holds them (.env or llm-proxy.json) and applies them.
    /// Keys fixed by the environment or the command line are refused, by name.
    [[nodiscard]] virtual proxy::Result<void>
    saveSettings(const QHash<QString, QString> &changes) = 0;

    /// Secrets (setting's key → value) that the system's keychain holds: they count above the files
    /// and below the environment, and are applied at once.
    [[nodiscard]] virtual proxy::Result<void>
    useKeychain(const QMap<QString, QString> &secrets) = 0;

    /// Takes the runtime folder and starts the engine; service().started() or startFailed() follow.
    virtual void startEngine() = 0;
    virtual void stopEngine() = 0;

    /// An llm-proxy of another process that owns this runtime folder or port.
    struct OtherInstance
    {
        qint64 pid = 0;
        quint16 port = 0;
        QStringList hosts = {}; ///< what it listens on; none: both loopback addresses
        QByteArray proxyKey = {}; ///< asked for where it listens beyond loopback only
        QString version;
        QByteArray controlToken;
    };
    [[nodiscard]] virtual std::optional<OtherInstance> otherInstance() const = 0;
    /// Opens the control routes of this process's engine; empty while it is stopped.
    [[nodiscard]] virtual QByteArray controlToken() const = 0;
    /// Who holds a port, in words; empty: it is free.
    [[nodiscard]] virtual proxy::Said portHolder(quint16 port) const = 0;

    /// Fake servers for Morph and CLIProxyAPI inside this process, until switched off or ended; no
    /// file is changed. A running engine is started again with them, its streams drained first.
    [[nodiscard]] virtual proxy::Result<void> useDemoBackends(bool on) = 0;
    [[nodiscard]] virtual bool usesDemoBackends() const = 0;

    [[nodiscard]] virtual QString requestLogDir() const = 0;
    [[nodiscard]] virtual QString processLogFile() const = 0;

    /// Nobody asked for a window: the session starts, and its tray may come later than we do.
    [[nodiscard]] virtual bool isInBackground() const = 0;
    [[nodiscard]] virtual bool startsAtLogin() const = 0;
    [[nodiscard]] virtual proxy::Result<void> setStartsAtLogin(bool on) = 0;
};

} // namespace ui

/// The module's only exported symbol: runs the desktop until it quits, returns the exit code.
extern "C" int llmproxy_run_desktop(int argc, char **argv, ui::DesktopHost *host);
