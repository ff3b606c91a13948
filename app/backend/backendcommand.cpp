// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/backendcommand.h"

#include "app/backend/binaryrunner.h"
#include "app/backend/commandtable.h"
#include "app/backend/exitcodes.h"
#include "app/backend/forbidden.h"
#include "app/backend/help.h"
#include "app/backend/httpcommand.h"
#include "app/backend/settingscommand.h"

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

int refuseUnknown(const QString &name, const Streams &streams)
{
    const auto why = whyForbiddenName(name);
    writeLine(streams.err, why ? u"There is no command %1: %2"_s.arg(name, *why)
                               : u"There is no command %1. See: llm-proxy backend"_s.arg(name));
    return kExitUsage;
}

} // namespace

int runBackendCommand(const QStringList &args, const Streams &streams,
                      const Environment &environment)
{
    const QString name = args.value(0);
    const QStringList rest = args.mid(1);
    if (name.isEmpty() || name == u"--help" || name == u"-h") {
        streams.out.write(commandList(commandTable()).toUtf8());
        return kExitOk;
    }
    if (name == u"--markdown") {
        streams.out.write(commandListMarkdown(commandTable()).toUtf8());
        return kExitOk;
    }
    if (name == u"settings")
        return runSettingsCommand(rest, streams, environment);
    const Command *command = commandTable().find(name);
    if (command == nullptr)
        return refuseUnknown(name, streams);
    return command->kind == CommandKind::Http
               ? runHttpCommand(*command, rest, streams, environment)
               : runBinaryCommand(*command, rest, streams, environment);
}

int runBackendCommand(const QStringList &args)
{
    return withStandardStreams([&args](const Streams &streams) {
        return runBackendCommand(args, streams, environmentOfProcess());
    });
}

} // namespace app::backend
