// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configwatcher.h"

#include "proxy/config/configsources.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace std::chrono_literals;

namespace proxy {
namespace {

/// Long enough for an editor to truncate and write again, short enough to feel immediate.
constexpr auto kSettleTime = 200ms;
/// A file that lost something may be half written: by a slow script, or on a full disk.
constexpr auto kDoubtTime = 2s;

/// The folder whose change announces the file: its own, or the nearest that exists.
QString watchedFolder(const QString &file)
{
    QString folder = QFileInfo(file).absolutePath();
    while (!QFileInfo(folder).isDir() && folder != QDir::rootPath())
        folder = QFileInfo(folder).absolutePath();
    return folder;
}

bool isAnyShorter(const QHash<QString, QByteArray> &files, const QHash<QString, QByteArray> &former)
{
    return std::any_of(files.keyBegin(), files.keyEnd(), [&](const QString &file) {
        return files[file].size() < former[file].size();
    });
}

bool isSame(const ConfigProblems &a, const ConfigProblems &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const ConfigProblem &one, const ConfigProblem &other) {
                          return one.asText() == other.asText();
                      });
}

} // namespace

ConfigWatcher::ConfigWatcher(ConfigInputs inputs, ProxyConfig current, QObject *parent)
    : QObject(parent)
    , m_inputs(std::move(inputs))
    , m_current(std::move(current))
{
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &ConfigWatcher::reloadIfEdited);
    const auto wait = [this] { m_settle.start(kSettleTime); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    watchFiles();
    m_settle.start(kSettleTime);
}

void ConfigWatcher::reload()
{
    const QHash<QString, QByteArray> former = std::exchange(m_seen, contents());
    if (!former.isEmpty() && former != m_seen && !m_inputs.switches.isEmpty())
        endSwitchesSetIn(former);
    auto loaded = loadConfig(m_inputs);
    if (!loaded) {
        m_failed = true;
        Q_EMIT reloadFailed(loaded.error());
        return;
    }
    if (std::exchange(m_failed, false))
        Q_EMIT reloadRecovered();
    const bool warnsAnew = !former.isEmpty() && !isSame(m_warnings, loaded->warnings);
    m_warnings = std::move(loaded->warnings);
    if (warnsAnew)
        Q_EMIT warningsChanged(m_warnings);
    const QStringList changed = changedSettings(m_current, loaded->config);
    if (!changed.isEmpty() || m_current.sources != loaded->config.sources) {
        // A value that only moved to another file must not invalidate decisions.
        loaded->config.generation = m_current.generation + (changed.isEmpty() ? 0 : 1);
        m_current = std::move(loaded->config);
        Q_EMIT configChanged(m_current, settingsNeedingRestart(changed));
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
    QHash<QString, QByteArray> found = contents();
    if (found == m_seen)
        return;
    if (found != m_doubted && isAnyShorter(found, m_seen)) {
        m_doubted = std::move(found);
        m_settle.start(kDoubtTime);
        return;
    }
    reload();
}

QStringList ConfigWatcher::watchedFiles() const
{
    QStringList files {m_inputs.paths.configFile, m_inputs.paths.dotEnvFile};
    if (!m_inputs.paths.modelsFile.isEmpty())
        files << m_inputs.paths.modelsFile;
    return files;
}

QHash<QString, QByteArray> ConfigWatcher::contents() const
{
    QHash<QString, QByteArray> contents;
    for (const QString &file : watchedFiles()) {
        const auto content = readConfigFile(file);
        if (!content)
            contents[file] = "unusable: " + content.error().detail.utf8();
        else
            contents[file] = content->has_value() ? "content: " + **content : QByteArray();
    }
    return contents;
}

void ConfigWatcher::endSwitchesSetIn(const QHash<QString, QByteArray> &former)
{
    ConfigInputs files = m_inputs;
    files.switches.clear();
    const auto loaded = loadConfig(files);
    // A wrong edit changes nothing, here either.
    if (!loaded)
        return;
    const auto isEdited = [&](const QString &file) { return former[file] != m_seen[file]; };
    for (const QString &key : m_inputs.switches.keys()) {
        const ConfigSource source = loaded->config.sources.value(key);
        const bool isSetThere =
            (source == ConfigSource::DotEnvFile && isEdited(m_inputs.paths.dotEnvFile))
            || (source == ConfigSource::ConfigFile && isEdited(m_inputs.paths.configFile));
        const bool isOther = source != m_beneath.value(key, source);
        if (isSetThere || isOther)
            m_inputs.switches.remove(key);
    }
}

Result<void> ConfigWatcher::switchTo(const QHash<QString, QString> &changes)
{
    ConfigInputs wanted = m_inputs;
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change.value().isEmpty())
            wanted.switches.remove(change.key());
        else
            wanted.switches[change.key()] = change.value();
    }
    if (const auto loaded = loadConfig(wanted); !loaded)
        return tl::make_unexpected(toError(loaded.error()));
    m_inputs.switches = wanted.switches;
    wanted.switches.clear();
    const auto beneath = loadConfig(wanted);
    m_beneath = beneath ? beneath->config.sources : QHash<QString, ConfigSource>();
    reload();
    return {};
}

} // namespace proxy
