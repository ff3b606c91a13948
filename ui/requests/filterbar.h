// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/query/exchangequery.h"

#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace ui {

class QueryCompleter;
class SavedFilters;

/// The field for the filter of requests with its saved filters, and below it buttons for the usual
/// conditions and how many rows match. A filter that can't be read is told in words below the
/// field; the last one that could be read stays in force.
class FilterBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterBar)

public:
    explicit FilterBar(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    /// Adds a condition to the filter.
    void add(const QString &term);
    /// Sets who tells the values of a field for completion.
    void setValues(std::function<QStringList(const QString &field)> valuesOf);
    /// Shows how many of all rows match.
    void setCounts(int shown, int all);
    /// Adds a button at the right of the field.
    void addTool(QWidget *tool);
    void focusField();
    /// Closes the list of completions; without one it empties the field. Returns false when there
    /// was nothing to do.
    bool goBack();
    /// Reads a filter again that depends on the time.
    void readAgain();

Q_SIGNALS:
    /// A filter that can be read is in the field.
    void filterChanged(const proxy::ExchangeQuery &query);
    /// The user wants to go from the field to the rows.
    void rowsRequested();

private:
    void buildField();
    void buildChips(QHBoxLayout *row);
    void read();
    void showFault(const proxy::ExchangeQuery::Fault &fault);
    void showGood();

    struct Chip
    {
        QToolButton *button;
        QString term;
    };

    QLineEdit *m_field;
    QueryCompleter *m_completer;
    SavedFilters *m_saved;
    QHBoxLayout *m_tools;
    QLabel *m_fault;
    QLabel *m_counts;
    std::vector<Chip> m_chips;
    bool m_dependsOnTime = false;
};

} // namespace ui
