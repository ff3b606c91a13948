// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/logscommand.h"

#include "app/commands/requestlog.h"
#include "app/lifecycle/launcher.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/platform/processes.h"

#include <QFileInfo>

#include <optional>
#include <thread>

namespace app {

namespace {

using namespace std::chrono_literals;

struct LogOptions
{
    qsizetype count = 20;
    bool json = false;
    bool process = false;
};

std::optional<LogOptions> parse(const QStringList &args, CommandOutput output)
{
    LogOptions options;
    for (const QString &argument : args) {
        bool isNumber = false;
        const int count = argument.toInt(&isNumber);
        if (argument == QStringLiteral("--json")) {
            options.json = true;
        } else if (argument == QStringLiteral("--process")) {
            options.process = true;
        } else if (isNumber && count > 0) {
            options.count = count;
        } else {
            output.err << "unknown argument \"" << argument << "\"\n";
            return std::nullopt;
        }
    }
    return options;
}

/// Where the logs are: what the running instance writes counts before what the configuration says
/// of the next one.
class LogPlaces final
{
public:
    explicit LogPlaces(const proxy::ConfigInputs &inputs)
        : m_runtimeDir(inputs.paths.runtimeDir)
    {
        const auto loaded = proxy::loadConfig(inputs);
        const QString own = inputs.paths.logDir.isEmpty()
                                ? inputs.paths.stateDir + QStringLiteral("/logs")
                                : inputs.paths.logDir;
        m_configured = loaded ? loaded->config.record.logDir : own;
    }

    [[nodiscard]] QStringList files(bool ofProcess) const
    {
        const auto instance = RuntimeState::runningInstance(m_runtimeDir);
        const QString directory =
            instance && !instance->logDir.isEmpty() ? instance->logDir : m_configured;
        if (!ofProcess)
            return requestLogFiles(directory);
        // A service manager may have sent it elsewhere.
        const QString target = proxy::errorOutputFile(instance ? instance->process.pid : 0);
        return {target.isEmpty() ? stderrLogPath(directory) : target};
    }

private:
    QString m_runtimeDir;
    QString m_configured;
};

/// A program that dies may leave its last words without a line end; half a row is none.
Unfinished unfinishedOf(const LogOptions &options)
{
    return options.process ? Unfinished::Kept : Unfinished::LeftOut;
}

void print(const QList<QByteArray> &lines, const LogOptions &options, QTextStream &out)
{
    for (const QByteArray &line : lines) {
        if (options.json)
            out << proxy::terminalSafeLines(QString::fromUtf8(line)) << '\n';
        else
            out << (options.process ? proxy::terminalSafe(line) : readableRow(line)) << '\n';
    }
    out.flush();
}

} // namespace

int runLogsTail(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args, output);
    if (!options)
        return kExitUsage;
    const LogPlaces places(inputs);
    print(lastLines(places.files(options->process), options->count, unfinishedOf(*options)),
          *options, output.out);
    return 0;
}

int runLogsFollow(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args, output);
    if (!options)
        return kExitUsage;
    const LogPlaces places(inputs);
    LogFollower follower([&] {
        const QStringList files = places.files(options->process);
        return files.isEmpty() ? QString() : files.last();
    });
    follower.skipToEnd();
    print(lastLines(places.files(options->process), 10), *options, output.out);
    while (output.out.status() == QTextStream::Ok) {
        print(follower.poll(), *options, output.out);
        std::this_thread::sleep_for(200ms);
    }
    return 0;
}

} // namespace app
