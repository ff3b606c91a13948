// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/schemarules.h"

#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <array>
#include <span>

namespace proxy {

namespace {

constexpr std::array<QByteArrayView, 5> kAlternatives {"oneOf", "anyOf", "allOf", "not", "enum"};
constexpr std::array<QByteArrayView, 12> kNotStrict {"oneOf",
                                                     "allOf",
                                                     "not",
                                                     "if",
                                                     "then",
                                                     "else",
                                                     "default",
                                                     "patternProperties",
                                                     "dependentRequired",
                                                     "dependentSchemas",
                                                     "unevaluatedProperties",
                                                     "propertyNames"};
constexpr std::array<QByteArrayView, 14> kNotClosed {
    "minimum",       "maximum",   "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength",     "maxLength", "maxItems",         "uniqueItems",      "minProperties",
    "maxProperties", "contains",  "minContains",      "maxContains"};

bool isIn(std::span<const QByteArrayView> names, JsonValue key)
{
    return std::any_of(names.begin(), names.end(),
                       [&key](QByteArrayView name) { return key.is(name); });
}

/// Keywords whose members are schemas under names of their own.
bool isMapOfSchemas(JsonValue key)
{
    return key.is("properties") || key.is("$defs") || key.is("definitions")
           || key.is("patternProperties");
}

/// Keywords whose value is a schema, or an array of them.
bool holdsSchemas(JsonValue key)
{
    return key.is("items") || key.is("prefixItems") || key.is("anyOf") || key.is("oneOf")
           || key.is("allOf") || key.is("additionalProperties") || key.is("not");
}

bool isObjectSchema(JsonValue schema)
{
    if (schema["properties"].isObject() || schema["type"].is("object"))
        return true;
    for (JsonValue type = schema["type"].first(); type; type = type.next()) {
        if (type.is("object"))
            return true;
    }
    return false;
}

bool requiresAll(JsonValue schema)
{
    for (JsonValue property = schema["properties"].first(); property; property = property.next()) {
        bool isRequired = false;
        for (JsonValue name = schema["required"].first(); name && !isRequired; name = name.next())
            isRequired = name.text() == property.key().text();
        if (!isRequired)
            return false;
    }
    return true;
}

/// Whether @p fits holds for @p value and for every schema in it; @p value may be an array of them.
template <typename Fits> bool everySchema(JsonValue value, Fits fits)
{
    if (value.isArray()) {
        for (JsonValue element = value.first(); element; element = element.next()) {
            if (!everySchema(element, fits))
                return false;
        }
        return true;
    }
    if (!value.isObject())
        return true;
    if (!fits(value))
        return false;
    for (JsonValue member = value.first(); member; member = member.next()) {
        if (isMapOfSchemas(member.key())) {
            for (JsonValue schema = member.first(); schema; schema = schema.next()) {
                if (!everySchema(schema, fits))
                    return false;
            }
        } else if (holdsSchemas(member.key()) && !everySchema(member, fits)) {
            return false;
        }
    }
    return true;
}

bool hasMember(JsonValue object, bool (*matches)(JsonValue member))
{
    JsonValue member = object.first();
    while (member && !matches(member))
        member = member.next();
    return static_cast<bool>(member);
}

/// What a closed schema may not hold.
bool isOpen(JsonValue member)
{
    return isIn(kNotClosed, member.key())
           || (member.key().is("minItems") && member.integer().value_or(2) > 1);
}

bool isShut(JsonValue schema)
{
    return !isObjectSchema(schema) || schema["additionalProperties"].type() == JsonType::False;
}

/// Copies a schema, every object in it closed.
void writeClosed(QByteArray &out, JsonValue value);

void writeClosedMember(JsonWriter &json, QByteArray &out, JsonValue member)
{
    json.key(member.key().quoted());
    if (isMapOfSchemas(member.key()) && member.isObject()) {
        json.beginObject();
        for (JsonValue schema = member.first(); schema; schema = schema.next()) {
            json.key(schema.key().quoted());
            writeClosed(out, schema);
        }
        json.endObject();
    } else if (holdsSchemas(member.key()) && member.isArray()) {
        QByteArray elements;
        for (JsonValue schema = member.first(); schema; schema = schema.next()) {
            if (!elements.isEmpty())
                elements += ',';
            writeClosed(elements, schema);
        }
        json.raw('[' + elements + ']');
    } else if (holdsSchemas(member.key()) && member.isObject()) {
        writeClosed(out, member);
    } else {
        json.raw(member.raw());
    }
}

void writeClosed(QByteArray &out, JsonValue value)
{
    if (!value.isObject()) {
        out.append(value.raw());
        return;
    }
    const bool isObject = isObjectSchema(value);
    JsonWriter json(out);
    json.beginObject();
    for (JsonValue member = value.first(); member; member = member.next()) {
        if (isOpen(member) || (isObject && member.key().is("additionalProperties")))
            continue;
        writeClosedMember(json, out, member);
    }
    if (isObject)
        json.key("additionalProperties").boolean(false);
    json.endObject();
}

} // namespace

QByteArray toolSchema(JsonValue schema)
{
    if (!schema)
        return R"({"type":"object","properties":{}})";
    bool hasAlternatives = false;
    for (JsonValue member = schema.first(); member; member = member.next())
        hasAlternatives = hasAlternatives || isIn(kAlternatives, member.key());
    const bool isObject = schema["type"].is("object");
    const bool hasProperties = schema["properties"].isObject();
    if (isObject && hasProperties && !hasAlternatives)
        return schema.raw().toByteArray();
    QByteArray out;
    JsonWriter json(out);
    json.beginObject().field("type", "object");
    for (JsonValue member = schema.first(); member; member = member.next()) {
        const bool isReplaced =
            member.key().is("type") || (member.key().is("properties") && !hasProperties);
        if (!isReplaced && !isIn(kAlternatives, member.key()))
            json.key(member.key().quoted()).raw(member.raw());
    }
    if (!hasProperties)
        json.key("properties").raw("{}");
    json.endObject();
    return out;
}

bool isStrictForOpenAi(JsonValue schema)
{
    return everySchema(schema, [](JsonValue inner) {
        return (!isObjectSchema(inner) || (isShut(inner) && requiresAll(inner)))
               && !hasMember(inner,
                             [](JsonValue member) { return isIn(kNotStrict, member.key()); });
    });
}

QByteArray closedSchema(JsonValue schema)
{
    const bool isClosed = everySchema(
        schema, [](JsonValue inner) { return isShut(inner) && !hasMember(inner, isOpen); });
    if (isClosed)
        return schema.raw().toByteArray();
    QByteArray out;
    writeClosed(out, schema);
    return out;
}

} // namespace proxy
