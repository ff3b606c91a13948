// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QDialog>
#include <QJsonArray>
#include <QStringList>

#include <vector>

class QDialogButtonBox;
class QLabel;
class QTableWidget;

namespace ui {

class RuleForm;

/// The rules as a table, with what each would have done to the latest requests. The first rule that
/// matches decides, so that the order can be changed.
class RulesDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RulesDialog)

public:
    /// @p rules is the setting's text: a JSON array, or empty. @p latest: requests to try them on.
    RulesDialog(const QString &rules, std::vector<proxy::Exchange> latest,
                QWidget *parent = nullptr);

    /// Returns the rules as the setting's text; empty: none.
    [[nodiscard]] QString text() const;

private:
    QWidget *buildButtons();
    void add();
    void remove();
    void move(int by);
    void fill();
    void showChosen();
    void takeForm();
    void tryRules();
    [[nodiscard]] QString ruleForEverything() const;
    [[nodiscard]] int chosen() const;

    QJsonArray m_rules;
    QStringList m_added; ///< ids of rules that were made here
    std::vector<proxy::Exchange> m_latest;
    QTableWidget *m_table;
    RuleForm *m_form;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace ui
