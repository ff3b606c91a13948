// SPDX-License-Identifier: LicenseRef-Private
#include "app/dispatch.h"

#include "app/backend/backendcommand.h"
#include "app/backend/completions.h"
#include "app/commandline.h"
#include "app/commands/configcommand.h"
#include "app/commands/lifecyclecommands.h"
#include "app/commands/logscommand.h"
#include "app/commands/modelscommand.h"
#include "app/commands/routecommand.h"
#include "app/commands/savingscommand.h"
#include "app/demo/democommand.h"
#ifdef LLMPROXY_HAS_DESKTOP
#include "app/desktop/desktop.h"
#endif
#include "app/commands/shownoutput.h"
#include "app/headless/headlessapp.h"
#include "app/logsetup.h"
#include "proxy/core/shown.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 64;
[[maybe_unused]] constexpr int kExitUnavailable = 69;
constexpr int kExitConfig = 78;

int runWithConfig(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    switch (options.command) {
    case Command::Start:
        return runStart(options, inputs, output);
    case Command::Health:
        return runHealth(options, inputs, output);
    case Command::Stop:
        return runStop(options, inputs, output);
    case Command::Status:
        return runStatus(options, inputs, output);
    case Command::LogsTail:
        return runLogsTail(options.arguments, inputs, output);
    case Command::LogsFollow:
        return runLogsFollow(options.arguments, inputs, output);
    case Command::Savings:
        return runSavings(options.arguments, inputs, output);
    case Command::Models:
        return runModels(options.arguments, inputs, output);
    case Command::Config:
        return runConfigCommand(options.arguments, inputs, output);
    case Command::Backend:
        return backend::runBackendCommand(options.arguments);
    case Command::StatsUpdate:
        return backend::runBackendCommand(QStringList {u"stats-update"_s} + options.arguments);
    case Command::Route:
        return runRoute(options.arguments, inputs, output);
    case Command::Demo:
        return runDemoCommand(options.arguments);
    case Command::Completion:
        return backend::runCompletionCommand(options.arguments, commandWords());
    default:
        output.err << "llm-proxy: this build has no such command\n";
        return kExitUsage;
    }
}

int runCommand(const Options &options, int &argc, char **argv, CommandOutput output)
{
    const QCoreApplication application(argc, argv);
    setUpLogging();
    const auto inputs =
        proxy::configInputsOfProcess(QCoreApplication::applicationFilePath(), options.settings);
    if (!inputs) {
        output.err << proxy::shown(inputs.error().detail) << '\n';
        return kExitConfig;
    }
    return runWithConfig(options, *inputs, output);
}

/// What could not be written whole (a full disk, a closed pipe) is not a success.
int wholeOutput(int code, CommandOutput output)
{
    output.out.flush();
    const bool isWhole = std::fflush(stdout) == 0 && std::ferror(stdout) == 0
                         && output.out.status() == QTextStream::Ok;
    if (isWhole || code != 0)
        return code;
    output.err << "llm-proxy: the output could not be written whole\n";
    return kExitFailed;
}

int runTray([[maybe_unused]] int argc, [[maybe_unused]] char **argv,
            [[maybe_unused]] const Options &options)
{
#ifdef LLMPROXY_HAS_DESKTOP
    return runDesktop(argc, argv, options);
#else
    QTextStream(stderr) << "llm-proxy: built without the desktop; use --no-gui\n";
    return kExitUnavailable;
#endif
}

} // namespace

int dispatch(int argc, char **argv)
{
    // A file that would grow too large is an error of that file, as on a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    QStringList arguments;
    for (int at = 1; at < argc; ++at)
        arguments << QString::fromLocal8Bit(argv[at]);
    ShownOutput outDevice(stdout);
    ShownOutput errDevice(stderr);
    QTextStream out(&outDevice);
    QTextStream err(&errDevice);
    const auto options = parseCommandLine(arguments);
    if (!options) {
        err << proxy::shown(options.error()) << '\n';
        return kExitUsage;
    }
    const bool isForeground = options->command == Command::Start && options->foreground;
    if (options->command == Command::Headless || isForeground)
        return runHeadless(argc, argv, options->settings);
    if (options->command == Command::Tray)
        return runTray(argc, argv, *options);
    if (options->command == Command::Help)
        out << helpText();
    else if (options->command == Command::Version)
        out << "llm-proxy " << LLMPROXY_VERSION << '\n';
    else
        return wholeOutput(runCommand(*options, argc, argv, {out, err}), {out, err});
    return wholeOutput(0, {out, err});
}

} // namespace app
