// SPDX-License-Identifier: LicenseRef-Private
// Every reader of the JSON room accepts the same texts and tells the same of them as simdjson's own
// DOM, which is stricter in three things alone; what is written of a text reads like the text.
#include "proxy/json/jsoncursor.h"
#include "proxy/json/jsonindex.h"
#include "proxy/json/jsonnumber.h"
#include "proxy/json/jsonobject.h"
#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

#include <simdjson.h>

#include <cstdlib>

namespace {

using namespace proxy;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

QByteArrayView view(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// The DOM refuses numbers that don't fit, half a surrogate pair, and the deepest level.
bool isStricter(simdjson::error_code error)
{
    return error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR
           || error == simdjson::DEPTH_ERROR;
}

void compareNumber(JsonValue value, simdjson::dom::element element)
{
    int64_t whole = 0;
    if (element.get(whole) == simdjson::SUCCESS)
        require(value.integer() == qint64(whole));
    double real = 0;
    if (element.get(real) == simdjson::SUCCESS && value.number())
        require(*value.number() == real);
}

void compareWithDom(JsonValue value, simdjson::dom::element element)
{
    std::string_view text;
    bool isTrue = false;
    JsonValue inner = value.first();
    if (simdjson::dom::object object; element.get(object) == simdjson::SUCCESS) {
        require(value.isObject());
        for (const auto &[key, member] : object) {
            require(inner && inner.key().is(view(key)));
            compareWithDom(inner, member);
            inner = inner.next();
        }
        require(!inner);
    } else if (simdjson::dom::array array; element.get(array) == simdjson::SUCCESS) {
        require(value.isArray());
        for (const simdjson::dom::element item : array) {
            require(bool(inner));
            compareWithDom(inner, item);
            inner = inner.next();
        }
        require(!inner);
    } else if (element.get(text) == simdjson::SUCCESS) {
        require(value.isString() && value.text() == view(text) && value.is(view(text)));
    } else if (element.get(isTrue) == simdjson::SUCCESS) {
        require(value.type() == (isTrue ? JsonType::True : JsonType::False));
    } else if (element.is_null()) {
        require(value.type() == JsonType::Null);
    } else {
        require(value.type() == JsonType::Number);
        compareNumber(value, element);
    }
}

/// @p cursor stands before @p value; each kind of reading takes its turn.
void compareWithCursor(JsonValue value, JsonCursor &cursor)
{
    switch (value.type()) {
    case JsonType::Object: {
        require(cursor.enterObject());
        JsonValue member = value.first();
        while (const auto key = cursor.nextKey()) {
            require(member && member.key().is(*key));
            compareWithCursor(member, cursor);
            member = member.next();
        }
        return require(!member);
    }
    case JsonType::Array: {
        require(cursor.enterArray());
        JsonValue item = value.first();
        while (cursor.nextElement()) {
            require(bool(item));
            compareWithCursor(item, cursor);
            item = item.next();
        }
        return require(!item);
    }
    case JsonType::String:
        return require(cursor.string() == value.quoted());
    case JsonType::Number:
        require(isJsonNumber(value.raw()));
        return require(value.raw().size() % 2 ? cursor.number() == value.number()
                                              : cursor.integer() == value.integer());
    case JsonType::True:
    case JsonType::False:
        return require(cursor.isTrue() == value.isTrue());
    default:
        return require(!cursor.isPresent());
    }
}

QByteArray escaped(JsonValue string)
{
    QByteArray out;
    appendJsonEscaped(out, string.text());
    return out;
}

void write(JsonValue value, JsonWriter &json)
{
    if (value.isString()) {
        json.quoted(escaped(value));
    } else if (value.isObject()) {
        json.beginObject();
        for (JsonValue member = value.first(); member; member = member.next()) {
            json.key(escaped(member.key()));
            write(member, json);
        }
        json.endObject();
    } else if (value.isArray()) {
        json.beginArray();
        for (JsonValue item = value.first(); item; item = item.next())
            write(item, json);
        json.endArray();
    } else {
        json.raw(value.raw());
    }
}

void compareTrees(JsonValue one, JsonValue other)
{
    require(one.type() == other.type() && one.key().text() == other.key().text());
    require(one.isString() ? one.text() == other.text()
                           : one.isArray() || one.isObject() || one.raw() == other.raw());
    JsonValue inner = other.first();
    for (JsonValue member = one.first(); member; member = member.next(), inner = inner.next())
        compareTrees(member, inner);
    require(!inner);
}

bool doesCursorAccept(QByteArrayView text, JsonIndex &index)
{
    if (!index.build(text)) {
        const JsonIndex::Fault fault = JsonIndex::faultIn(text);
        require(fault.what != nullptr && fault.at <= text.size());
        return false;
    }
    JsonCursor cursor(text, index.starts());
    cursor.pass();
    const auto behind = skipJsonValue({text, index.starts()}, 0);
    require(cursor.isComplete() == (behind == index.starts().size()));
    return cursor.isComplete();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    JsonTree tree;
    const bool isJson = tree.parse(text);
    require(isJson != tree.root().isNothing() || tree.root().type() == JsonType::Null);
    require(isJson == tree.error().isEmpty() && tree.errorAt() <= text.size());

    JsonIndex index;
    require(isJson == (doesCursorAccept(text, index) && isWellEscaped(text)));
    require(isJson ? readJsonObject(text).has_value() == tree.root().isObject()
                   : text.startsWith("\xEF\xBB\xBF") || !readJsonObject(text));

    simdjson::dom::parser dom;
    simdjson::dom::element element;
    const auto error = dom.parse(text.constData(), size).get(element);
    require(isJson ? error == simdjson::SUCCESS || isStricter(error) : error != simdjson::SUCCESS);
    if (!isJson)
        return 0;
    if (error == simdjson::SUCCESS)
        compareWithDom(tree.root(), element);
    JsonCursor cursor(text, index.starts());
    compareWithCursor(tree.root(), cursor);
    require(cursor.isComplete());

    QByteArray written;
    {
        JsonWriter json(written, JsonWriter::Buffer::Exclusive);
        write(tree.root(), json);
    }
    JsonTree again;
    require(again.parse(written));
    compareTrees(tree.root(), again.root());
    return 0;
}
