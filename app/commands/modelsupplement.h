// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "app/commands/pricemaprows.h"

#include <QDate>

namespace app {

/// The hand-written part of the table of models, JSON/models-supplement.json: the table's head, and
/// what a price map does not say. Its "models" hold three kinds of keys:
/// * an id the map has, dated or not: its fields replace the map's, for all dated spellings of it;
/// * an id the map lacks: a row of its own, if it has a family;
/// * a pattern with `*`: amends every row it matches, before the ids do.
/// null makes a field unknown, `thinking` and `price` are merged field by field, and of
/// `contextWindow` and `outputLimit` the smaller figure counts. "defaults" fill by family what is
/// still missing then, "drop" names rows to leave out, "notes" say why, for people alone.
/// Immutable value.
class ModelSupplement final
{
public:
    [[nodiscard]] static proxy::Result<ModelSupplement> fromJson(const NamedText &text);

    /// The whole table, as JSON/models.json holds it.
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
