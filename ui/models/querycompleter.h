// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QCompleter>

namespace ui {

/// Completes the last word of a filter. The words before it stay.
class QueryCompleter final : public QCompleter
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueryCompleter)

public:
    explicit QueryCompleter(QObject *parent = nullptr);

    [[nodiscard]] QStringList splitPath(const QString &path) const override;
    [[nodiscard]] QString pathFromIndex(const QModelIndex &index) const override;

private:
    mutable QString m_before; ///< the text before that word
};

} // namespace ui
