// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configwatcher.h"

#include "proxy/config/configsources.h"

#include <QDir>
#include <QFileInfo>

using namespace std::chrono_literals;

namespace proxy {
namespace {

/// Long enough for an editor to truncate and write again, short enough to feel immediate.
constexpr auto kSettleTime = 200ms;

/// The folder whose change announces the file: its own, or the nearest that exists.
QString watchedFolder(const QString &file)
{
    QString folder = QFileInfo(file).absolutePath();
    while (!QFileInfo(folder).isDir() && folder != QDir::rootPath())
        folder = QFileInfo(folder).absolutePath();
    return folder;
}

} // namespace

ConfigWatcher::ConfigWatcher(ConfigInputs inputs, ProxyConfig current, QObject *parent)
    : QObject(parent)
    , m_inputs(std::move(inputs))
    , m_current(std::move(current))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleTime);
    connect(&m_settle, &QTimer::timeout, this, &ConfigWatcher::reloadIfEdited);
    const auto wait = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    watchFiles();
    m_settle.start();
}

void ConfigWatcher::reload()
{
    m_seen = contents();
    auto loaded = loadConfig(m_inputs);
    if (!loaded) {
        m_failed = true;
        Q_EMIT reloadFailed(loaded.error());
        return;
    }
    const bool hadFailed = std::exchange(m_failed, false);
    m_warnings = std::move(loaded->warnings);
    const QStringList changed = changedSettings(m_current, loaded->config);
    if (!changed.isEmpty() || m_current.sources != loaded->config.sources) {
        // A value that only moved to another file must not invalidate decisions.
        loaded->config.generation = m_current.generation + (changed.isEmpty() ? 0 : 1);
        m_current = std::move(loaded->config);
        Q_EMIT configChanged(m_current, settingsNeedingRestart(changed));
    } else if (hadFailed) {
        Q_EMIT reloadRecovered();
    }
}

void ConfigWatcher::watchFiles()
{
    for (const QString &file : watchedFiles()) {
        // Taken off first: after a rename the path is a new inode, while Qt may still hold the
        // old one.
        m_watcher.removePath(file);
        if (QFileInfo::exists(file))
            m_watcher.addPaths({file, watchedFolder(QFileInfo(file).canonicalFilePath())});
        m_watcher.addPath(watchedFolder(file));
    }
}

void ConfigWatcher::reloadIfEdited()
{
    watchFiles();
    // A folder's change is often somebody else's file.
    if (contents() != m_seen)
        reload();
}

QStringList ConfigWatcher::watchedFiles() const
{
    QStringList files {m_inputs.paths.configFile, m_inputs.paths.dotEnvFile};
    if (!m_inputs.paths.modelsFile.isEmpty())
        files << m_inputs.paths.modelsFile;
    return files;
}

QByteArray ConfigWatcher::contents() const
{
    QByteArray contents;
    for (const QString &file : watchedFiles()) {
        const auto content = readConfigFile(file);
        if (!content)
            contents += "unusable: " + content.error().detail.toUtf8();
        else if (content->has_value())
            contents += "content: " + **content;
        contents += '\0';
    }
    return contents;
}

} // namespace proxy
