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

/// The program without a window: the proxy service, Unix signals and the files of the runtime
/// folder. It runs until SIGTERM.
class HeadlessApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadlessApp)

public:
    HeadlessApp(proxy::ConfigInputs inputs, proxy::LoadedConfig loaded, QObject *parent = nullptr);
    ~HeadlessApp() override;

    /// Locks the runtime folder and starts to serve. The event loop ends with the exit code: 0
    /// stopped, 1 failed, 2 port conflict, 78 wrong configuration.
    void start();

private:
    void onStarted(quint16 port);
    void onStartFailed(const proxy::Error &error);
    /// Stops, at the second call at once. @p why stands in the log.
    void stop(const QString &why);
    void onSettingsRequested(const QHash<QString, QString> &changes);
    void onConfigChanged(const proxy::ProxyConfig &config, const QStringList &needRestart);
    void watchConfig();
    /// Publishes the state. Tries again while the disk is full, because that must not stop the
    /// proxy.
    void publishState();
    void finish(int exitCode);

    proxy::ConfigInputs m_inputs;
    proxy::LoadedConfig m_loaded;
    proxy::ConfigNotes m_configNotes;
    RuntimeState m_runtime;
    InstanceState m_instance;
    ExitWatchdog m_watchdog;
    QTimer m_publishTimer;
    SignalHandler m_signals;
    proxy::ProxyService m_service;
    std::unique_ptr<proxy::ConfigWatcher> m_watcher;
};

/// Loads the configuration, runs HeadlessApp and returns the process's exit code.
[[nodiscard]] int runHeadless(int &argc, char **argv, const QMap<QString, QString> &settings);

} // namespace app
