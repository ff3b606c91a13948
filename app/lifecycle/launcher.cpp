// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/launcher.h"

#include "app/lifecycle/healthprobe.h"
#include "app/lifecycle/portholder.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/core/manualhint.h"
#include "proxy/core/terminalsafe.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace app {

namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(10);

/// Held while one `start` is at work, so that a second one finds the first one's result.
class StartLock final
{
public:
    explicit StartLock(const QString &runtimeDir)
    {
        if (!QDir().mkpath(runtimeDir)) {
            m_errno = errno;
            return;
        }
        const QByteArray path = QFile::encodeName(runtimeDir + QStringLiteral("/start.lock"));
        m_descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (m_descriptor >= 0)
            ::flock(m_descriptor, LOCK_EX);
        else
            m_errno = errno;
    }
    ~StartLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    StartLock(const StartLock &) = delete;
    StartLock &operator=(const StartLock &) = delete;

    [[nodiscard]] bool isHeld() const { return m_descriptor >= 0; }
    [[nodiscard]] QString errorText() const
    {
        return QString::fromLocal8Bit(std::strerror(m_errno));
    }

private:
    int m_descriptor = -1;
    int m_errno = 0;
};

QString endOfLog(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 4096));
    const QStringList lines =
        proxy::terminalSafeLines(QString::fromUtf8(file.readAll())).trimmed().split(u'\n');
    return lines.mid(std::max<qsizetype>(0, lines.size() - 15)).join(u'\n');
}

/// A file or nothing: a pipe of that name would hold up this start, or the proxy later.
int openLog(const QString &path)
{
    const int log = ::open(QFile::encodeName(path).constData(),
                           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat facts = {};
    if (log < 0 || (::fstat(log, &facts) == 0 && S_ISREG(facts.st_mode)))
        return log;
    ::close(log);
    errno = EINVAL;
    return -1;
}

/// Runs in the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void becomeDaemon(char *const *arguments, int out, int err)
{
    ::setsid();
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::signal(SIGINT, SIG_DFL);
    ::execv(arguments[0], arguments);
    ::_exit(127);
}

pid_t spawn(const LaunchPlan &plan)
{
    QList<QByteArray> words {QFile::encodeName(plan.program)};
    for (const QString &argument : plan.arguments)
        words.append(argument.toLocal8Bit());
    std::vector<char *> pointers;
    for (QByteArray &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int out = openLog(stdoutLogPath(plan.logDir));
    const int err = openLog(stderrLogPath(plan.logDir));
    const pid_t child = out < 0 || err < 0 ? -1 : ::fork();
    if (child == 0)
        becomeDaemon(pointers.data(), out, err);
    const int reason = errno;
    for (const int log : {out, err}) {
        if (log >= 0)
            ::close(log);
    }
    errno = reason;
    return child;
}

QString systemText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

/// Why a start failed, and where to read on.
QString failureText(const QString &why)
{
    return QStringLiteral("start failed: %1 (%2)")
        .arg(why, proxy::seeManual(QLatin1StringView("start-failed")));
}

LaunchResult failed(const LaunchPlan &plan, const QString &reason, int code = kExitFailed)
{
    const QString path = stderrLogPath(plan.logDir);
    const QString log = endOfLog(path);
    const QString why = failureText(reason);
    return {code,
            log.isEmpty() ? why : QStringLiteral("%1\n--- end of %2\n%3").arg(why, path, log)};
}

LaunchResult childEnded(const LaunchPlan &plan, int status)
{
    if (WIFSIGNALED(status))
        return failed(plan, QStringLiteral("ended by signal %1").arg(WTERMSIG(status)));
    const int code = WEXITSTATUS(status);
    if (code == kExitFailed) {
        // A start in the foreground, or by a service manager, was a moment faster.
        if (const auto there = whoIsInPlace(plan); there && there->exitCode == 0)
            return *there;
    }
    const bool isKnown = code == kExitConflict || code == 78;
    return failed(plan, QStringLiteral("the proxy ended with exit code %1").arg(code),
                  isKnown ? code : kExitFailed);
}

/// Its state is published right after it listens, unless it can't be written.
constexpr auto kStateGrace = std::chrono::seconds(1);

LaunchResult awaitHealth(const LaunchPlan &plan, pid_t child)
{
    const QDeadlineTimer deadline(plan.deadline);
    QDeadlineTimer grace(kStateGrace);
    QString found;
    while (!deadline.hasExpired()) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child)
            return childEnded(plan, status);
        const std::optional<InstanceState> instance =
            RuntimeState::runningInstance(plan.runtimeDir);
        if (instance && instance->process.pid == child) {
            const HealthReport report = probeHealth(plan.runtimeDir, plan.endpoint);
            found = report.text;
            if (report.code != HealthCode::Healthy)
                grace.setRemainingTime(kStateGrace);
            else if (instance->port != 0 || grace.hasExpired())
                return {0, QStringLiteral("started: pid %1, port %2").arg(child).arg(report.port)};
        }
        std::this_thread::sleep_for(kPollInterval);
    }
    ::kill(child, SIGTERM);
    const QString why = QStringLiteral("not healthy within %1 s").arg(plan.deadline.count() / 1000);
    return failed(plan, found.isEmpty() ? why : why + QStringLiteral(": ") + found);
}

/// An instance that is being stopped still owns the port and the lock. Empty: there is none any
/// more; else who it is.
QString awaitDrain(const LaunchPlan &plan)
{
    const QDeadlineTimer deadline(plan.drainDeadline);
    DrainCountdown countdown(plan.runtimeDir, plan.waiting);
    while (true) {
        const std::optional<InstanceState> instance = RuntimeState::liveInstance(plan.runtimeDir);
        const bool ends = instance ? instance->draining : RuntimeState::isLocked(plan.runtimeDir);
        if (!ends)
            return {};
        if (!instance && probeHealth(plan.runtimeDir, plan.endpoint).code == HealthCode::Healthy)
            return {};
        if (deadline.hasExpired())
            return instance ? QStringLiteral("pid %1 is being stopped and has not ended")
                                  .arg(instance->process.pid)
                            : QStringLiteral("another process holds %1").arg(plan.runtimeDir);
        countdown.tell();
        std::this_thread::sleep_for(kPollInterval);
    }
}

} // namespace

std::optional<LaunchResult> whoIsInPlace(const LaunchPlan &plan)
{
    // Another start may have been faster: it has the lock, and maybe the port, but has not told so.
    constexpr std::chrono::seconds kSettling {3};
    const QDeadlineTimer settling(kSettling);
    HealthReport before;
    for (;;) {
        if (const QString holder = awaitDrain(plan); !holder.isEmpty())
            return LaunchResult {kExitFailed, failureText(holder)};
        before = probeHealth(plan.runtimeDir, plan.endpoint);
        const bool isTold =
            before.code == HealthCode::Healthy || before.code == HealthCode::Stopped;
        if (isTold || settling.hasExpired() || !RuntimeState::isLocked(plan.runtimeDir))
            break;
        std::this_thread::sleep_for(kPollInterval);
    }
    if (before.code == HealthCode::Healthy)
        return LaunchResult {
            0, QStringLiteral("already running: pid %1, port %2").arg(before.pid).arg(before.port)};
    if (before.code == HealthCode::PortConflict)
        return LaunchResult {kExitConflict, before.text};
    if (before.code != HealthCode::Stopped)
        return LaunchResult {kExitFailed,
                             QStringLiteral("already running, but %1").arg(before.text)};
    return std::nullopt;
}

LaunchResult launch(const LaunchPlan &plan)
{
    const StartLock lock(plan.runtimeDir);
    if (!lock.isHeld())
        return {kExitFailed,
                failureText(QStringLiteral("%1: %2").arg(plan.runtimeDir, lock.errorText()))};
    if (const std::optional<LaunchResult> there = whoIsInPlace(plan))
        return *there;
    if (!QDir().mkpath(plan.logDir))
        return {
            kExitFailed,
            failureText(QStringLiteral("%1 can't be created: %2").arg(plan.logDir, systemText()))};
    const pid_t child = spawn(plan);
    if (child < 0)
        return {kExitFailed, failureText(QStringLiteral("%1: %2").arg(plan.logDir, systemText()))};
    return awaitHealth(plan, child);
}

QString stdoutLogPath(const QString &logDir)
{
    return logDir + QStringLiteral("/llm-proxy.stdout.log");
}

QString stderrLogPath(const QString &logDir)
{
    return logDir + QStringLiteral("/llm-proxy.stderr.log");
}

} // namespace app
