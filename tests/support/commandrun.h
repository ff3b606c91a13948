// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/backendcommand.h"
#include "tests/support/configfolder.h"

#include <QBuffer>

/// One run of a backend command with its own streams, cut off from the machine.
struct CommandRun
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

struct CommandInput
{
    QByteArray bytes {};
    bool outIsTerminal = false;
    bool inIsTerminal = false;
};

using BackendRun = int (*)(const QStringList &, const app::backend::Streams &,
                           const app::backend::Environment &);

inline CommandRun runCommand(const ConfigFolder &folder, const QStringList &args,
                             const QMap<QString, QString> &variables,
                             const CommandInput &input = {},
                             BackendRun command = app::backend::runBackendCommand)
{
    app::backend::Environment environment;
    environment.variables = folder.inputs(variables).environment;
    environment.workingDirectory = folder.path();
    environment.outIsTerminal = input.outIsTerminal;
    environment.inIsTerminal = input.inIsTerminal;
    environment.settle = {};
    QBuffer in;
    QBuffer out;
    QBuffer err;
    in.setData(input.bytes);
    in.open(QIODevice::ReadOnly);
    out.open(QIODevice::WriteOnly);
    err.open(QIODevice::WriteOnly);
    const int code = command(args, {in, out, err}, environment);
    return {code, out.data(), err.data()};
}
