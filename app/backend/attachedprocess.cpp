// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/attachedprocess.h"

#include "proxy/platform/processes.h"

#include <QEventLoop>
#include <QFileDevice>
#include <QProcess>

#include <csignal>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kKeptOutput = 64LL * 1024;
constexpr std::array kForwarded {SIGINT, SIGTERM, SIGHUP};

// What the signal handler may touch: lock-free and set before the handler is.
std::atomic<pid_t> runningChild {0};
std::atomic<int> receivedSignal {0};
std::atomic<int> signalCount {0};
static_assert(std::atomic<pid_t>::is_always_lock_free);

extern "C" void passSignalOn(int signal)
{
    receivedSignal = signal;
    // Two may be one: `timeout` signals the process and its group. A third is meant seriously.
    const bool insists = ++signalCount > 2;
    if (const pid_t child = runningChild.load(); child > 0)
        ::kill(child, insists ? SIGKILL : signal);
}

/// Hands signals to the child while it runs, and puts terminal and handlers back afterwards.
class TerminalLoan final
{
public:
    TerminalLoan()
    {
        m_isTerminal = ::tcgetattr(STDIN_FILENO, &m_modes) == 0;
        receivedSignal = 0;
        signalCount = 0;
        struct sigaction action = {};
        action.sa_handler = passSignalOn;
        for (size_t i = 0; i < kForwarded.size(); ++i)
            ::sigaction(kForwarded[i], &action, &m_before[i]);
    }
    ~TerminalLoan()
    {
        runningChild = 0;
        for (size_t i = 0; i < kForwarded.size(); ++i)
            ::sigaction(kForwarded[i], &m_before[i], nullptr);
        if (m_isTerminal)
            ::tcsetattr(STDIN_FILENO, TCSANOW, &m_modes);
    }
    Q_DISABLE_COPY_MOVE(TerminalLoan)

private:
    bool m_isTerminal = false;
    struct termios m_modes = {};
    std::array<struct sigaction, kForwarded.size()> m_before {};
};

void keepEnd(QByteArray &kept, const QByteArray &piece)
{
    kept += piece;
    if (kept.size() > kKeptOutput)
        kept.remove(0, kept.size() - kKeptOutput);
}

void prepare(QProcess &process, const AttachedRun &run)
{
    process.setProgram(run.program);
    process.setArguments(run.arguments);
    process.setWorkingDirectory(run.workingDirectory);
    process.setProcessEnvironment(run.environment);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.setChildProcessModifier(proxy::endWithParent);
}

} // namespace

Outcome<AttachedResult> runAttached(const AttachedRun &run, QIODevice &out)
{
    const TerminalLoan loan;
    QProcess process;
    prepare(process, run);
    AttachedResult result;
    const auto copyOutput = [&] {
        const QByteArray piece = process.readAllStandardOutput();
        out.write(piece);
        if (auto *file = qobject_cast<QFileDevice *>(&out))
            file->flush();
        keepEnd(result.output, piece);
    };
    QEventLoop loop;
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &loop, copyOutput);
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    process.start();
    if (!process.waitForStarted())
        return tl::unexpected(Failure {
            kExitUnreachable, u"%1 can't be run: %2"_s.arg(run.program, process.errorString())});
    runningChild = static_cast<pid_t>(process.processId());
    // One that came before the child was known.
    if (const int early = receivedSignal; early != 0)
        ::kill(runningChild, early);
    if (process.state() != QProcess::NotRunning)
        loop.exec();
    copyOutput();
    if (process.exitStatus() == QProcess::CrashExit)
        result.signal = process.exitCode() != 0 ? process.exitCode() : receivedSignal.load();
    else if (receivedSignal != 0)
        result.signal = receivedSignal;
    result.exitStatus = process.exitCode();
    return result;
}

} // namespace app::backend
