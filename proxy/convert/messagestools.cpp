// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagestools.h"

#include "proxy/convert/callarguments.h"
#include "proxy/convert/messagesblocks.h"
#include "proxy/convert/schemarules.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr QByteArrayView kMappedPrefix = "callx_";

bool isIdByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

QByteArray sentName(JsonValue name, ToolNames &names, ConversionNotes &notes)
{
    if (name && isBlank(name))
        notes.refuse("name", Text::english("must not be empty"));
    return names.sent(name.quoted());
}

/// False: the same tool stands before.
bool isFirstOfName(JsonValue function, const QByteArray &sent, ToolNames &names,
                   ConversionNotes &notes)
{
    const ToolNames::Known known =
        names.define(sent, {.description = function["description"].raw(),
                            .schema = function["parameters"].raw(),
                            .isStrict = function["strict"].type() == JsonType::True});
    if (known == ToolNames::Known::Otherwise)
        notes.refuse("name", Text::english("another tool has this name"));
    return known == ToolNames::Known::No;
}

void writeTool(JsonWriter &json, JsonValue tool, const ToolsContext &context,
               ConversionNotes &notes)
{
    FieldReader fields(tool, notes, "tools");
    const JsonValue type = fields.takeString("type");
    if (type && !type.is("function")) {
        notes.refuse("type", Text::english("an Anthropic upstream has function tools only"));
        return;
    }
    FieldReader function(fields.takeObject("function"), notes, "tools.function");
    // Codex repeats the name beside the function.
    fields.ignore({"name", "cache_control"});
    fields.loseRest();
    const ConversionNotes::Place place(notes, "function");
    const JsonValue mark = markOfTool(tool);
    const JsonValue name = function.needString("name");
    const QByteArray sent = sentName(name, context.names, notes);
    if (!isFirstOfName(tool["function"], sent, context.names, notes)) {
        notes.lose("tools.duplicate");
        if (mark.isObject())
            static_cast<void>(context.marks.takesNext(CacheMarks::Of::Tools));
        return;
    }
    if (sent != name.quoted())
        notes.lose("tools.name");
    json.beginObject();
    json.key("name").quoted(sent);
    if (const JsonValue description = function.takeString("description"))
        json.key("description").raw(description.raw());
    const JsonValue schema = function.takeObject("parameters");
    const QByteArray input = toolSchema(schema);
    if (schema && input != schema.raw())
        notes.lose("tools.parameters");
    json.key("input_schema").raw(input);
    if (function.takeFlag("strict")) {
        // A strict tool is closed there too, and its limits can't be kept.
        if (closedSchema(schema) == schema.raw())
            json.key("strict").boolean(true);
        else
            notes.lose("tools.strict");
    }
    function.ignore({"cache_control"});
    if (mark.isObject()) {
        if (context.marks.takesNext(CacheMarks::Of::Tools))
            json.key("cache_control").raw(mark.raw());
        else
            notes.lose("tools.cache_control");
    }
    json.endObject();
    function.loseRest();
}

QByteArrayView typeOfChoice(JsonValue choice)
{
    if (choice.is("auto"))
        return "auto";
    if (choice.is("required"))
        return "any";
    return choice.is("none") ? QByteArrayView("none") : QByteArrayView();
}

void writeNamedChoice(JsonWriter &json, JsonValue choice, ToolNames &names, ConversionNotes &notes)
{
    const ConversionNotes::Place place(notes, "tool_choice");
    FieldReader fields(choice, notes, "tool_choice");
    const JsonValue type = fields.takeString("type");
    FieldReader function(fields.takeObject("function"), notes, "tool_choice.function");
    fields.loseRest();
    if (!type.is("function")) {
        notes.refuse("type", Text::english("an Anthropic upstream knows function choices only"));
        return;
    }
    const JsonValue name = function.needString("name");
    function.loseRest();
    json.field("type", "tool");
    const ConversionNotes::Place inside(notes, "function");
    json.key("name").quoted(sentName(name, names, notes));
}

} // namespace

void writeMessagesTools(QByteArray &out, FieldReader &request, const ToolsContext &context,
                        ConversionNotes &notes)
{
    JsonWriter json(out);
    const JsonValue tools = request.takeArray("tools");
    if (tools.first()) {
        json.key("tools").beginArray();
        int index = 0;
        for (JsonValue tool = tools.first(); tool; tool = tool.next()) {
            const ConversionNotes::Place place(notes, "tools", index++);
            writeTool(json, tool, context, notes);
        }
        json.endArray();
    }
    const JsonValue choice = request.take("tool_choice");
    const JsonValue parallel = request.take("parallel_tool_calls");
    const bool isSequential = parallel.type() == JsonType::False && tools.first();
    if (!choice && !isSequential)
        return;
    json.key("tool_choice").beginObject();
    if (forcesTool(choice) && !context.takesForcedTool) {
        json.field("type", "auto");
        notes.lose("tool_choice");
    } else if (choice.isObject())
        writeNamedChoice(json, choice, context.names, notes);
    else if (!typeOfChoice(choice).isEmpty())
        json.field("type", typeOfChoice(choice));
    else if (!choice)
        json.field("type", "auto");
    else
        notes.refuse("tool_choice", Text::english("must be none, auto, required or an object"));
    if (isSequential && !choice.is("none"))
        json.key("disable_parallel_tool_use").boolean(true);
    json.endObject();
}

bool forcesTool(JsonValue toolChoice)
{
    return toolChoice.isObject() || toolChoice.is("required");
}

QByteArray messagesToolId(QByteArrayView quoted)
{
    const bool isFine = std::all_of(quoted.begin(), quoted.end(), isIdByte);
    if (isFine && !quoted.isEmpty() && !quoted.startsWith(kMappedPrefix))
        return quoted.toByteArray();
    return kMappedPrefix.toByteArray() + unescaped(quoted).toHex();
}

QByteArray originalToolId(QByteArrayView mapped)
{
    if (!mapped.startsWith(kMappedPrefix))
        return mapped.toByteArray();
    return QByteArray::fromHex(mapped.sliced(kMappedPrefix.size()).toByteArray());
}

std::optional<QByteArray> toolInput(JsonValue arguments)
{
    return objectOfArguments(arguments.isString() ? arguments.text()
                                                  : arguments.raw().toByteArray());
}

} // namespace proxy
