// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/chatparts.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>

namespace proxy {

namespace {

void appendDataUrl(QByteArray &out, JsonValue source)
{
    out.append("\"data:").append(source["media_type"].quoted()).append(";base64,");
    out.append(source["data"].quoted()).append('"');
}

void writeImage(QByteArray &out, JsonValue block)
{
    const JsonValue source = block["source"];
    JsonWriter json(out);
    json.beginObject().field("type", "image_url").key("image_url").beginObject().key("url");
    if (source["type"].is("base64"))
        appendDataUrl(out, source);
    else
        json.raw(source["url"].raw());
    json.endObject().endObject();
}

void writeFile(QByteArray &out, JsonValue block)
{
    const JsonValue title = block["title"];
    JsonWriter json(out);
    json.beginObject().field("type", "file").key("file").beginObject();
    json.key("filename").raw(title.isString() ? title.raw() : QByteArrayView("\"document.pdf\""));
    json.key("file_data");
    appendDataUrl(out, block["source"]);
    json.endObject().endObject();
}

} // namespace

void ChatParts::read(JsonValue content, Allowed allowed)
{
    if (content.isString()) {
        addText(content.quoted());
        return;
    }
    if (!content.isNothing() && !content.isArray())
        m_notes.refuse("content", Text::english("must be a string or an array"));
    int index = 0;
    for (JsonValue block = content.first(); block; block = block.next()) {
        const ConversionNotes::Place place(m_notes, "content", index++);
        readBlock(block, allowed);
    }
}

void ChatParts::readBlock(JsonValue block, Allowed allowed)
{
    const JsonValue type = block["type"];
    if (!type.isString()) {
        m_notes.refuse("type", Text::english("a string is required"));
        return;
    }
    if (skip(type, allowed))
        return;
    if (type.is("text"))
        readText(block);
    else if (type.is("image") && allowed == Allowed::Everything)
        readImage(block);
    else if (type.is("document") && allowed == Allowed::Everything)
        readDocument(block);
    else if (type.is("search_result") && allowed == Allowed::Everything)
        readSearchResult(block);
    else if (type.is("container_upload"))
        m_notes.refuse("type", Text::english("files of Anthropic's containers stay there"));
    else
        m_notes.lose("content." + type.text());
}

bool ChatParts::skip(JsonValue type, Allowed allowed)
{
    const auto remember = [&](QByteArrayView name) {
        if (type.is(name))
            m_skipped.push_back(name);
        return type.is(name);
    };
    if (allowed == Allowed::Assistant)
        return remember("tool_use") || remember("thinking");
    return allowed == Allowed::Everything && remember("tool_result");
}

void ChatParts::readText(JsonValue block)
{
    FieldReader fields(block, m_notes, "content");
    fields.ignore({"type"});
    addText(fields.needString("text").quoted());
    fields.drop("cache_control", "cache_control");
    fields.drop("citations", "citations");
    fields.loseRest();
}

void ChatParts::readImage(JsonValue block)
{
    FieldReader fields(block, m_notes, "image");
    fields.ignore({"type"});
    FieldReader source(fields.takeObject("source"), m_notes, "image.source");
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
    const JsonValue type = source.takeString("type");
    const bool hasData =
        type.is("base64") && source.takeString("media_type") && source.takeString("data");
    const bool hasUrl = type.is("url") && source.takeString("url");
    source.loseRest();
    if (hasData || hasUrl)
        m_parts.push_back({.text = {}, .media = block});
    else
        m_notes.refuse("source", Text::english("only base64 data and URLs can be sent on; a file "
                                               "id means nothing to another service"));
}

void ChatParts::readDocument(JsonValue block)
{
    FieldReader fields(block, m_notes, "document");
    fields.ignore({"type"});
    const JsonValue source = fields.takeObject("source");
    const JsonValue title = fields.takeString("title");
    fields.drop("cache_control", "cache_control");
    fields.drop("citations", "citations");
    fields.loseRest();
    const JsonValue type = source["type"];
    if (type.is("base64") && source["media_type"].isString() && source["data"].isString()) {
        m_parts.push_back({.text = {}, .media = block});
        return;
    }
    if (title)
        m_notes.lose("document.title");
    if (type.is("text") && source["data"].isString()) {
        addText(source["data"].quoted());
    } else if (type.is("content")) {
        const ConversionNotes::Place place(m_notes, "source");
        read(source["content"], Allowed::Everything);
    } else {
        m_notes.refuse("source", Text::english("only data and text can be sent on; OpenAI's file "
                                               "parts take neither URLs nor foreign file ids"));
    }
}

void ChatParts::readSearchResult(JsonValue block)
{
    FieldReader fields(block, m_notes, "search_result");
    fields.ignore({"type"});
    const JsonValue content = fields.takeArray("content");
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
    read(content, Allowed::TextOnly);
}

void ChatParts::addText(QByteArrayView quoted)
{
    if (!quoted.isEmpty())
        m_parts.push_back({.text = quoted, .media = {}});
}

void ChatParts::addOwnText(QByteArrayView quoted)
{
    m_parts.push_back({.text = quoted, .media = {}});
}

void ChatParts::prependOwnText(QByteArrayView quoted)
{
    m_parts.insert(m_parts.begin(), {.text = quoted, .media = {}, .isPrefix = true});
}

void ChatParts::addMoved(const std::vector<JsonValue> &media)
{
    if (media.empty())
        return;
    addOwnText("From the tool results:");
    for (const JsonValue &block : media)
        m_parts.push_back({.text = {}, .media = block});
}

void ChatParts::takeMedia(std::vector<JsonValue> &media)
{
    for (const Part &part : m_parts) {
        if (part.media)
            media.push_back(part.media);
    }
    std::erase_if(m_parts, [](const Part &part) { return bool(part.media); });
}

int ChatParts::removeTexts(const std::function<bool(QByteArrayView)> &isIt)
{
    return static_cast<int>(std::erase_if(
        m_parts, [&isIt](const Part &part) { return !part.media && isIt(part.text); }));
}

void ChatParts::clear()
{
    m_parts.clear();
    m_skipped.clear();
}

void ChatParts::write(QByteArray &out) const
{
    const auto isMedia = [](const Part &part) { return bool(part.media); };
    if (std::none_of(m_parts.begin(), m_parts.end(), isMedia)) {
        writeJoined(out, kParagraph);
        return;
    }
    JsonWriter json(out);
    json.beginArray();
    for (const Part &part : m_parts) {
        if (!part.media) {
            json.beginObject().field("type", "text").key("text").quoted(part.text).endObject();
            continue;
        }
        if (part.media["type"].is("image"))
            writeImage(out, part.media);
        else
            writeFile(out, part.media);
    }
    json.endArray();
}

void ChatParts::writeJoined(QByteArray &out, QByteArrayView separator) const
{
    out.append('"');
    bool isFirst = true;
    for (const Part &part : m_parts) {
        if (!isFirst)
            out.append(separator);
        out.append(part.text);
        isFirst = part.isPrefix;
    }
    out.append('"');
}

bool ChatParts::skipped(QByteArrayView type) const
{
    return std::find(m_skipped.begin(), m_skipped.end(), type) != m_skipped.end();
}

} // namespace proxy
