// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/messagesblocks.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"

#include <optional>

namespace proxy {

namespace {

/// Both as they stand between a JSON string's quotes.
struct DataUrl
{
    QByteArrayView mediaType;
    QByteArrayView data;
};

// data:<type>[;parameters];base64,<data>
std::optional<DataUrl> parseDataUrl(QByteArrayView quoted)
{
    const qsizetype comma = quoted.indexOf(',');
    if (!quoted.startsWith("data:") || comma < 0)
        return std::nullopt;
    const QByteArrayView head = quoted.sliced(5, comma - 5);
    if (!head.endsWith(";base64"))
        return std::nullopt;
    return DataUrl {.mediaType = head.first(head.indexOf(';')), .data = quoted.sliced(comma + 1)};
}

// Some clients write every slash as \/; base64 has many.
QByteArray withoutNeedlessEscapes(QByteArrayView quoted)
{
    if (!quoted.contains('\\'))
        return QByteArray::fromRawData(quoted.data(), quoted.size());
    QByteArray out;
    appendJsonEscaped(out, unescaped(quoted));
    return out;
}

class Blocks final
{
public:
    Blocks(QByteArray &out, BlocksOf whose, ConversionNotes &notes)
        : m_json(out)
        , m_whose(whose)
        , m_notes(notes)
    { }

    void writePart(JsonValue part);
    void writeText(JsonValue text);

private:
    void writeImage(FieldReader &part);
    void writeFile(FieldReader &part);
    void writeSource(const DataUrl &url);

    JsonWriter m_json;
    BlocksOf m_whose;
    ConversionNotes &m_notes;
};

void Blocks::writeText(JsonValue text)
{
    if (!text.quoted().isEmpty())
        m_json.beginObject().field("type", "text").key("text").raw(text.raw()).endObject();
}

void Blocks::writePart(JsonValue part)
{
    FieldReader fields(part, m_notes, "content");
    const JsonValue type = fields.needString("type");
    if (type.is("text")) {
        writeText(fields.needString("text"));
    } else if (type.is("refusal") && m_whose == BlocksOf::Assistant) {
        writeText(fields.needString("refusal"));
    } else if (type.is("image_url") && m_whose == BlocksOf::User) {
        writeImage(fields);
    } else if (type.is("file") && m_whose == BlocksOf::User) {
        writeFile(fields);
    } else if (type) {
        m_notes.refuse("type", QStringLiteral("\"%1\" can't stand here for an Anthropic upstream")
                                   .arg(QString::fromUtf8(type.text())));
    }
    fields.drop("cache_control", "cache_control");
    fields.loseRest();
}

void Blocks::writeSource(const DataUrl &url)
{
    m_json.key("source").beginObject().field("type", "base64");
    m_json.key("media_type").quoted(url.mediaType);
    m_json.key("data").quoted(url.data).endObject();
}

void Blocks::writeImage(FieldReader &part)
{
    const ConversionNotes::Place place(m_notes, "image_url");
    FieldReader image(part.takeObject("image_url"), m_notes, "image_url");
    const JsonValue url = image.needString("url");
    const JsonValue detail = image.take("detail");
    if (detail && !detail.is("auto"))
        m_notes.lose("image_url.detail");
    image.loseRest();
    if (!url)
        return;
    m_json.beginObject().field("type", "image");
    const QByteArray address = withoutNeedlessEscapes(url.quoted());
    if (const std::optional<DataUrl> data = parseDataUrl(address)) {
        writeSource(*data);
    } else if (address.startsWith("data:")) {
        m_notes.refuse("url", QStringLiteral("a data URL must be in base64"));
    } else {
        m_json.key("source").beginObject().field("type", "url");
        m_json.key("url").raw(url.raw()).endObject();
    }
    m_json.endObject();
}

void Blocks::writeFile(FieldReader &part)
{
    const ConversionNotes::Place place(m_notes, "file");
    FieldReader file(part.takeObject("file"), m_notes, "file");
    const JsonValue content = file.takeString("file_data");
    const JsonValue name = file.takeString("filename");
    file.drop("file_id", "file.file_id");
    file.loseRest();
    const QByteArray address = withoutNeedlessEscapes(content.quoted());
    const std::optional<DataUrl> data = parseDataUrl(address);
    if (!data || data->mediaType != "application/pdf") {
        m_notes.refuse("file_data", QStringLiteral("only PDF data in a base64 data URL can be sent "
                                                   "on; a file id means nothing elsewhere"));
        return;
    }
    m_json.beginObject().field("type", "document");
    writeSource(*data);
    if (name && !name.is("document.pdf"))
        m_json.key("title").raw(name.raw());
    m_json.endObject();
}

} // namespace

void writeBlocks(QByteArray &out, JsonValue content, BlocksOf whose, ConversionNotes &notes)
{
    Blocks blocks(out, whose, notes);
    if (content.isString()) {
        blocks.writeText(content);
        return;
    }
    if (!content.isNothing() && !content.isArray())
        notes.refuse("content", QStringLiteral("must be a string or an array"));
    int index = 0;
    for (JsonValue part = content.first(); part; part = part.next()) {
        const ConversionNotes::Place place(notes, "content", index++);
        blocks.writePart(part);
    }
}

} // namespace proxy
