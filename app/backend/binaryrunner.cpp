// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/binaryrunner.h"

#include "app/backend/attachedprocess.h"
#include "app/backend/basesettings.h"
#include "app/backend/binarylookup.h"
#include "app/backend/credentials.h"
#include "app/backend/effectiveconfig.h"
#include "app/backend/help.h"
#include "app/backend/loginresult.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

/// Larger configurations are not read by anything here.
constexpr qint64 kMaxConfigBytes = 1024LL * 1024;

Outcome<void> addFlag(const Command &command, const QString &word, QStringList &rest,
                      QStringList &arguments)
{
    const QString name = word.startsWith("--"_L1) ? word.mid(1) : word;
    const QString flag = name.section(u'=', 0, 0);
    const auto known = std::find_if(command.extraFlags.begin(), command.extraFlags.end(),
                                    [&](const BinaryFlag &extra) { return extra.flag == flag; });
    if (known == command.extraFlags.end())
        return usageError(u"unknown flag %1"_s.arg(word));
    if (known->value.isEmpty()) {
        if (name.contains(u'='))
            return usageError(u"%1 takes no value"_s.arg(flag));
        arguments.append(flag);
        return {};
    }
    QString value = name.section(u'=', 1);
    if (!name.contains(u'=') && !rest.isEmpty())
        value = rest.takeFirst();
    if (value.isEmpty())
        return usageError(u"%1 needs a value: %2"_s.arg(flag, known->value));
    const int port = value.toInt();
    if (known->isPort && (port < 1 || port > 65535))
        return usageError(u"%1 takes a port from 1 to 65535"_s.arg(flag));
    arguments += {flag, value};
    return {};
}

Outcome<QString> fileWord(const Positional &positional, const QString &word,
                          const Environment &environment)
{
    const QString path = environment.resolved(word);
    if (word.isEmpty() || !QFileInfo(path).isFile())
        return usageError(u"<%1>: no such file: %2"_s.arg(positional.name, word));
    return path;
}

/// Everything the binary needs, ready to run.
struct Prepared
{
    AttachedRun run;
    QString authDir;
};

Outcome<QByteArray> readLive(const QString &file)
{
    if (file.isEmpty())
        return QByteArray();
    QFile device(file);
    if (!device.open(QIODevice::ReadOnly) || device.size() > kMaxConfigBytes)
        return tl::unexpected(Failure {kExitFailed, u"can't read %1"_s.arg(file)});
    return device.readAll();
}

/// The caller's environment without keys that a login has no use for.
QProcessEnvironment childEnvironment(const Environment &environment, const QString &runtimeDir)
{
    QProcessEnvironment variables = environment.variables;
    for (const QString &secret : {u"MANAGEMENT_PASSWORD"_s, u"UPSTREAM_API_KEY"_s,
                                  u"MORPH_API_KEY"_s, u"LLM_PROXY_API_KEYS"_s})
        variables.remove(secret);
    variables.insert(u"WRITABLE_PATH"_s, runtimeDir);
    return variables;
}

Outcome<Prepared> prepare(const QStringList &arguments, const Environment &environment,
                          QIODevice &err)
{
    const auto settings = loadBaseSettings(baseSettingsFile(environment));
    if (!settings)
        return tl::unexpected(settings.error());
    const auto access = findBackend(environment);
    if (!access)
        return tl::unexpected(access.error());
    const QString home = environment.variables.value(u"HOME"_s, QDir::homePath());
    const auto program = findBinary({access->binary, settings->binaryPath, home,
                                     environment.variables.value(u"PATH"_s).split(u':')});
    if (!program)
        return tl::unexpected(program.error());
    const auto live = readLive(access->configFile);
    if (!live)
        return tl::unexpected(live.error());
    const QString liveFolder =
        access->configFile.isEmpty() ? home : QFileInfo(access->configFile).absolutePath();
    const auto effective = makeEffectiveConfig(*live, liveFolder, home, *settings);
    if (!effective)
        return tl::unexpected(effective.error());
    const QString file = access->runtimeDir + u"/cliproxyapi-effective.yaml"_s;
    if (const auto written = writePrivateFile(file, effective->yaml); !written)
        return tl::unexpected(written.error());
    if (access->configFile.isEmpty())
        writeLine(err, u"No configuration of a backend was found; credentials go to %1"_s.arg(
                           effective->authDir));
    return Prepared {{*program, QStringList {u"-config"_s, file} + settings->binaryArgs + arguments,
                      access->runtimeDir, childEnvironment(environment, access->runtimeDir)},
                     effective->authDir};
}

int fail(const Command &command, const Failure &failure, QIODevice &err)
{
    writeLine(err, u"%1: %2"_s.arg(command.name, failure.message));
    return failure.exitCode;
}

} // namespace

Outcome<BinaryWords> shapeBinaryCall(const Command &command, const QStringList &args,
                                     const Environment &environment)
{
    BinaryWords words;
    QStringList flags;
    QStringList files;
    QStringList rest = args;
    while (!rest.isEmpty()) {
        const QString word = rest.takeFirst();
        if (word == u"--help" || word == u"-h")
            return BinaryWords {{}, true};
        if (word.startsWith(u'-') && word.size() > 1) {
            if (const auto added = addFlag(command, word, rest, flags); !added)
                return tl::unexpected(added.error());
            continue;
        }
        if (files.size() >= command.positionals.size())
            return usageError(u"unexpected word \"%1\""_s.arg(word));
        const auto file = fileWord(command.positionals.at(files.size()), word, environment);
        if (!file)
            return tl::unexpected(file.error());
        files.append(*file);
    }
    if (files.size() < command.positionals.size())
        return usageError(u"<%1> is missing"_s.arg(command.positionals.at(files.size()).name));
    words.arguments = QStringList {command.binaryFlag} + files + flags;
    return words;
}

int runBinaryCommand(const Command &command, const QStringList &args, const Streams &streams,
                     const Environment &environment)
{
    const auto words = shapeBinaryCall(command, args, environment);
    if (!words)
        return fail(command, words.error(), streams.err);
    if (words->help) {
        streams.out.write(commandHelp(command).toUtf8());
        return kExitOk;
    }
    const auto prepared = prepare(words->arguments, environment, streams.err);
    if (!prepared)
        return fail(command, prepared.error(), streams.err);
    LoginEvidence evidence;
    evidence.before = authSnapshot(prepared->authDir);
    const auto result = runAttached(prepared->run, streams.out);
    if (!result)
        return fail(command, result.error(), streams.err);
    evidence.exitStatus = result->exitStatus;
    evidence.signal = result->signal;
    evidence.output = result->output;
    evidence.after = authSnapshot(prepared->authDir);
    const auto outcome = judgeLogin(command, evidence);
    if (!outcome)
        return fail(command, outcome.error(), streams.err);
    writeLine(streams.err, u"%1: %2"_s.arg(command.name, *outcome));
    return kExitOk;
}

} // namespace app::backend
