// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QJsonObject>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace ui {

/// Edits one rule of router.rules: its name, when it applies and what follows.
class RuleForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RuleForm)

public:
    explicit RuleForm(QWidget *parent = nullptr);

    void show(const QJsonObject &rule);
    [[nodiscard]] QJsonObject rule() const;

Q_SIGNALS:
    void edited();

private:
    QWidget *buildConditions();
    QWidget *buildConsequences();
    QLineEdit *addField(const QString &name, const QString &label, const QString &hint);

    struct Condition
    {
        QString name; ///< in `when`
        QLineEdit *field;
        bool isNumber;
    };
    QLineEdit *m_id = nullptr;
    std::vector<Condition> m_conditions;
    QComboBox *m_route = nullptr;
    QLineEdit *m_model = nullptr;
    QCheckBox *m_keepHard = nullptr;
    QCheckBox *m_neverUpgrade = nullptr;
    bool m_isShowing = false; ///< what changes then was not edited
};

/// Returns a rule's `when` and `then` in words.
[[nodiscard]] QString conditionText(const QJsonObject &rule);
[[nodiscard]] QString consequenceText(const QJsonObject &rule);

} // namespace ui
