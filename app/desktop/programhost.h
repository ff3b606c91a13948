// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/desktop/demobackends.h"
#include "app/lifecycle/runtimestate.h"
#include "app/lifecycle/signalhandler.h"
#include "proxy/config/configwatcher.h"
#include "ui/host/desktophost.h"

#include <QMap>
#include <QObject>

#include <memory>

namespace app {

/// Implements DesktopHost: configuration, engine, files, start at login. Lives on the main thread.
class ProgramHost final : public QObject, public ui::DesktopHost
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProgramHost)

public:
    /// @p background says that the program was started at login, so that the tray may come later.
    explicit ProgramHost(QMap<QString, QString> settings, bool background = false);
    ~ProgramHost() override;

    [[nodiscard]] proxy::Result<void> open() override;
    [[nodiscard]] proxy::ProxyService &service() override { return *m_service; }
    [[nodiscard]] const proxy::LoadedConfig &config() const override { return m_loaded; }
    [[nodiscard]] const proxy::ConfigInputs &configInputs() const override { return m_inputs; }
    [[nodiscard]] proxy::Result<void> saveSettings(const QHash<QString, QString> &changes) override;
    [[nodiscard]] proxy::Result<void> useKeychain(const QMap<QString, QString> &secrets) override;
    void startEngine() override;
    void stopEngine(proxy::Drain how = proxy::Drain::Limited) override;
    [[nodiscard]] std::optional<OtherInstance> otherInstance() const override;
    [[nodiscard]] QByteArray controlToken() const override { return m_controlToken; }
    [[nodiscard]] proxy::Text portHolder(quint16 port) const override;
    [[nodiscard]] proxy::Result<void> useDemoBackends(bool on) override;
    [[nodiscard]] bool usesDemoBackends() const override { return m_demo != nullptr; }
    [[nodiscard]] QString requestLogDir() const override;
    [[nodiscard]] QString processLogFile() const override;
    [[nodiscard]] bool isInBackground() const override { return m_isInBackground; }
    [[nodiscard]] bool startsAtLogin() const override;
    [[nodiscard]] proxy::Result<void> setStartsAtLogin(bool on) override;

private:
    void onStarted(quint16 port);
    void onStopped();
    void watchConfig();
    /// Takes the settings that a control route asked for and saves them, if that is possible.
    void takeSwitches(const QHash<QString, QString> &changes);
    /// Publishes the runtime state. Tries again while the disk is full.
    void publishState();
    /// Returns the loaded settings, with the demo's servers while the demo is on.
    [[nodiscard]] proxy::ProxyConfig configInForce() const;

    QMap<QString, QString> m_settings;
    bool m_isInBackground;
    QByteArray m_controlToken;
    proxy::ConfigInputs m_inputs;
    proxy::LoadedConfig m_loaded;
    std::unique_ptr<SignalHandler> m_signals;
    std::unique_ptr<RuntimeState> m_runtime;
    InstanceState m_instance;
    proxy::ConfigNotes m_configNotes;
    std::unique_ptr<DemoBackends> m_demo;
    std::unique_ptr<DemoBackends> m_formerDemo; ///< until the engine that uses it has ended
    std::unique_ptr<proxy::ProxyService> m_service;
    std::unique_ptr<proxy::ConfigWatcher> m_watcher;
    bool m_startsAgain = false; ///< start the engine again when it has stopped
};

} // namespace app
