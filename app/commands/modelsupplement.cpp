// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/modelsupplement.h"

#include "proxy/models/modeltable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kVersion = 2;
constexpr std::array kHeadFields {"classifier", "modelBoundBetas", "versionedTools",
                                  "families",   "classes",         "cacheLifetimeSeconds",
                                  "aliases"};

proxy::Error invalid(const QString &detail)
{
    return {.code = proxy::ErrorCode::InvalidConfig, .detail = proxy::Text::words(detail)};
}

QRegularExpression wildcard(const QString &pattern)
{
    return QRegularExpression::fromWildcard(pattern, Qt::CaseSensitive);
}

bool isPattern(const QString &key)
{
    return key.contains(u'*');
}

bool isLimit(const QString &field)
{
    return field == u"contextWindow"_s || field == u"outputLimit"_s;
}

bool isGroup(const QString &field)
{
    return field == u"thinking"_s || field == u"price"_s;
}

void amend(QJsonObject &row, const QJsonObject &fields)
{
    for (auto it = fields.constBegin(); it != fields.constEnd(); ++it) {
        const QJsonValue known = row[it.key()];
        if (isLimit(it.key()) && known.isDouble() && it.value().isDouble()) {
            row.insert(it.key(), std::min(known.toInteger(), it.value().toInteger()));
        } else if (isGroup(it.key()) && known.isObject() && it.value().isObject()) {
            QJsonObject group = known.toObject();
            amend(group, it.value().toObject());
            row.insert(it.key(), group);
        } else {
            row.insert(it.key(), it.value());
        }
    }
}

/// null stood for "unknown" so that defaults leave it alone; the table leaves such fields out.
void removeUnknown(QJsonObject &row)
{
    const QStringList fields = row.keys();
    for (const QString &field : fields) {
        if (row[field].isNull()) {
            row.remove(field);
        } else if (isGroup(field)) {
            QJsonObject group = row[field].toObject();
            removeUnknown(group);
            row.insert(field, group);
        }
    }
}

QString undated(const QString &id)
{
    return QString::fromUtf8(proxy::undatedModel(id.toUtf8()));
}

} // namespace

ModelSupplement::ModelSupplement(QString name, QJsonObject root)
    : m_name(std::move(name))
    , m_root(std::move(root))
{ }

proxy::Result<ModelSupplement> ModelSupplement::fromJson(const NamedText &text)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(text.text, &parseError);
    if (!document.isObject())
        return tl::make_unexpected(
            invalid(text.name + u": not a JSON object: "_s + parseError.errorString()));
    const QJsonObject root = document.object();
    if (root[u"version"].toInt() != kVersion)
        return tl::make_unexpected(invalid(text.name + u": version: must be 2"_s));
    for (const QString &part : {u"models"_s, u"defaults"_s, u"classifier"_s, u"aliases"_s}) {
        if (!root[part].isObject())
            return tl::make_unexpected(invalid(text.name + u": "_s + part + u": is missing"_s));
    }
    const QJsonObject models = root[u"models"].toObject();
    for (auto it = models.constBegin(); it != models.constEnd(); ++it) {
        if (!it.value().isObject())
            return tl::make_unexpected(
                invalid(text.name + u": models/"_s + it.key() + u": must be an object"_s));
    }
    return ModelSupplement(text.name, root);
}

void ModelSupplement::drop(ModelRows &rows) const
{
    for (const QJsonValue pattern : m_root[u"drop"].toArray()) {
        const QRegularExpression dropped = wildcard(pattern.toString());
        rows.removeIf(
            [&dropped](ModelRows::iterator row) { return dropped.match(row.key()).hasMatch(); });
    }
}

void ModelSupplement::amendByPattern(ModelRows &rows) const
{
    const QJsonObject models = m_root[u"models"].toObject();
    for (auto it = models.constBegin(); it != models.constEnd(); ++it) {
        if (!isPattern(it.key()))
            continue;
        const QRegularExpression matching = wildcard(it.key());
        for (auto row = rows.begin(); row != rows.end(); ++row) {
            if (matching.match(row.key()).hasMatch())
                amend(row.value(), it.value().toObject());
        }
    }
}

void ModelSupplement::amendById(ModelRows &rows) const
{
    const ModelRows ofTheMap = rows;
    const QJsonObject models = m_root[u"models"].toObject();
    for (auto it = models.constBegin(); it != models.constEnd(); ++it) {
        if (isPattern(it.key()))
            continue;
        bool isKnown = false;
        for (auto row = ofTheMap.constBegin(); row != ofTheMap.constEnd(); ++row) {
            if (row.key() != it.key() && undated(row.key()) != it.key())
                continue;
            isKnown = true;
            amend(rows[row.key()], it.value().toObject());
        }
        // What only amends a model says nothing where the map no longer has it.
        if (!isKnown && it.value()[u"family"].isString())
            amend(rows[it.key()], it.value().toObject());
    }
}

QString ModelSupplement::tierOf(const QString &id, const QString &family) const
{
    const QString parts = u'-' + undated(id) + u'-';
    for (const QJsonValue value : m_root[u"classes"].toArray()) {
        const QString word = value[u"word"].toString();
        if (value[u"family"].toString() == family
            && (word.isEmpty() || parts.contains(u'-' + word + u'-')))
            return value[u"tier"].toString();
    }
    return {};
}

void ModelSupplement::complete(QJsonObject &row, const QString &id) const
{
    const QString family = row[u"family"].toString();
    const QJsonObject defaults = m_root[u"defaults"][family].toObject();
    const bool makesText = row[u"text"].toBool(true);
    for (auto it = defaults.constBegin(); it != defaults.constEnd(); ++it) {
        if (makesText && !row.contains(it.key()))
            row.insert(it.key(), it.value());
    }
    if (const QString tier = tierOf(id, family);
        makesText && !tier.isEmpty() && !row.contains(u"tier"_s))
        row.insert(u"tier"_s, tier);
    removeUnknown(row);
}

proxy::Result<QJsonObject> ModelSupplement::tableOf(ModelRows rows, QDate asOf) const
{
    drop(rows);
    amendByPattern(rows);
    amendById(rows);
    QJsonObject models;
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        complete(row.value(), row.key());
        models.insert(row.key(), row.value());
    }
    QJsonObject table {{u"$schema"_s, u"./models.schema.json"_s},
                       {u"version"_s, kVersion},
                       {u"asOf"_s, asOf.toString(Qt::ISODate)},
                       {u"models"_s, models}};
    for (const char *field : kHeadFields) {
        if (const QJsonValue value = m_root[QLatin1StringView(field)]; !value.isUndefined())
            table.insert(QLatin1StringView(field), value);
    }
    // Another name of a model that the map no longer has names nothing.
    QJsonObject aliases;
    const QJsonObject all = m_root[u"aliases"].toObject();
    for (auto it = all.constBegin(); it != all.constEnd(); ++it) {
        if (models.contains(it.value().toString()))
            aliases.insert(it.key(), it.value());
    }
    table.insert(u"aliases"_s, aliases);
    return table;
}

} // namespace app
