// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/servicecommand.h"

#include "app/lifecycle/loginservice.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/config/setting.h"
#include "proxy/core/atomicfile.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/platform/userfolders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <optional>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr int kStepLimitMs = 60'000;

/// Where the files are, the service must know too: it has an environment of its own.
QMap<QString, QString> placesOf(const QProcessEnvironment &environment)
{
    QStringList names = proxy::userFolderVariables();
    names.removeAll(u"HOME"_s);
    QMap<QString, QString> places;
    for (const QString &name :
         names + QStringList {u"LLM_PROXY_HOME"_s, u"LLM_PROXY_ROOT"_s, u"LLM_PROXY_CONFIG"_s}) {
        if (const QString value = environment.value(name); !value.isEmpty())
            places[name] = value;
    }
    return places;
}

/// Settings that this shell has and the service will not have.
QStringList leftBehind(const QProcessEnvironment &environment)
{
    QStringList names;
    for (const proxy::Setting &setting : proxy::settings()) {
        if (!environment.value(setting.key).isEmpty())
            names << setting.key;
    }
    return names;
}

/// What went wrong; empty: nothing.
QString ran(const QStringList &words)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(words.first(), words.mid(1));
    if (!process.waitForStarted())
        return u"%1 can't be run: %2"_s.arg(words.first(), process.errorString());
    if (!process.waitForFinished(kStepLimitMs)) {
        process.kill();
        process.waitForFinished();
        return u"`%1` did not end within a minute"_s.arg(words.join(u' '));
    }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    return u"`%1`: %2"_s.arg(words.join(u' '), QString::fromLocal8Bit(process.readAll()).trimmed());
}

QString ran(const QList<ServiceStep> &steps)
{
    for (const ServiceStep &step : steps) {
        if (const QString problem = ran(step.words); !problem.isEmpty() && !step.mayFail)
            return problem;
    }
    return {};
}

int failed(const QString &problem, CommandOutput output)
{
    output.err << proxy::terminalSafeLines(problem) << '\n';
    return kExitFailed;
}

QString inTheWay(const LoginService &service, const proxy::ConfigInputs &inputs, bool start)
{
    if (QFile::exists(windowEntryAtLogin()))
        return u"%1 starts the window at login, which hosts the proxy itself. Switch \"Start at "
               "login\" off in its settings first."_s.arg(windowEntryAtLogin());
    if (!start || ran(service.isActive).isEmpty())
        return {};
    const auto running = RuntimeState::runningInstance(inputs.paths.runtimeDir);
    if (!running)
        return {};
    return u"A proxy runs already (pid %1). Stop it first (llm-proxy stop), or install with "
           "--no-start: then the service begins at the next login."_s.arg(running->process.pid);
}

int install(const LoginService &service, const proxy::ConfigInputs &inputs, bool start,
            CommandOutput output)
{
    if (const QString problem = inTheWay(service, inputs, start); !problem.isEmpty())
        return failed(problem, output);
    QDir().mkpath(QFileInfo(service.file).absolutePath());
    const auto written =
        proxy::writeFileAtomically(service.file, service.definition, proxy::FileAccess::AsBefore);
    if (!written)
        return failed(written.error().detail.text(), output);
    QString problem = ran(service.enable);
    if (problem.isEmpty() && start)
        problem = ran(service.start);
    if (!problem.isEmpty())
        return failed(u"%1\n%2 is written, but not in force."_s.arg(problem, service.file), output);
    output.out << proxy::terminalSafe(u"%1 is installed (%2); it %3 at login."_s.arg(
        service.name, service.file, start ? u"runs, and starts"_s : u"starts"_s))
               << '\n';
    if (const QStringList names = leftBehind(inputs.environment); !names.isEmpty())
        output.err << proxy::terminalSafe(
            u"warning: %1 %2 set in this shell alone; the service does not see that. Put it into "
            "%3."_s.arg(names.join(u", "_s), names.size() == 1 ? u"is"_s : u"are"_s,
                        inputs.paths.dotEnvFile))
                   << '\n';
    return 0;
}

int uninstall(const LoginService &service, CommandOutput output)
{
    if (!QFile::exists(service.file)) {
        output.out << proxy::terminalSafe(u"%1 is not installed."_s.arg(service.file)) << '\n';
        return 0;
    }
    if (const QString problem = ran(service.stop); !problem.isEmpty())
        return failed(problem, output);
    QFile file(service.file);
    if (!file.remove())
        return failed(u"%1: %2"_s.arg(file.fileName(), file.errorString()), output);
    if (const QString problem = ran(service.forget); !problem.isEmpty())
        return failed(problem, output);
    output.out << proxy::terminalSafe(u"%1 is stopped and removed."_s.arg(service.name)) << '\n';
    return 0;
}

int status(const LoginService &service, CommandOutput output)
{
    const bool isInstalled = QFile::exists(service.file);
    const bool isActive = ran(service.isActive).isEmpty();
    output.out << proxy::terminalSafe(u"%1: %2, %3"_s.arg(
        service.name,
        isInstalled ? u"installed (%1)"_s.arg(service.file) : u"not installed by this user"_s,
        isActive ? u"running"_s : u"not running"_s))
               << '\n';
    return isActive ? 0 : kExitFailed;
}

} // namespace

int runService(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const LoginService service = loginService(programAtLogin(), placesOf(inputs.environment));
    if (args == QStringList {u"install"_s} || args == QStringList {u"install"_s, u"--no-start"_s})
        return install(service, inputs, args.size() == 1, output);
    if (args == QStringList {u"uninstall"_s})
        return uninstall(service, output);
    if (args.isEmpty() || args == QStringList {u"status"_s})
        return status(service, output);
    return kExitUsage;
}

} // namespace app
