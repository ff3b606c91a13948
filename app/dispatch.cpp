// SPDX-License-Identifier: LicenseRef-Private
#include "app/dispatch.h"

#include "app/commandhelp.h"
#include "app/commandline.h"
#include "app/commands/lifecyclecommands.h"
#include "app/commands/manualhelp.h"
#include "app/commands/pager.h"
#include "app/commands/terminalsafeoutput.h"
#ifdef LLMPROXY_HAS_DESKTOP
#include "app/desktop/desktop.h"
#endif
#include "app/headless/headlessapp.h"
#include "app/options/exitcodes.h"
#include "app/options/logsetup.h"
#include "app/subcommands.h"
#include "proxy/core/terminalsafe.h"

#include <QCoreApplication>
#include <QLocale>

#include <csignal>
#include <cstdio>
#include <optional>

namespace app {

namespace {

int runCommand(const Options &options, int &argc, char **argv, CommandOutput output)
{
    const QCoreApplication application(argc, argv);
    setUpLogging();
    const auto inputs =
        proxy::configInputsOfProcess(QCoreApplication::applicationFilePath(), options.settings);
    if (!inputs) {
        output.err << proxy::terminalSafe(inputs.error().detail.text()) << '\n';
        return kExitConfig;
    }
    return runSubCommand(options, *inputs, output);
}

/// What `start --foreground` ends with where something is in its place; nullopt: it may serve.
std::optional<int> foundInPlace(const Options &options, int &argc, char **argv,
                                CommandOutput output)
{
    const QCoreApplication application(argc, argv);
    setUpLogging();
    const auto inputs =
        proxy::configInputsOfProcess(QCoreApplication::applicationFilePath(), options.settings);
    return inputs ? foundInPlace(options, *inputs, output) : std::nullopt;
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

/// The manual is the program's own text: it needs no guard, and its colours come through.
void show(const QString &text)
{
    if (isPaged() && showPaged(text))
        return;
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
}

int help(const Options &options, CommandOutput output)
{
    if (const QString text = helpAsked(options); !text.isNull()) {
        output.out << text;
        return 0;
    }
    const QString language = proxy::manualLanguage(QLocale::system().name());
    const ManualHelp found = manualHelp(options.arguments, language, lookOfOutput());
    if (found.text.isNull()) {
        output.err << "llm-proxy: " << found.complaint << '\n';
        return kExitUsage;
    }
    show(found.text);
    return 0;
}

bool isForeground(const Options &options)
{
    return options.foreground && options.subCommand == findSubCommand(u"start");
}

} // namespace

int dispatch(int argc, char **argv)
{
    // A file that would grow too large is an error of that file, as on a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    QStringList arguments;
    for (int at = 1; at < argc; ++at)
        arguments << QString::fromLocal8Bit(argv[at]);
    TerminalSafeOutput outDevice(stdout);
    TerminalSafeOutput errDevice(stderr);
    QTextStream out(&outDevice);
    QTextStream err(&errDevice);
    const auto options = parseCommandLine(arguments);
    if (!options) {
        err << proxy::terminalSafe(options.error().text) << '\n';
        if (options.error().subCommand)
            err << usageLines(*options.error().subCommand);
        return kExitUsage;
    }
    switch (options->mode) {
    case Mode::Desktop:
        return runTray(argc, argv, *options);
    case Mode::Headless:
        return runHeadless(argc, argv, options->settings);
    case Mode::Help:
        return wholeOutput(help(*options, {out, err}), {out, err});
    case Mode::Version:
        out << "llm-proxy " << LLMPROXY_VERSION << '\n';
        return wholeOutput(0, {out, err});
    case Mode::SubCommand:
        break;
    }
    if (isForeground(*options)) {
        if (const std::optional<int> code = foundInPlace(*options, argc, argv, {out, err}))
            return wholeOutput(*code, {out, err});
        const int code = runHeadless(argc, argv, options->settings);
        if (code != kExitFailed)
            return code;
        // Of two that waited for the same place one was faster.
        const std::optional<int> found = foundInPlace(*options, argc, argv, {out, err});
        return wholeOutput(found == 0 ? 0 : code, {out, err});
    }
    return wholeOutput(runCommand(*options, argc, argv, {out, err}), {out, err});
}

} // namespace app
