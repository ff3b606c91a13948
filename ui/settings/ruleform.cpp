// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/ruleform.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr auto kModelPrefix = "model="_L1;
constexpr const char *kToModel = "model";

struct ConditionName
{
    const char *name;
    const char *label;
    const char *hint;
    bool isNumber = false;
};
constexpr std::array kConditions {
    ConditionName {"model", QT_TRANSLATE_NOOP("ui::RuleForm", "Model"), "claude-opus*"},
    ConditionName {"client", QT_TRANSLATE_NOOP("ui::RuleForm", "Client"), "codex"},
    ConditionName {"project", QT_TRANSLATE_NOOP("ui::RuleForm", "Project"), "shop-*"},
    ConditionName {"path", QT_TRANSLATE_NOOP("ui::RuleForm", "Path"), "/v1/messages"},
    ConditionName {"header", QT_TRANSLATE_NOOP("ui::RuleForm", "Header"), "x-team"},
    ConditionName {"headerValue", QT_TRANSLATE_NOOP("ui::RuleForm", "Header's value"), "red*"},
    ConditionName {"textLongerThan", QT_TRANSLATE_NOOP("ui::RuleForm", "Text longer than"), "400",
                   true},
    ConditionName {"textShorterThan", QT_TRANSLATE_NOOP("ui::RuleForm", "Text shorter than"), "80",
                   true},
};

QString routeText(const QString &route)
{
    if (route.startsWith(kModelPrefix))
        return RuleForm::tr("goes to %1").arg(route.sliced(kModelPrefix.size()));
    if (route == u"off")
        return RuleForm::tr("is not routed");
    if (route.isEmpty())
        return {};
    return RuleForm::tr("counts as %1").arg(RuleForm::tr(route.toLatin1().constData()));
}

QStringList keptWords(const QJsonObject &then)
{
    const QJsonValue keep = then["keep"_L1];
    QStringList words;
    for (const QJsonValue word : keep.isString() ? QJsonArray {keep} : keep.toArray())
        words << word.toString();
    return words;
}

} // namespace

QString conditionText(const QJsonObject &rule)
{
    const QJsonObject when = rule["when"_L1].toObject();
    QStringList parts;
    for (const ConditionName &each : kConditions) {
        const QJsonValue value = when[QLatin1StringView(each.name)];
        if (value.isUndefined())
            continue;
        parts << u"%1 %2"_s.arg(RuleForm::tr(each.label), each.isNumber
                                                              ? QString::number(value.toInteger())
                                                              : value.toString());
    }
    return parts.isEmpty() ? RuleForm::tr("always") : parts.join(u", "_s);
}

QString consequenceText(const QJsonObject &rule)
{
    const QJsonObject then = rule["then"_L1].toObject();
    QStringList parts;
    if (const QString route = routeText(then["route"_L1].toString()); !route.isEmpty())
        parts << route;
    const QStringList kept = keptWords(then);
    if (kept.contains(u"hard"_s))
        parts << RuleForm::tr("hard tasks keep their model");
    if (kept.contains(u"upgrade"_s))
        parts << RuleForm::tr("never to a stronger model");
    return parts.join(u", "_s);
}

RuleForm::RuleForm(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildConditions(), 1);
    layout->addWidget(buildConsequences(), 1);
    show({});
}

QWidget *RuleForm::buildConditions()
{
    auto *group = new QGroupBox(tr("When (* stands for any text; all must hold)"));
    auto *form = new QFormLayout(group);
    m_id = new QLineEdit;
    m_id->setAccessibleName(tr("Name"));
    connect(m_id, &QLineEdit::textEdited, this, &RuleForm::edited);
    form->addRow(tr("&Name"), m_id);
    for (const ConditionName &each : kConditions) {
        auto *field = new QLineEdit;
        field->setPlaceholderText(QLatin1StringView(each.hint));
        field->setAccessibleName(tr(each.label));
        form->addRow(tr(each.label), field);
        m_conditions.push_back({QLatin1StringView(each.name), field, each.isNumber});
        connect(field, &QLineEdit::textEdited, this, &RuleForm::edited);
    }
    return group;
}

QWidget *RuleForm::buildConsequences()
{
    auto *group = new QGroupBox(tr("Then the request"));
    m_route = new QComboBox;
    m_route->setAccessibleName(tr("Then the request"));
    m_route->addItem(tr("is routed as usual"), QString());
    m_route->addItem(tr("is not routed"), u"off"_s);
    for (const char *difficulty : {QT_TR_NOOP("easy"), QT_TR_NOOP("medium"), QT_TR_NOOP("hard")})
        m_route->addItem(tr("counts as %1").arg(tr(difficulty)), QLatin1StringView(difficulty));
    m_route->addItem(tr("goes to the model"), QLatin1StringView(kToModel));
    m_model = new QLineEdit;
    m_model->setPlaceholderText(u"claude-haiku-4-5"_s);
    m_model->setAccessibleName(tr("Model to go to"));
    m_keepHard = new QCheckBox(tr("&Hard tasks keep their model"));
    m_neverUpgrade = new QCheckBox(tr("N&ever to a stronger model"));
    auto *layout = new QVBoxLayout(group);
    for (QWidget *part : QList<QWidget *> {m_route, m_model, m_keepHard, m_neverUpgrade})
        layout->addWidget(part);
    layout->addStretch();
    const auto changed = [this] {
        m_model->setVisible(m_route->currentData().toString() == QLatin1StringView(kToModel));
        if (!m_isShowing)
            Q_EMIT edited();
    };
    connect(m_route, &QComboBox::currentIndexChanged, this, changed);
    connect(m_model, &QLineEdit::textEdited, this, &RuleForm::edited);
    connect(m_keepHard, &QCheckBox::toggled, this, changed);
    connect(m_neverUpgrade, &QCheckBox::toggled, this, changed);
    return group;
}

void RuleForm::show(const QJsonObject &rule)
{
    m_isShowing = true;
    m_id->setText(rule["id"_L1].toString());
    const QJsonObject when = rule["when"_L1].toObject();
    for (const Condition &condition : m_conditions) {
        const QJsonValue value = when[condition.name];
        condition.field->setText(value.isDouble() ? QString::number(value.toInteger())
                                                  : value.toString());
    }
    const QJsonObject then = rule["then"_L1].toObject();
    const QString route = then["route"_L1].toString();
    const bool isModel = route.startsWith(kModelPrefix);
    m_route->setCurrentIndex(
        std::max(0, m_route->findData(isModel ? QString::fromLatin1(kToModel) : route)));
    m_model->setText(isModel ? route.sliced(kModelPrefix.size()) : QString());
    m_model->setVisible(isModel);
    const QStringList kept = keptWords(then);
    m_keepHard->setChecked(kept.contains(u"hard"_s));
    m_neverUpgrade->setChecked(kept.contains(u"upgrade"_s));
    m_isShowing = false;
}

QJsonObject RuleForm::rule() const
{
    QJsonObject when;
    for (const Condition &condition : m_conditions) {
        const QString text = condition.field->text().trimmed();
        bool isNumber = false;
        const qint64 number = text.toLongLong(&isNumber);
        if (!text.isEmpty())
            when[condition.name] =
                condition.isNumber && isNumber ? QJsonValue(number) : QJsonValue(text);
    }
    QJsonObject then;
    QString route = m_route->currentData().toString();
    if (route == QLatin1StringView(kToModel))
        route = kModelPrefix + m_model->text().trimmed();
    if (!route.isEmpty())
        then[u"route"_s] = route;
    QJsonArray kept;
    if (m_keepHard->isChecked())
        kept << u"hard"_s;
    if (m_neverUpgrade->isChecked())
        kept << u"upgrade"_s;
    if (!kept.isEmpty())
        then[u"keep"_s] = kept;
    QJsonObject rule {{u"id"_s, m_id->text().trimmed()}, {u"then"_s, then}};
    if (!when.isEmpty())
        rule[u"when"_s] = when;
    return rule;
}

} // namespace ui
