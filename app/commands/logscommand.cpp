// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/logscommand.h"

#include "app/commands/requestlog.h"
#include "app/lifecycle/launcher.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/exchange/exchangerow.h"
#include "proxy/platform/processes.h"
#include "proxy/query/exchangequery.h"

#include <QFileInfo>

#include <algorithm>
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
    std::optional<proxy::ExchangeQuery> filter;

    [[nodiscard]] bool wants(const QByteArray &line) const
    {
        if (!filter)
            return true;
        const auto row = proxy::exchangeFromRow(line);
        return row && filter->matches(*row);
    }
    [[nodiscard]] LineFilter lineFilter() const
    {
        return filter ? [this](const QByteArray &line) { return wants(line); } : LineFilter();
    }
};

/// Says what is wrong with a filter, and marks the place.
void tellFault(const QString &filter, const proxy::ExchangeQuery::Fault &fault, QTextStream &err)
{
    err << "--filter: " << proxy::terminalSafe(fault.reason.text()) << '\n'
        << proxy::terminalSafeLines(filter) << '\n'
        << QString(fault.begin, u' ') << QString(std::max<qsizetype>(fault.length, 1), u'^')
        << '\n';
}

std::optional<proxy::ExchangeQuery> filterIn(const QString &text, CommandOutput output)
{
    auto query = proxy::ExchangeQuery::parse(text);
    if (!query) {
        tellFault(text, query.error(), output.err);
        return std::nullopt;
    }
    return std::move(*query);
}

std::optional<LogOptions> parse(const QStringList &args, CommandOutput output)
{
    LogOptions options;
    for (qsizetype at = 0; at < args.size(); ++at) {
        const QString &argument = args[at];
        bool isNumber = false;
        const int count = argument.toInt(&isNumber);
        if (argument == QStringLiteral("--filter") && at + 1 < args.size()) {
            options.filter = filterIn(args[++at], output);
            if (!options.filter)
                return std::nullopt;
        } else if (argument == QStringLiteral("--json")) {
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
    if (options.filter && options.process) {
        output.err << "--filter is for the request log, not for --process\n";
        return std::nullopt;
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
    print(lastLines(places.files(options->process), options->count, unfinishedOf(*options),
                    options->lineFilter()),
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
    print(lastLines(places.files(options->process), 10, Unfinished::LeftOut, options->lineFilter()),
          *options, output.out);
    while (output.out.status() == QTextStream::Ok) {
        QList<QByteArray> lines = follower.poll();
        lines.removeIf([&](const QByteArray &line) { return !options->wants(line); });
        print(lines, *options, output.out);
        std::this_thread::sleep_for(200ms);
    }
    return 0;
}

} // namespace app
