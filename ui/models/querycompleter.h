// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QCompleter>

#include <functional>

class QStringListModel;

namespace ui {

/// Completes the last word of a filter with fields, and after a field with values that rows have.
/// The words before it stay. A word that is complete, or not begun, is offered nothing.
class QueryCompleter final : public QCompleter
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueryCompleter)

public:
    /// Returns the values that the rows have for a field.
    using ValuesOf = std::function<QStringList(const QString &field)>;

    explicit QueryCompleter(QObject *parent = nullptr);

    void setValues(ValuesOf valuesOf) { m_valuesOf = std::move(valuesOf); }

    [[nodiscard]] QStringList splitPath(const QString &path) const override;
    [[nodiscard]] QString pathFromIndex(const QModelIndex &index) const override;

private:
    void offer(const QString &field) const;

    QStringListModel *m_offered;
    ValuesOf m_valuesOf;
    mutable QString m_before; ///< the text before that word
    mutable QString m_field; ///< whose values are offered; empty: none
};

} // namespace ui
