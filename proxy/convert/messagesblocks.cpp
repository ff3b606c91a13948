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

bool isImageType(QByteArrayView type)
{
    return type == "image/jpeg" || type == "image/png" || type == "image/gif"
           || type == "image/webp";
}

class Blocks final
{
public:
    Blocks(QByteArray &out, BlocksOf whose, CacheMarks &marks, ConversionNotes &notes)
        : m_json(out)
        , m_whose(whose)
        , m_marks(marks)
        , m_notes(notes)
    { }

    void writePart(JsonValue part);
    void writeText(JsonValue text, JsonValue mark);

private:
    void writeImage(FieldReader &part);
    void writeFile(FieldReader &part);
    void writeSource(const DataUrl &url);

    void endBlock(JsonValue mark);

    JsonWriter m_json;
    BlocksOf m_whose;
    CacheMarks &m_marks;
    ConversionNotes &m_notes;
    JsonValue m_mark; ///< of the part being written
};

void Blocks::writeText(JsonValue text, JsonValue mark)
{
    if (!isBlank(text)) {
        m_json.beginObject().field("type", "text").key("text").raw(text.raw());
        endBlock(mark);
        return;
    }
    // No text at all is what clients write beside calls.
    if (!text.quoted().isEmpty())
        m_notes.lose("messages.blank");
    if (mark.isObject()) {
        static_cast<void>(m_marks.takesNext(CacheMarks::Of::Messages));
        m_notes.lose("cache_control");
    }
}

void Blocks::endBlock(JsonValue mark)
{
    if (mark.isObject()) {
        if (m_marks.takesNext(CacheMarks::Of::Messages))
            m_json.key("cache_control").raw(mark.raw());
        else
            m_notes.lose("cache_control");
    }
    m_json.endObject();
}

void Blocks::writePart(JsonValue part)
{
    FieldReader fields(part, m_notes, "content");
    const JsonValue type = fields.needString("type");
    m_mark = fields.take("cache_control");
    if (type.is("text")) {
        writeText(fields.needString("text"), m_mark);
    } else if (type.is("refusal") && m_whose == BlocksOf::Assistant) {
        writeText(fields.needString("refusal"), m_mark);
    } else if (type.is("image_url") && m_whose == BlocksOf::User) {
        writeImage(fields);
    } else if (type.is("file") && m_whose == BlocksOf::User) {
        writeFile(fields);
    } else if (type) {
        m_notes.refuse("type", Text::english("\"%1\" can't stand here for an Anthropic upstream",
                                             {QString::fromUtf8(type.text())}));
    }
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
    if (std::optional<DataUrl> data = parseDataUrl(address)) {
        if (data->mediaType == "image/jpg")
            data->mediaType = "image/jpeg";
        if (!isImageType(data->mediaType))
            m_notes.refuse("url", Text::english("an Anthropic upstream takes JPEG, PNG, GIF and "
                                                "WebP images"));
        writeSource(*data);
    } else if (address.startsWith("data:")) {
        m_notes.refuse("url", Text::english("a data URL must be in base64"));
    } else {
        m_json.key("source").beginObject().field("type", "url");
        m_json.key("url").raw(url.raw()).endObject();
    }
    endBlock(m_mark);
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
        m_notes.refuse("file_data", Text::english("only PDF data in a base64 data URL can be sent "
                                                  "on; a file id means nothing elsewhere"));
        return;
    }
    m_json.beginObject().field("type", "document");
    writeSource(*data);
    if (name && !name.is("document.pdf"))
        m_json.key("title").raw(name.raw());
    endBlock(m_mark);
}

} // namespace

bool isBlank(QByteArrayView quoted)
{
    if (quoted.trimmed().isEmpty())
        return true;
    // A letter of ASCII that is no escape's tells at once.
    const char first = quoted.trimmed().front();
    const bool mayBeBlank = first == '\\' || static_cast<unsigned char>(first) >= 0x80;
    return mayBeBlank && QString::fromUtf8(unescaped(quoted)).trimmed().isEmpty();
}

void writeBlocks(QByteArray &out, JsonValue content, BlocksOf whose, CacheMarks &marks,
                 ConversionNotes &notes, JsonValue mark)
{
    Blocks blocks(out, whose, marks, notes);
    if (content.isString()) {
        blocks.writeText(content, mark);
        return;
    }
    if (!content.isNothing() && !content.isArray())
        notes.refuse("content", Text::english("must be a string or an array"));
    int index = 0;
    for (JsonValue part = content.first(); part; part = part.next()) {
        const ConversionNotes::Place place(notes, "content", index++);
        blocks.writePart(part);
    }
}

} // namespace proxy
