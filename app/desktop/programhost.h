// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/desktop/desktopdemo.h"
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
    [[nodiscard]] proxy::Result<void> startDemo() override;
    void endDemo() override { m_demo.reset(); }
    [[nodiscard]] std::optional<Demo> demo() override;
    [[nodiscard]] QString requestLogDir() const override { return m_loaded.config.record.logDir; }
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

    QMap<QString, QString> m_settings;
    bool m_isInBackground;
    QByteArray m_controlToken;
    proxy::ConfigInputs m_inputs;
    proxy::LoadedConfig m_loaded;
    std::unique_ptr<SignalHandler> m_signals;
    std::unique_ptr<RuntimeState> m_runtime;
    InstanceState m_instance;
    proxy::ConfigNotes m_configNotes;
    std::unique_ptr<proxy::ProxyService> m_service;
    std::unique_ptr<DesktopDemo> m_demo;
    std::unique_ptr<proxy::ConfigWatcher> m_watcher;
};

} // namespace app
