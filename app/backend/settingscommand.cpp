// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/settingscommand.h"

#include "app/backend/settingsrun.h"

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QString usage()
{
    return u"usage: llm-proxy backend settings check [FILE] | diff | apply [--yes] "
           "[--remove-entries]\n\n"
           "The settings of the backend that this repository owns, from\n"
           "JSON/cliproxyapi-base-settings.json.\n"
           "  check   say whether the file is valid, its locked settings too: 0 yes, 1 no\n"
           "  diff    say what differs at the running backend: 0 nothing, 1 something\n"
           "  apply   set what differs at the running backend; asks first, unless --yes is given.\n"
           "          Providers that only the backend has stay, unless --remove-entries is given"_s;
}

struct Words
{
    QString verb;
    QString file;
    bool yes = false;
    bool removeEntries = false;
    bool help = false;
};

Outcome<Words> parse(const QStringList &args)
{
    Words words;
    for (const QString &arg : args) {
        const bool applies = words.verb == u"apply";
        if (arg == u"--help" || arg == u"-h")
            words.help = true;
        else if (words.verb.isEmpty())
            words.verb = arg;
        else if (applies && arg == u"--yes")
            words.yes = true;
        else if (applies && arg == u"--remove-entries")
            words.removeEntries = true;
        else if (words.verb == u"check" && words.file.isEmpty() && !arg.startsWith(u'-'))
            words.file = arg;
        else
            return usageError(u"unexpected word \"%1\""_s.arg(arg));
    }
    if (!words.help && words.verb != u"check" && words.verb != u"diff" && words.verb != u"apply")
        return usageError(usage());
    return words;
}

int reportFailure(const Failure &failure, QIODevice &err)
{
    writeLine(err, failure.message);
    return failure.exitCode;
}

} // namespace

QStringList settingsWords()
{
    return {u"check"_s, u"diff"_s, u"apply"_s, u"--yes"_s, u"--remove-entries"_s, u"--help"_s};
}

int runSettingsCommand(const QStringList &args, const Streams &streams,
                       const Environment &environment)
{
    const auto words = parse(args);
    if (!words && words.error().message == usage()) {
        streams.err.write((usage() + u'\n').toUtf8());
        return words.error().exitCode;
    }
    if (!words)
        return reportFailure(words.error(), streams.err);
    if (words->help) {
        streams.out.write((usage() + u'\n').toUtf8());
        return kExitOk;
    }
    const QString file =
        words->file.isEmpty() ? baseSettingsFile(environment) : environment.resolved(words->file);
    auto settings = loadBaseSettings(file);
    if (words->verb == u"check") {
        if (!settings)
            return reportFailure({kExitFailed, settings.error().message}, streams.err);
        writeLine(streams.out, u"%1 is valid"_s.arg(file));
        return kExitOk;
    }
    if (!settings)
        return reportFailure(settings.error(), streams.err);
    const auto access = findBackend(environment);
    if (!access)
        return reportFailure(access.error(), streams.err);
    const auto key = credentialFor(CommandAuth::Management, *access);
    if (!key)
        return reportFailure(key.error(), streams.err);
    SettingsRun run(std::move(*settings), *access, *key, streams, environment);
    return words->verb == u"diff" ? run.diff() : run.apply(words->yes, words->removeEntries);
}

} // namespace app::backend
