// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/modellist.h"

#include "proxy/convert/fieldreader.h"
#include "proxy/json/jsonwriter.h"

#include <QDateTime>

namespace proxy {

namespace {

// After 9999 a date has no RFC 3339 form.
constexpr qint64 kLastSecond = 253402300799;

QByteArray dateOf(JsonValue created)
{
    const qint64 seconds = qBound(qint64 {0}, created.integer().value_or(0), kLastSecond);
    return QDateTime::fromSecsSinceEpoch(seconds).toUTC().toString(Qt::ISODate).toLatin1();
}

qint64 secondsOf(JsonValue date)
{
    const QDateTime parsed =
        QDateTime::fromString(QString::fromUtf8(date.text()), Qt::ISODateWithMs);
    return parsed.isValid() ? qMax(qint64 {0}, parsed.toSecsSinceEpoch()) : 0;
}

void writeAnthropicModel(JsonWriter &json, JsonValue model, ConversionNotes &notes)
{
    FieldReader fields(model, notes, "models");
    const JsonValue id = fields.needString("id");
    const JsonValue created = fields.take("created");
    fields.ignore({"object", "owned_by"});
    fields.loseRest();
    json.beginObject().field("type", "model").key("id").quoted(id.quoted());
    json.key("display_name").quoted(id.quoted()).field("created_at", dateOf(created));
    json.endObject();
}

void writeOpenAiModel(JsonWriter &json, JsonValue model, ConversionNotes &notes)
{
    FieldReader fields(model, notes, "models");
    const JsonValue id = fields.needString("id");
    const JsonValue created = fields.take("created_at");
    fields.ignore({"type", "display_name"});
    fields.loseRest();
    json.beginObject().key("id").quoted(id.quoted()).field("object", "model");
    json.field("created", secondsOf(created)).field("owned_by", "anthropic").endObject();
}

} // namespace

QByteArray anthropicModels(JsonValue openAi, ConversionNotes &notes)
{
    QByteArray out;
    JsonWriter json(out);
    const JsonValue data = openAi["data"];
    if (!data.isArray()) {
        writeAnthropicModel(json, openAi, notes);
        return out;
    }
    JsonValue last;
    json.beginObject().key("data").beginArray();
    for (JsonValue model = data.first(); model; model = model.next()) {
        writeAnthropicModel(json, model, notes);
        last = model;
    }
    json.endArray().key("has_more").boolean(false);
    json.key("first_id").raw(last ? data.first()["id"].raw() : QByteArrayView("null"));
    json.key("last_id").raw(last ? last["id"].raw() : QByteArrayView("null"));
    json.endObject();
    return out;
}

QByteArray openAiModels(JsonValue anthropic, ConversionNotes &notes)
{
    QByteArray out;
    JsonWriter json(out);
    const JsonValue data = anthropic["data"];
    if (!data.isArray()) {
        writeOpenAiModel(json, anthropic, notes);
        return out;
    }
    json.beginObject().field("object", "list").key("data").beginArray();
    for (JsonValue model = data.first(); model; model = model.next())
        writeOpenAiModel(json, model, notes);
    json.endArray().endObject();
    if (anthropic["has_more"].isTrue())
        notes.lose("has_more");
    return out;
}

} // namespace proxy
