// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/exitwatchdog.h"
#include "app/lifecycle/runtimestate.h"
#include "app/lifecycle/signalhandler.h"
#include "proxy/config/configloader.h"
#include "proxy/config/configwatcher.h"
#include "proxy/proxyservice.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace app {

/// The proxy without a window: one process, one service, signals and files. Runs until SIGTERM.
class HeadlessApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadlessApp)

public:
    HeadlessApp(proxy::ConfigInputs inputs, proxy::LoadedConfig loaded, QObject *parent = nullptr);
    ~HeadlessApp() override;

    /// Takes the runtime folder and starts to serve; the event loop's exit code tells the rest:
    /// 0 stopped, 1 failed, 2 port conflict, 78 configuration.
    void start();

private:
    void onStarted(quint16 port);
    void onStartFailed(const proxy::Error &error);
    void onTermination();
    void onSettingsRequested(const QHash<QString, QString> &changes);
    void onConfigChanged(const proxy::ProxyConfig &config, const QStringList &needRestart);
    void watchConfig();
    /// Again and again while the disk is full: what can't be written must not stop what serves.
    void publishState();
    void finish(int exitCode);

    proxy::ConfigInputs m_inputs;
    proxy::LoadedConfig m_loaded;
    RuntimeState m_runtime;
    InstanceState m_instance;
    ExitWatchdog m_watchdog;
    QTimer m_publishTimer;
    SignalHandler m_signals;
    proxy::ProxyService m_service;
    std::unique_ptr<proxy::ConfigWatcher> m_watcher;
};

/// Loads the configuration, runs the app; returns the process's exit code.
[[nodiscard]] int runHeadless(int &argc, char **argv, const QMap<QString, QString> &settings);

} // namespace app
