// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configdocs.h"

#include "proxy/config/configassembly.h"
#include "proxy/config/configloader.h"
#include "proxy/config/configsources.h"
#include "proxy/json/jsonobject.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

ProxyConfig defaults()
{
    ConfigAssembly assembly;
    takeDefaults(assembly);
    return assembly.config;
}

QString escapedCell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

/// One of router.rules, the only value that is JSON; userrules.h reads it.
QJsonObject ruleSchema()
{
    return readJsonObject(R"({
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "then"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "when": {
                "description": "all of them must hold; * stands for any text",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "model": {"type": "string"}, "path": {"type": "string"},
                    "client": {"type": "string"}, "project": {"type": "string"},
                    "header": {"type": "string"}, "headerValue": {"type": "string"},
                    "textLongerThan": {"type": "integer", "minimum": 0},
                    "textShorterThan": {"type": "integer", "minimum": 0}}},
            "then": {
                "type": "object",
                "additionalProperties": false,
                "minProperties": 1,
                "properties": {
                    "route": {"description": "off, easy, medium, hard or model=<id>",
                              "type": "string", "minLength": 1},
                    "keep": {"description": "hard keeps what was asked for; never an upgrade",
                             "type": ["string", "array"],
                             "items": {"enum": ["hard", "upgrade"]}}}}}})")
        .value();
}

QJsonObject quotaSchema()
{
    return readJsonObject(R"({
        "type": "object",
        "additionalProperties": false,
        "required": ["window"],
        "minProperties": 2,
        "properties": {
            "window": {"description": "5h, 7d, 7d_opus: as in /router/status",
                       "type": "string", "pattern": "^[a-z0-9_-]{1,32}$"},
            "provider": {"enum": ["anthropic", "codex"]},
            "aggressive": {"description": "percent used from which the mode is aggressive",
                           "type": "number", "exclusiveMinimum": 0, "maximum": 100},
            "easyOnly": {"description": "percent used from which easy models alone are routed to",
                         "type": "number", "exclusiveMinimum": 0, "maximum": 100}}})")
        .value();
}

QJsonObject budgetSchema()
{
    return readJsonObject(R"({
        "type": "object",
        "additionalProperties": false,
        "required": ["scope"],
        "oneOf": [{"required": ["dollars"]}, {"required": ["tokens"]}],
        "properties": {
            "name": {"description": "to lift it by; the scope unless given",
                     "type": "string", "pattern": "^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}$"},
            "scope": {"description": "day, week, month: everything; else each one for itself",
                      "enum": ["day", "week", "month", "project", "client", "session"]},
            "per": {"description": "of a project's limit", "enum": ["day", "week", "month"]},
            "dollars": {"description": "at list prices",
                        "type": "number", "exclusiveMinimum": 0, "maximum": 1000000},
            "tokens": {"type": "integer", "minimum": 1},
            "warn": {"description": "percent used from which it is told",
                     "type": "number", "exclusiveMinimum": 0, "maximum": 1000},
            "easyOnly": {"description": "percent used from which easy models alone are routed to",
                         "type": "number", "exclusiveMinimum": 0, "maximum": 1000},
            "stop": {"description": "percent used from which requests are answered with 429",
                     "type": "number", "exclusiveMinimum": 0, "maximum": 1000}}})")
        .value();
}

/// The schema of one object of a setting's array.
QJsonObject itemsOf(const QString &key)
{
    if (key == u"MORPH_ROUTER_QUOTA")
        return quotaSchema();
    return key == u"LLM_PROXY_BUDGETS" ? budgetSchema() : ruleSchema();
}

/// The JSON Schema of one value. Everything may be null or empty, which means not set.
QJsonObject schemaOf(const Setting &setting)
{
    QJsonObject schema {
        {u"description"_s, u"%1. Allowed: %2. Variable: %3"_s.arg(
                               setting.summary.text(), setting.allowed.text(), setting.key)}};
    const auto types = [&schema](const QJsonArray &names) { schema[u"type"_s] = names; };
    switch (setting.kind) {
    case SettingKind::Boolean:
        types({u"boolean"_s, u"null"_s});
        break;
    case SettingKind::Integer:
    case SettingKind::Number:
        types({setting.kind == SettingKind::Integer ? u"integer"_s : u"number"_s, u"null"_s});
        schema[u"minimum"_s] = setting.minimum;
        schema[u"maximum"_s] = setting.maximum;
        break;
    case SettingKind::Choice: {
        QJsonArray choices = QJsonArray::fromStringList(setting.choices);
        choices << QString() << QJsonValue::Null;
        schema[u"enum"_s] = choices;
        break;
    }
    case SettingKind::List:
        types({u"string"_s, u"array"_s, u"null"_s});
        schema[u"items"_s] = QJsonObject {{u"type"_s, u"string"_s}, {u"minLength"_s, 1}};
        break;
    case SettingKind::Json:
        types({u"array"_s, u"null"_s});
        schema[u"items"_s] = itemsOf(setting.key);
        break;
    case SettingKind::Text:
    case SettingKind::Url:
    case SettingKind::Path:
        types({u"string"_s, u"null"_s});
        break;
    }
    return schema;
}

/// `properties` with `schema` put at a dotted path, the objects on the way made as needed.
QJsonObject withProperty(QJsonObject properties, const QString &path, const QJsonObject &schema)
{
    const QString head = path.section(u'.', 0, 0);
    const QString rest = path.section(u'.', 1);
    if (rest.isEmpty()) {
        properties[head] = schema;
        return properties;
    }
    QJsonObject section = properties[head].toObject();
    section[u"type"_s] = u"object"_s;
    section[u"additionalProperties"_s] = false;
    section[u"properties"_s] = withProperty(section[u"properties"_s].toObject(), rest, schema);
    properties[head] = section;
    return properties;
}

} // namespace

QString configTableMarkdown()
{
    const ProxyConfig config = defaults();
    QString table = u"| variable | in `llm-proxy.json` | default | allowed | meaning |\n"
                    "|---|---|---|---|---|\n"_s;
    for (const Setting &setting : settings()) {
        const QString value = maskedValue(setting.key, config);
        table += u"| `%1` | `%2` | %3 | %4 | %5%6 |\n"_s.arg(
            setting.key, setting.jsonPath, value.isEmpty() ? QString() : u"`%1`"_s.arg(value),
            escapedCell(setting.allowed.text()), escapedCell(setting.summary.text()),
            setting.needsRestart ? u" (applied at the next start)"_s : QString());
    }
    return table;
}

QString dotEnvExample()
{
    const ProxyConfig config = defaults();
    QString text =
        u"# Copy to .env, remove the # before what you want to change. An empty value means\n"
        "# not set. The environment and the command line win over this file.\n"_s;
    for (const Setting &setting : settings()) {
        const QString value = maskedValue(setting.key, config);
        // The one that has to be filled in stands ready; empty, it still counts as not set.
        const QString mark = setting.key == "MORPH_API_KEY"_L1 ? QString() : u"#"_s;
        text += u"\n# %1. Allowed: %2.\n%3%4=%5\n"_s.arg(
            setting.summary.text(), setting.allowed.text(), mark, setting.key, value);
    }
    return text;
}

QByteArray configSchema()
{
    QJsonObject properties {
        {u"$schema"_s, QJsonObject {{u"type"_s, u"string"_s}}},
    };
    for (const Setting &setting : settings())
        properties = withProperty(properties, setting.jsonPath, schemaOf(setting));
    const QJsonObject schema {
        {u"$schema"_s, u"https://json-schema.org/draft/2020-12/schema"_s},
        {u"title"_s, u"llm-proxy.json"_s},
        {u"type"_s, u"object"_s},
        {u"additionalProperties"_s, false},
        {u"properties"_s, properties},
    };
    return QJsonDocument(schema).toJson(QJsonDocument::Indented);
}

} // namespace proxy
