// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/jsonschema.h"

#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

bool isInteger(const QJsonValue &value)
{
    return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
}

bool isOfType(const QJsonValue &value, const QString &type)
{
    if (type == u"integer")
        return isInteger(value);
    if (type == u"object")
        return value.isObject();
    if (type == u"array")
        return value.isArray();
    if (type == u"string")
        return value.isString();
    if (type == u"boolean")
        return value.isBool();
    if (type == u"number")
        return value.isDouble();
    return type == u"null" && value.isNull();
}

QString shown(const QJsonValue &value)
{
    return QString::fromUtf8(proxy::compactJson(value));
}

class Check final
{
public:
    explicit Check(const QJsonObject &root)
        : m_definitions(root.value(u"$defs"_s).toObject())
    { }

    void value(const QString &place, const QJsonValue &value, const QJsonObject &schema)
    {
        for (auto it = schema.begin(); it != schema.end(); ++it)
            keyword(place, value, schema, it.key());
    }

    QStringList faults;

private:
    void fault(const QString &place, const QString &text)
    {
        faults.append((place.isEmpty() ? u"the document"_s : place) + u": "_s + text);
    }
    void keyword(const QString &place, const QJsonValue &value, const QJsonObject &schema,
                 const QString &word);
    bool scalarKeyword(const QString &place, const QJsonValue &value, const QString &word,
                       const QJsonValue &rule);
    bool boundKeyword(const QString &place, const QJsonValue &value, const QString &word,
                      const QJsonValue &rule);
    void object(const QString &place, const QJsonObject &object, const QJsonObject &schema,
                const QString &word);
    void array(const QString &place, const QJsonArray &array, const QJsonValue &rule,
               const QString &word);

    QJsonObject m_definitions;
};

void Check::keyword(const QString &place, const QJsonValue &value, const QJsonObject &schema,
                    const QString &word)
{
    static const QStringList annotations {u"$schema"_s,     u"$id"_s,     u"$defs"_s,   u"title"_s,
                                          u"description"_s, u"default"_s, u"$comment"_s};
    static const QStringList objectWords {u"properties"_s, u"required"_s, u"additionalProperties"_s,
                                          u"propertyNames"_s};
    static const QStringList arrayWords {u"items"_s, u"minItems"_s, u"uniqueItems"_s};
    const QJsonValue rule = schema.value(word);
    if (annotations.contains(word))
        return;
    if (word == u"$ref") {
        const QString name = rule.toString().section(u'/', -1);
        this->value(place, value, m_definitions.value(name).toObject({{u"unknown $ref"_s, name}}));
    } else if (objectWords.contains(word)) {
        if (value.isObject())
            object(place, value.toObject(), schema, word);
    } else if (arrayWords.contains(word)) {
        if (value.isArray())
            array(place, value.toArray(), rule, word);
    } else if (!scalarKeyword(place, value, word, rule)
               && !boundKeyword(place, value, word, rule)) {
        fault(place, u"the schema uses \"%1\", which is not checked here"_s.arg(word));
    }
}

bool Check::scalarKeyword(const QString &place, const QJsonValue &value, const QString &word,
                          const QJsonValue &rule)
{
    if (word == u"type") {
        if (!isOfType(value, rule.toString()))
            fault(place, u"%1 is not of type %2"_s.arg(shown(value), rule.toString()));
    } else if (word == u"const") {
        if (value != rule)
            fault(place, u"%1 is not allowed, it must be %2"_s.arg(shown(value), shown(rule)));
    } else if (word == u"enum") {
        if (!rule.toArray().contains(value))
            fault(place, u"%1 is not one of %2"_s.arg(shown(value), shown(rule)));
    } else if (word == u"pattern") {
        // In a schema $ is the very end; here it would also match before a last line feed.
        QString pattern = rule.toString();
        if (pattern.endsWith(u'$'))
            pattern.replace(pattern.size() - 1, 1, u"\\z"_s);
        const QRegularExpression expression(pattern);
        if (value.isString() && !expression.match(value.toString()).hasMatch())
            fault(place, u"%1 does not match %2"_s.arg(shown(value), rule.toString()));
    } else {
        return false;
    }
    return true;
}

bool Check::boundKeyword(const QString &place, const QJsonValue &value, const QString &word,
                         const QJsonValue &rule)
{
    if (word == u"minimum") {
        if (value.isDouble() && value.toDouble() < rule.toDouble())
            fault(place, u"%1 is below %2"_s.arg(shown(value), shown(rule)));
    } else if (word == u"maximum") {
        if (value.isDouble() && value.toDouble() > rule.toDouble())
            fault(place, u"%1 is above %2"_s.arg(shown(value), shown(rule)));
    } else if (word == u"minLength") {
        if (value.isString() && value.toString().size() < rule.toInteger())
            fault(place, u"must not be empty"_s);
    } else {
        return false;
    }
    return true;
}

void Check::object(const QString &place, const QJsonObject &object, const QJsonObject &schema,
                   const QString &word)
{
    const QJsonValue rule = schema.value(word);
    if (word == u"required") {
        for (const QJsonValue name : rule.toArray()) {
            if (!object.contains(name.toString()))
                fault(place, u"\"%1\" is missing"_s.arg(name.toString()));
        }
        return;
    }
    const QString prefix = place.isEmpty() ? QString() : place + u'.';
    const QJsonObject known = schema.value(u"properties"_s).toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString inner = prefix + it.key();
        if (word == u"propertyNames")
            value(inner, it.key(), rule.toObject());
        else if (word == u"properties" && known.contains(it.key()))
            value(inner, it.value(), known.value(it.key()).toObject());
        else if (word == u"additionalProperties" && !known.contains(it.key())) {
            if (rule.isObject())
                value(inner, it.value(), rule.toObject());
            else if (!rule.toBool())
                fault(inner, u"is not a known name"_s);
        }
    }
}

void Check::array(const QString &place, const QJsonArray &array, const QJsonValue &rule,
                  const QString &word)
{
    if (word == u"minItems" && array.size() < rule.toInteger())
        fault(place, u"has fewer than %1 entries"_s.arg(rule.toInteger()));
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString inner = u"%1[%2]"_s.arg(place).arg(i);
        if (word == u"items")
            value(inner, array.at(i), rule.toObject());
        else if (word == u"uniqueItems" && rule.toBool()) {
            for (qsizetype j = 0; j < i; ++j) {
                if (array.at(i) == array.at(j))
                    fault(inner, u"stands there twice"_s);
            }
        }
    }
}

} // namespace

QStringList schemaFaults(const QJsonValue &value, const QJsonObject &schema)
{
    Check check(schema);
    check.value({}, value, schema);
    return check.faults;
}

} // namespace app::backend
