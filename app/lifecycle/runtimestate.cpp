// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/runtimestate.h"

#include "proxy/core/atomicfile.h"
#include "proxy/core/systemerror.h"
#include "proxy/platform/processes.h"

#include <QDateTime>
#include <QDebug>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace app {

namespace {

constexpr auto kLockFile = "llm-proxy.lock";
constexpr auto kStateFile = "llm-proxy.json";
constexpr auto kPidFile = "llm-proxy.pid";
constexpr auto kTokenFile = "control-token";

QJsonObject toJson(const InstanceState &state)
{
    return {
        {QStringLiteral("pid"), state.process.pid},
        // A string: JSON numbers lose 64-bit integers.
        {QStringLiteral("startTicks"), QString::number(state.process.startTicks)},
        {QStringLiteral("port"), state.port},
        {QStringLiteral("hosts"), QJsonArray::fromStringList(state.hosts)},
        {QStringLiteral("version"), state.version},
        {QStringLiteral("startedAt"), state.startedAt},
        {QStringLiteral("mode"),
         state.hostedByTray ? QStringLiteral("tray") : QStringLiteral("headless")},
        {QStringLiteral("draining"), state.draining},
        {QStringLiteral("drainsUntil"), state.drainsUntilMs},
        {QStringLiteral("logDir"), state.logDir},
    };
}

std::optional<InstanceState> readState(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.read(65536)).object();
    InstanceState state;
    state.process.pid = json[QStringLiteral("pid")].toInteger();
    state.process.startTicks = json[QStringLiteral("startTicks")].toString().toULongLong();
    const int port = json[QStringLiteral("port")].toInt();
    state.port = port > 0 && port <= 65535 ? static_cast<quint16>(port) : 0;
    for (const QJsonValue host : json[QStringLiteral("hosts")].toArray())
        state.hosts << host.toString();
    state.version = json[QStringLiteral("version")].toString();
    state.startedAt = json[QStringLiteral("startedAt")].toString();
    state.hostedByTray = json[QStringLiteral("mode")].toString() == QStringLiteral("tray");
    state.draining = json[QStringLiteral("draining")].toBool();
    state.drainsUntilMs = json[QStringLiteral("drainsUntil")].toInteger();
    state.logDir = json[QStringLiteral("logDir")].toString();
    return state.process.pid > 0 ? std::optional(state) : std::nullopt;
}

bool isHeld(const QString &lockFile)
{
    const int descriptor = ::open(QFile::encodeName(lockFile).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool held = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0;
    ::close(descriptor);
    return held;
}

/// For systems that do not tell who holds a lock.
void writeHolder(int lock, const QString &path)
{
    const QByteArray pid = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(lock, 0) != 0
        || ::pwrite(lock, pid.constData(), static_cast<size_t>(pid.size()), 0) != pid.size())
        qWarning().noquote() << path << "can't be written:" << proxy::systemError(errno).text();
}

QString windowDirectory()
{
    const QString base = qEnvironmentVariable("XDG_RUNTIME_DIR");
    // A name that is not UTF-8 would become another folder.
    const bool isUsable = !base.isEmpty() && !base.contains(QChar::ReplacementCharacter);
    return isUsable ? base + QStringLiteral("/llm-proxy") : QString();
}

/// Only who owns the folder keeps the lock open. Another user's descriptors can't be seen: then the
/// table of locks tells, and where a system has none, that somebody holds it.
bool holdsLock(qint64 pid, const QString &lockFile)
{
    if (const std::optional<bool> open = proxy::hasOpen(pid, lockFile))
        return *open;
    const std::optional<QList<qint64>> holders = proxy::lockHolders(lockFile);
    return holders ? holders->contains(pid) : isHeld(lockFile);
}

bool isWindow(qint64 pid)
{
    const QList<QByteArray> words = proxy::processArguments(pid);
    return !words.isEmpty() && !words.contains("--no-gui") && !words.contains("--foreground");
}

QList<qint64> writtenHolder(const QString &lockFile)
{
    QFile file(lockFile);
    if (!isHeld(lockFile) || !file.open(QIODevice::ReadOnly))
        return {};
    return {file.read(32).trimmed().toLongLong()};
}

/// Who holds the lock, by the system's table, else by what the holder wrote into it.
std::optional<InstanceState> holderOfLock(const QString &lockFile)
{
    const std::optional<QList<qint64>> told = proxy::lockHolders(lockFile);
    for (const qint64 pid : told ? *told : writtenHolder(lockFile)) {
        const std::optional<ProcessIdentity> process = processWithPid(pid);
        if (process && isAlive(*process) && holdsLock(pid, lockFile))
            return InstanceState {.process = *process, .hostedByTray = isWindow(pid)};
    }
    return std::nullopt;
}

/// What an instance told the windows, where its own folder says nothing (or is gone).
std::optional<InstanceState> knownToWindows(const QString &directory)
{
    const QString windows = windowDirectory();
    if (windows.isEmpty())
        return std::nullopt;
    const QFileInfoList files =
        QDir(windows).entryInfoList({QStringLiteral("*.json")}, QDir::Files);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        const std::optional<InstanceState> state = readState(info.filePath());
        if (state && isAlive(state->process) && file.open(QIODevice::ReadOnly)
            && QJsonDocument::fromJson(file.read(65536))[QStringLiteral("runtimeDir")].toString()
                   == directory)
            return state;
    }
    return std::nullopt;
}

bool makePrivateDirectory(const QString &path)
{
    if (!QDir().mkpath(path))
        return false;
    return ::chmod(QFile::encodeName(path).constData(), 0700) == 0 || errno == EPERM;
}

} // namespace

ProxyEndpoint endpointOf(const InstanceState &instance, const ProxyEndpoint &configured)
{
    if (instance.port == 0)
        return configured;
    return {.port = instance.port, .hosts = instance.hosts, .proxyKey = configured.proxyKey};
}

std::chrono::seconds InstanceState::drainLeft() const
{
    const qint64 leftMs = drainsUntilMs - QDateTime::currentMSecsSinceEpoch();
    return std::chrono::seconds(draining && leftMs > 0 ? (leftMs + 999) / 1000 : 0);
}

QString drainText(const InstanceState &instance)
{
    const auto left = instance.drainLeft();
    const QString when =
        left.count() > 0
            ? QStringLiteral("open ones are cut in %1 s at the latest").arg(left.count())
            : QStringLiteral("open ones are being cut");
    return QStringLiteral("draining: pid %1, port %2: it is ending, %3")
        .arg(instance.process.pid)
        .arg(instance.port)
        .arg(when);
}

RuntimeState::RuntimeState(QString directory)
    : m_directory(std::move(directory))
{ }

RuntimeState::~RuntimeState()
{
    withdraw();
    if (m_lock >= 0)
        ::close(m_lock);
}

RuntimeState::Lock RuntimeState::acquire()
{
    if (!makePrivateDirectory(m_directory)) {
        m_error = proxy::Text::english("%1 can't be created: %2",
                                       {m_directory, proxy::systemError(errno)});
        return Lock::Failed;
    }
    m_lock = ::open(QFile::encodeName(pathOf(kLockFile)).constData(), O_RDWR | O_CREAT | O_CLOEXEC,
                    0600);
    if (m_lock < 0) {
        m_error = proxy::Text::english("%1: %2", {pathOf(kLockFile), proxy::systemError(errno)});
        return Lock::Failed;
    }
    if (::flock(m_lock, LOCK_EX | LOCK_NB) == 0) {
        writeHolder(m_lock, pathOf(kLockFile));
        return Lock::Taken;
    }
    ::close(m_lock);
    m_lock = -1;
    return Lock::HeldByOther;
}

bool RuntimeState::publish(const InstanceState &state)
{
    const QByteArray json = QJsonDocument(toJson(state)).toJson();
    if (!m_unwrittenToken.isEmpty() && writeFile(pathOf(kTokenFile), m_unwrittenToken))
        m_unwrittenToken.clear();
    // The state comes last: who sees it finds the others.
    const bool written =
        m_unwrittenToken.isEmpty()
        && writeFile(pathOf(kPidFile), QByteArray::number(state.process.pid) + '\n')
        && writeFile(pathOf(kStateFile), json);
    const QString windows = windowDirectory();
    if (!windows.isEmpty() && makePrivateDirectory(windows)) {
        m_windowFile = QStringLiteral("%1/%2.json").arg(windows).arg(state.port);
        QJsonObject forWindows = toJson(state);
        forWindows[QStringLiteral("runtimeDir")] = m_directory;
        return writeFile(m_windowFile, QJsonDocument(forWindows).toJson()) && written;
    }
    return written;
}

void RuntimeState::withdraw()
{
    const ProcessIdentity self = thisProcess();
    const auto isOurs = [&self](const QString &path) {
        const std::optional<InstanceState> state = readState(path);
        return state && state->process == self;
    };
    if (isOurs(pathOf(kStateFile))) {
        QFile::remove(pathOf(kStateFile));
        QFile::remove(pathOf(kPidFile));
        QFile::remove(pathOf(kTokenFile));
    }
    if (!m_windowFile.isEmpty() && isOurs(m_windowFile))
        QFile::remove(m_windowFile);
}

QByteArray newControlToken()
{
    std::array<quint32, 8> random {};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex();
}

QByteArray RuntimeState::createControlToken()
{
    const QByteArray token = newControlToken();
    if (!writeFile(pathOf(kTokenFile), token + '\n'))
        m_unwrittenToken = token + '\n';
    return token;
}

QString RuntimeState::directoryOfPort(quint16 port)
{
    const QString windows = windowDirectory();
    QFile file(QStringLiteral("%1/%2.json").arg(windows).arg(port));
    if (windows.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.read(65536))[QStringLiteral("runtimeDir")].toString();
}

std::optional<InstanceState> RuntimeState::liveInstance(const QString &directory)
{
    const std::optional<InstanceState> state =
        readState(directory + u'/' + QLatin1StringView(kStateFile));
    const bool isHere =
        state && isAlive(state->process)
        && holdsLock(state->process.pid, directory + u'/' + QLatin1StringView(kLockFile));
    return isHere ? state : std::nullopt;
}

std::optional<InstanceState> RuntimeState::runningInstance(const QString &directory)
{
    if (auto instance = liveInstance(directory))
        return instance;
    if (auto instance = holderOfLock(directory + u'/' + QLatin1StringView(kLockFile)))
        return instance;
    return knownToWindows(directory);
}

proxy::Text RuntimeState::obstacle(const QString &directory)
{
    for (const char *name : {kStateFile, kLockFile}) {
        const QString path = directory + u'/' + QLatin1StringView(name);
        if (::access(QFile::encodeName(path).constData(), R_OK) != 0 && errno == EACCES)
            return proxy::Text::english("%1: %2", {path, proxy::systemError(EACCES)});
    }
    return {};
}

bool RuntimeState::isLocked(const QString &directory)
{
    return isHeld(directory + u'/' + QLatin1StringView(kLockFile));
}

QByteArray RuntimeState::controlToken(const QString &directory)
{
    QFile file(directory + u'/' + QLatin1StringView(kTokenFile));
    return file.open(QIODevice::ReadOnly) ? file.read(256).trimmed() : QByteArray();
}

bool RuntimeState::writeFile(const QString &path, const QByteArray &bytes)
{
    const auto written = proxy::writeFileAtomically(path, bytes);
    if (!written)
        m_error = written.error().detail;
    return written.has_value();
}

QString RuntimeState::pathOf(const char *name) const
{
    return m_directory + u'/' + QLatin1StringView(name);
}

} // namespace app
