// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagestools.h"

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

void writeTool(JsonWriter &json, JsonValue tool, ConversionNotes &notes)
{
    FieldReader fields(tool, notes, "tools");
    const JsonValue type = fields.takeString("type");
    if (type && !type.is("function")) {
        notes.refuse("type", QStringLiteral("an Anthropic upstream has function tools only"));
        return;
    }
    FieldReader function(fields.takeObject("function"), notes, "tools.function");
    // Codex repeats the name beside the function.
    fields.ignore({"name"});
    fields.loseRest();
    const ConversionNotes::Place place(notes, "function");
    json.beginObject();
    if (const JsonValue name = function.needString("name"))
        json.key("name").raw(name.raw());
    if (const JsonValue description = function.takeString("description"))
        json.key("description").raw(description.raw());
    const JsonValue schema = function.takeObject("parameters");
    json.key("input_schema");
    json.raw(schema ? schema.raw() : QByteArrayView(R"({"type":"object","properties":{}})"));
    if (function.takeFlag("strict"))
        json.key("strict").boolean(true);
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

void writeNamedChoice(JsonWriter &json, JsonValue choice, ConversionNotes &notes)
{
    const ConversionNotes::Place place(notes, "tool_choice");
    FieldReader fields(choice, notes, "tool_choice");
    const JsonValue type = fields.takeString("type");
    FieldReader function(fields.takeObject("function"), notes, "tool_choice.function");
    fields.loseRest();
    if (!type.is("function")) {
        notes.refuse("type", QStringLiteral("an Anthropic upstream knows function choices only"));
        return;
    }
    const JsonValue name = function.needString("name");
    function.loseRest();
    json.field("type", "tool").key("name").raw(name ? name.raw() : QByteArrayView("\"\""));
}

} // namespace

void writeMessagesTools(QByteArray &out, FieldReader &request, ConversionNotes &notes)
{
    JsonWriter json(out);
    const JsonValue tools = request.takeArray("tools");
    if (tools.first()) {
        json.key("tools").beginArray();
        int index = 0;
        for (JsonValue tool = tools.first(); tool; tool = tool.next()) {
            const ConversionNotes::Place place(notes, "tools", index++);
            writeTool(json, tool, notes);
        }
        json.endArray();
    }
    const JsonValue choice = request.take("tool_choice");
    const JsonValue parallel = request.take("parallel_tool_calls");
    const bool isSequential = parallel.type() == JsonType::False && tools.first();
    if (!choice && !isSequential)
        return;
    json.key("tool_choice").beginObject();
    if (choice.isObject())
        writeNamedChoice(json, choice, notes);
    else if (!typeOfChoice(choice).isEmpty())
        json.field("type", typeOfChoice(choice));
    else if (!choice)
        json.field("type", "auto");
    else
        notes.refuse("tool_choice", QStringLiteral("must be none, auto, required or an object"));
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
    if (arguments.isObject())
        return arguments.raw().toByteArray();
    const QByteArray text = arguments.text();
    if (text.trimmed().isEmpty())
        return QByteArray("{}");
    JsonTree tree;
    if (!tree.parse(text) || !tree.root().isObject())
        return std::nullopt;
    return tree.root().raw().toByteArray();
}

} // namespace proxy
