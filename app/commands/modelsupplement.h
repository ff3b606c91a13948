// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "app/commands/pricemaprows.h"

#include <QDate>

namespace app {

/// The part of the table of models that people write, JSON/models-supplement.json: the table's head
/// and the facts that a price map lacks. Its "models" have three kinds of keys:
/// * an id the map has, dated or not: its fields replace the map's, for all dated spellings of it;
/// * an id the map lacks: a row of its own, if it has a family;
/// * a pattern with `*`: amends every row it matches, before the ids do.
/// null makes a field unknown. `thinking` and `price` are merged field by field; the smaller
/// `contextWindow` and `outputLimit` counts. Then "defaults" fill missing fields by family. "drop"
/// names rows to leave out; "notes" are comments for people. Immutable value.
class ModelSupplement final
{
public:
    [[nodiscard]] static proxy::Result<ModelSupplement> fromJson(const NamedText &text);

    /// Returns the whole table in the form of JSON/models.json.
    [[nodiscard]] proxy::Result<QJsonObject> tableOf(ModelRows rows, QDate asOf) const;

private:
    ModelSupplement(QString name, QJsonObject root);

    void drop(ModelRows &rows) const;
    void amendByPattern(ModelRows &rows) const;
    void amendById(ModelRows &rows) const;
    void complete(QJsonObject &row, const QString &id) const;
    [[nodiscard]] QString tierOf(const QString &id, const QString &family) const;

    QString m_name;
    QJsonObject m_root;
};

} // namespace app
