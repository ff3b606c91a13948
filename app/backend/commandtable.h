// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QByteArray>
#include <QHash>
#include <QJsonValue>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace app::backend {

enum class CommandKind {
    Http, ///< one request to the backend
    Binary, ///< one run of the CLIProxyAPI binary
};

enum class CommandAuth { None, ApiKey, Management };

/// A positional argument and the place of its value in the request.
struct Positional
{
    enum class Target { Path, Query, BodyFile, FormFile, Json, BinaryFile };

    QString name;
    Target target = Target::Query;
    QString key; ///< of a path placeholder, query, form or JSON field
    bool optional = false;
    bool positiveInteger = false;
    QString pattern; ///< the whole word must match; empty: anything not empty
    QStringList values; ///< the only words allowed, and what completion offers
    QStringList suggestions; ///< what completion offers where other words are allowed too
    QMap<QString, QJsonValue> map; ///< word → JSON value
};

/// A flag of the CLIProxyAPI binary that a login may have.
struct BinaryFlag
{
    QString flag; ///< with its dash
    QString value; ///< name of its value; empty: none
    bool isPort = false;
};

/// One row of JSON/backend-commands.json.
struct Command
{
    QString name;
    QString group;
    CommandKind kind = CommandKind::Http;
    QString summary;

    QString route; ///< fixed but for its {placeholders}
    QStringList methods;
    QString defaultMethod;
    QList<Positional> positionals;
    QStringList flags; ///< the shaping flags that make sense here: help and completion
    QMap<QString, QString> defaultQuery;
    QStringList requiresQuery; ///< one of these has to be there
    QMap<QString, QString> blockedMethods; ///< method → why
    CommandAuth auth = CommandAuth::None;
    int timeoutSeconds = 15; ///< without a byte from the backend
    bool guardsTarget = false; ///< the body names an address to call: see apicallguard.h

    QString binaryFlag;
    QList<BinaryFlag> extraFlags;
    int callbackPort = 0;

    QString addedIn;
    QString removedIn;
    QString instead; ///< the command to use where this one is gone or not there yet
    QStringList examples;
    QStringList notes;
};

struct CommandGroup
{
    QString name;
    QString title;
};

/// The table of all backend commands. Made once from the compiled-in file.
struct CommandTable
{
    QList<CommandGroup> groups;
    QList<Command> commands;

    [[nodiscard]] const Command *find(QStringView name) const;
    [[nodiscard]] QList<Command> inGroup(QStringView group) const;
};

/// Reads a table. Returns an error that names the row when it violates the schema, has an unknown
/// group, repeats a command, or has a forbidden route or name.
[[nodiscard]] Outcome<CommandTable> parseCommandTable(const QByteArray &json);

/// The compiled-in table. No file can change which commands exist.
[[nodiscard]] const CommandTable &commandTable();

/// Returns a compiled-in file of JSON/, such as "backend-commands.json". It must exist.
[[nodiscard]] QByteArray compiledInJson(const QString &name);

} // namespace app::backend
