// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/commandtable.h"

#include "app/backend/forbidden.h"
#include "app/backend/jsonschema.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list.append(item.toString());
    return list;
}

QMap<QString, QString> stringMap(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    QMap<QString, QString> map;
    for (auto it = object.begin(); it != object.end(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

Positional::Target targetOf(const QString &text)
{
    if (text == u"path")
        return Positional::Target::Path;
    if (text == u"body-file")
        return Positional::Target::BodyFile;
    if (text == u"form-file")
        return Positional::Target::FormFile;
    if (text == u"json")
        return Positional::Target::Json;
    return text == u"binary-file" ? Positional::Target::BinaryFile : Positional::Target::Query;
}

Positional positionalFrom(const QJsonObject &object)
{
    const QString to = object.value(u"to"_s).toString();
    Positional positional;
    positional.name = object.value(u"name"_s).toString();
    positional.target = targetOf(to.section(u':', 0, 0));
    positional.key = to.section(u':', 1);
    positional.optional = object.value(u"optional"_s).toBool();
    positional.positiveInteger = object.value(u"type"_s).toString() == u"positive-integer";
    positional.pattern = object.value(u"pattern"_s).toString();
    positional.values = strings(object.value(u"values"_s));
    positional.suggestions = strings(object.value(u"suggestions"_s));
    const QJsonObject map = object.value(u"map"_s).toObject();
    for (auto it = map.begin(); it != map.end(); ++it) {
        positional.map.insert(it.key(), it.value());
        positional.values.append(it.key());
    }
    return positional;
}

CommandAuth authOf(const QString &text)
{
    if (text == u"management")
        return CommandAuth::Management;
    return text == u"api-key" ? CommandAuth::ApiKey : CommandAuth::None;
}

CommandKind kindOf(const QString &text)
{
    return text == u"binary" ? CommandKind::Binary : CommandKind::Http;
}

void readBinaryPart(const QJsonObject &row, Command &command)
{
    command.binaryFlag = row.value(u"binaryFlag"_s).toString();
    command.callbackPort = row.value(u"callbackPort"_s).toInt();
    for (const QJsonValue value : row.value(u"extraFlags"_s).toArray()) {
        const QJsonObject flag = value.toObject();
        command.extraFlags.append({flag.value(u"flag"_s).toString(),
                                   flag.value(u"value"_s).toString(),
                                   flag.value(u"type"_s).toString() == u"port"});
    }
}

Command commandFrom(const QJsonObject &row)
{
    Command command;
    command.name = row.value(u"name"_s).toString();
    command.group = row.value(u"group"_s).toString();
    command.kind = kindOf(row.value(u"kind"_s).toString());
    command.summary = row.value(u"summary"_s).toString();
    command.route = row.value(u"route"_s).toString();
    command.methods = strings(row.value(u"methods"_s));
    command.defaultMethod = row.value(u"defaultMethod"_s).toString();
    for (const QJsonValue positional : row.value(u"positionals"_s).toArray())
        command.positionals.append(positionalFrom(positional.toObject()));
    command.flags = strings(row.value(u"flags"_s));
    command.defaultQuery = stringMap(row.value(u"defaultQuery"_s));
    command.requiresQuery = strings(row.value(u"requiresQuery"_s));
    command.blockedMethods = stringMap(row.value(u"blockedMethods"_s));
    command.auth = authOf(row.value(u"auth"_s).toString());
    command.timeoutSeconds = row.value(u"timeoutSeconds"_s).toInt(command.timeoutSeconds);
    command.guardsTarget = row.value(u"guard"_s).toString() == u"api-call-target";
    readBinaryPart(row, command);
    command.addedIn = row.value(u"addedIn"_s).toString();
    command.removedIn = row.value(u"removedIn"_s).toString();
    command.instead = row.value(u"instead"_s).toString();
    command.examples = strings(row.value(u"examples"_s));
    command.notes = strings(row.value(u"notes"_s));
    return command;
}

std::optional<QString> faultOf(const Command &command, const CommandTable &table)
{
    if (table.find(command.name) != nullptr)
        return u"stands there twice"_s;
    const auto isItsGroup = [&](const CommandGroup &group) { return group.name == command.group; };
    if (std::none_of(table.groups.begin(), table.groups.end(), isItsGroup))
        return u"has no group"_s;
    if (auto why = whyForbiddenName(command.name))
        return why;
    if (command.kind == CommandKind::Http && !command.methods.contains(command.defaultMethod))
        return u"has a default method it does not allow"_s;
    for (const QString &method : command.methods) {
        if (auto why = whyForbiddenRoute(method, command.route))
            return why;
    }
    return std::nullopt;
}

tl::unexpected<Failure> badTable(const QString &what)
{
    return tl::unexpected(Failure {kExitConfig, u"backend-commands.json: "_s + what});
}

} // namespace

const Command *CommandTable::find(QStringView name) const
{
    const auto it = std::find_if(commands.begin(), commands.end(),
                                 [name](const Command &command) { return command.name == name; });
    return it == commands.end() ? nullptr : &*it;
}

QList<Command> CommandTable::inGroup(QStringView group) const
{
    QList<Command> found;
    std::copy_if(commands.begin(), commands.end(), std::back_inserter(found),
                 [group](const Command &command) { return command.group == group; });
    return found;
}

Outcome<CommandTable> parseCommandTable(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (document.isNull())
        return badTable(error.errorString());
    const QByteArray schema = compiledInJson(u"backend-commands.schema.json"_s);
    const QStringList faults =
        schemaFaults(document.object(), QJsonDocument::fromJson(schema).object());
    if (!faults.isEmpty())
        return badTable(faults.join(u"; "_s));
    CommandTable table;
    for (const QJsonValue group : document[u"groups"_s].toArray())
        table.groups.append({group[u"name"_s].toString(), group[u"title"_s].toString()});
    for (const QJsonValue row : document[u"commands"_s].toArray()) {
        const Command command = commandFrom(row.toObject());
        if (const auto fault = faultOf(command, table))
            return badTable(command.name + u": "_s + *fault);
        table.commands.append(command);
    }
    return table;
}

const CommandTable &commandTable()
{
    static const CommandTable table = [] {
        const auto parsed = parseCommandTable(compiledInJson(u"backend-commands.json"_s));
        // The compiled-in file is checked by the tests; a broken one is our own mistake.
        Q_ASSERT_X(parsed.has_value(), "commandTable",
                   parsed ? "" : qPrintable(parsed.error().message));
        return parsed.value_or(CommandTable {});
    }();
    return table;
}

QByteArray compiledInJson(const QString &name)
{
    QFile file(u":/llm-proxy/backend/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is not compiled in", qPrintable(name));
    return file.readAll();
}

} // namespace app::backend
