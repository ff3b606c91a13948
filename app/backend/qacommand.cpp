// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/qacommand.h"

#include "app/backend/exitcodes.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QThread>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

/// One try at a program whose output goes where ours goes.
int run(const QString &checkout, const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.setWorkingDirectory(checkout);
    process.start(program, arguments);
    if (!process.waitForStarted() || !process.waitForFinished(-1))
        return kExitUnreachable;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : kExitFailed;
}

/// The tools carry their version in Debian when several are installed.
QString tool(const QString &name)
{
    for (const QString &candidate : {name + u"-14"_s, name}) {
        if (QString path = QStandardPaths::findExecutable(candidate); !path.isEmpty())
            return path;
    }
    return {};
}

QStringList sources(const QString &checkout, const QStringList &suffixes)
{
    QStringList files;
    for (const QString &folder : {u"app"_s, u"proxy"_s, u"ui"_s, u"tests"_s}) {
        QDirIterator it(checkout + u'/' + folder, suffixes, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(it.next());
    }
    files.sort();
    return files;
}

struct Step
{
    QString option;
    QString title;
    int (*run)(const QString &checkout, QIODevice &err);
};

int missing(const QString &what, const QString &remedy, QIODevice &err)
{
    writeLine(err, u"%1 is missing: %2"_s.arg(what, remedy));
    return kExitUnreachable;
}

int format(const QString &checkout, QIODevice &err)
{
    const QString program = tool(u"clang-format"_s);
    if (program.isEmpty())
        return missing(u"clang-format"_s, u"bin/setup --qa installs it"_s, err);
    return run(checkout, program,
               QStringList {u"--dry-run"_s, u"-Werror"_s}
                   + sources(checkout, {u"*.h"_s, u"*.cpp"_s}));
}

int lint(const QString &checkout, QIODevice &err)
{
    const QString program = tool(u"run-clang-tidy"_s);
    if (program.isEmpty())
        return missing(u"run-clang-tidy"_s, u"bin/setup --qa installs it"_s, err);
    // GCC's precompiled headers mean nothing to clang: a database of its own, without them. The
    // product's sources include nothing that a build makes, so nothing is built for it.
    const int configured = run(checkout, u"cmake"_s,
                               {u"--preset"_s, u"dev"_s, u"-B"_s, u"build/lint"_s,
                                u"-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON"_s});
    if (configured != 0)
        return configured;
    return run(checkout, program,
               {u"-quiet"_s, u"-p"_s, u"build/lint"_s, u"-j"_s,
                QString::number(std::max(1, QThread::idealThreadCount())),
                u"^%1/(app|proxy|ui)/"_s.arg(checkout)});
}

int tests(const QString &checkout, QIODevice & /*err*/)
{
    return run(checkout, checkout + u"/bin/test"_s, {});
}

} // namespace

int runQaCommand(const QStringList &args, const Streams &streams, const Environment &environment)
{
    const QList<Step> steps {{u"--format"_s, u"format"_s, format},
                             {u"--lint"_s, u"lint"_s, lint},
                             {u"--tests"_s, u"tests"_s, tests}};
    for (const QString &arg : args) {
        if (std::none_of(steps.begin(), steps.end(),
                         [&](const Step &step) { return step.option == arg; })) {
            writeLine(streams.err, u"usage: bin/qa [--format] [--lint] [--tests]"_s);
            return kExitUsage;
        }
    }
    const QString checkout = environment.checkout();
    if (!QFileInfo(checkout + u"/bin/test"_s).isExecutable()) {
        writeLine(streams.err, u"qa works on a checkout: call its bin/qa"_s);
        return kExitUsage;
    }
    for (const Step &step : steps) {
        if (!args.isEmpty() && !args.contains(step.option))
            continue;
        writeLine(streams.err, u"=== "_s + step.title);
        if (const int code = step.run(checkout, streams.err); code != 0) {
            writeLine(streams.err, u"=== %1 failed"_s.arg(step.title));
            return kExitFailed;
        }
    }
    writeLine(streams.err, u"=== all of it passed"_s);
    return kExitOk;
}

} // namespace app::backend
