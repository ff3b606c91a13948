// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace proxy {

/// Watches llm-proxy.json, .env and the user's models.json and reloads all of them when one
/// changes. It also notices files that appear later and files that a rename replaces. A valid edit
/// gives a new configuration; an invalid one leaves the present configuration in force. An edit
/// takes effect when the files have not changed for 200 ms, one that made a file shorter after 2 s:
/// it may be half written. Lives on the thread that created it.
class ConfigWatcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConfigWatcher)

public:
    /// Starts watching at once. @p current is the configuration in force; the next one gets its
    /// generation plus one. A change since @p current was loaded is noticed too.
    ConfigWatcher(ConfigInputs inputs, ProxyConfig current, QObject *parent = nullptr);

    /// Reads the sources again now, whether or not a file changed (SIGHUP, a saved dialog). Emits
    /// one of the signals before it returns, or none when nothing changed.
    void reload();

    /// Sets switches: values that override every other source. A switch ends when it is set again
    /// to an empty text, when the file that holds its setting is edited, and with the process.
    /// Emits configChanged() before it returns. Returns an error, and changes nothing, when a value
    /// is wrong.
    [[nodiscard]] Result<void> switchTo(const QHash<QString, QString> &changes);

    /// The configuration in force: the last valid one.
    [[nodiscard]] const ProxyConfig &current() const { return m_current; }
    /// The warnings of the last successful reload.
    [[nodiscard]] const ConfigProblems &warnings() const { return m_warnings; }

Q_SIGNALS:
    /// The sources changed and are valid. The generation grows when a value changed, but not when a
    /// value only moved to another source. @p needRestart names the changed settings that take
    /// effect only when the listener starts anew.
    void configChanged(const proxy::ProxyConfig &config, const QStringList &needRestart);
    /// The sources changed and are invalid; the present configuration stays in force. @p problems
    /// holds errors and warnings.
    void reloadFailed(const proxy::ConfigProblems &problems);
    /// The sources are valid again after reloadFailed(). configChanged() follows when a value
    /// changed.
    void reloadRecovered();
    /// An edit brought other warnings.
    void warningsChanged(const proxy::ConfigProblems &warnings);

private:
    void watchFiles();
    void reloadIfEdited();
    [[nodiscard]] QStringList watchedFiles() const;
    [[nodiscard]] QHash<QString, QByteArray> contents() const;
    /// Ends the switches whose settings stand in an edited file, or stood there before.
    void endSwitchesSetIn(const QHash<QString, QByteArray> &former);

    ConfigInputs m_inputs;
    ProxyConfig m_current;
    ConfigProblems m_warnings;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QHash<QString, QByteArray> m_seen; ///< file → its content when it was read last
    QHash<QString, QByteArray> m_doubted; ///< contents that are believed if they last
    QHash<QString, ConfigSource> m_beneath; ///< the sources that the switches override
    bool m_failed = false;
};

} // namespace proxy
