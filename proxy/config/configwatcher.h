// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace proxy {

/// Watches llm-proxy.json, .env and the user's models.json (also when they appear later, are
/// replaced by a rename or edited in place) and reloads them as a whole: a good edit yields a new
/// configuration, a bad one leaves everything as it was. Lives on the thread that created it.
class ConfigWatcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConfigWatcher)

public:
    /// Starts watching at once. `current` is what is in force; the first accepted edit carries
    /// its generation plus one. What changed between loading `current` and now is found as well.
    ConfigWatcher(ConfigInputs inputs, ProxyConfig current, QObject *parent = nullptr);

    /// Reads the sources again now, whether or not a file changed (SIGHUP, a saved dialog). One
    /// of the signals follows before it returns, or none when all is as before.
    void reload();

    /// Puts these over every source until they are given again as empty texts, a file that sets
    /// one is edited, or the process ends; configChanged() follows before it returns. Fails
    /// without changing anything when one is wrong.
    [[nodiscard]] Result<void> switchTo(const QHash<QString, QString> &changes);

    /// What is in force: the last good configuration.
    [[nodiscard]] const ProxyConfig &current() const { return m_current; }
    /// What the last successful reload thought odd.
    [[nodiscard]] const ConfigProblems &warnings() const { return m_warnings; }

Q_SIGNALS:
    /// The sources changed and are right; the generation grows when a value changed, not when it
    /// only moved to another source. `needRestart` names the changed settings that the running
    /// listener cannot take over.
    void configChanged(const proxy::ProxyConfig &config, const QStringList &needRestart);
    /// The sources are wrong now; the settings in force stay. The list holds errors and warnings.
    void reloadFailed(const proxy::ConfigProblems &problems);
    /// After a failure the sources are right again and say what is in force anyway.
    void reloadRecovered();

private:
    void watchFiles();
    void reloadIfEdited();
    [[nodiscard]] QStringList watchedFiles() const;
    [[nodiscard]] QHash<QString, QByteArray> contents() const;
    /// Ends switches whose setting stands, or stood, in a file that was edited.
    void endSwitchesSetIn(const QHash<QString, QByteArray> &former);

    ConfigInputs m_inputs;
    ProxyConfig m_current;
    ConfigProblems m_warnings;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QHash<QString, QByteArray> m_seen; ///< file → what stood in it; empty: not looked yet
    QHash<QString, ConfigSource> m_beneath; ///< where values came from under the last switch
    bool m_failed = false;
};

} // namespace proxy
