// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/logscommand.h"

#include "app/commands/requestlog.h"
#include "app/lifecycle/launcher.h"
#include "proxy/core/terminalsafe.h"

#include <optional>
#include <thread>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr int kExitUsage = 64;

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

QString logDirectory(const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    return loaded ? loaded->config.record.logDir : inputs.paths.stateDir + QStringLiteral("/logs");
}

QStringList filesOf(const LogOptions &options, const QString &directory)
{
    return options.process ? QStringList {stderrLogPath(directory)} : requestLogFiles(directory);
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
    print(lastLines(filesOf(*options, logDirectory(inputs)), options->count), *options, output.out);
    return 0;
}

int runLogsFollow(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args, output);
    if (!options)
        return kExitUsage;
    const QString directory = logDirectory(inputs);
    LogFollower follower([&] {
        const QStringList files = filesOf(*options, directory);
        return files.isEmpty() ? QString() : files.last();
    });
    follower.skipToEnd();
    print(lastLines(filesOf(*options, directory), 10), *options, output.out);
    while (output.out.status() == QTextStream::Ok) {
        print(follower.poll(), *options, output.out);
        std::this_thread::sleep_for(200ms);
    }
    return 0;
}

} // namespace app
