// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QCompleter>

namespace ui {

/// Completes the word that is being typed at the end of a filter; the words before it stay.
class QueryCompleter final : public QCompleter
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(QueryCompleter)

public:
    explicit QueryCompleter(QObject *parent = nullptr);

    [[nodiscard]] QStringList splitPath(const QString &path) const override;
    [[nodiscard]] QString pathFromIndex(const QModelIndex &index) const override;

private:
    mutable QString m_before; ///< what stands before the word
};

} // namespace ui
