// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/rulesdialog.h"

#include "proxy/config/userrules.h"
#include "proxy/exchange/decisionfeatures.h"
#include "ui/look/wrappedlabel.h"
#include "ui/settings/ruleform.h"
#include "ui/words/enginetext.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

enum Column { Name, When, Then, Matches, ColumnCount };

/// What a rule's conditions were compared with then. Headers are not kept.
proxy::RuleSubject subjectOf(const proxy::Exchange &exchange)
{
    return {.model = exchange.decision.requestedModel,
            .path = exchange.target.left(exchange.target.indexOf('?')),
            .client = exchange.client,
            .project = exchange.project,
            .textLength = exchange.features ? exchange.features->textBytes : 0};
}

} // namespace

RulesDialog::RulesDialog(const QString &rules, std::vector<proxy::Exchange> latest, QWidget *parent)
    : QDialog(parent)
    , m_rules(QJsonDocument::fromJson(rules.toUtf8()).array())
    , m_latest(std::move(latest))
    , m_table(new QTableWidget)
    , m_form(new RuleForm)
    , m_problem(wrappedLabel())
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel))
{
    setWindowTitle(tr("Rules"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels(
        {tr("Name"), tr("When"), tr("Then"),
         tr("Of the latest %n request(s)", nullptr, static_cast<int>(m_latest.size()))});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setAccessibleName(tr("Rules, the first that matches decides"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(When, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new QLabel(tr("The first rule that matches decides.")));
    layout->addWidget(m_table, 1);
    layout->addWidget(buildButtons());
    layout->addWidget(m_form);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    connect(m_table, &QTableWidget::currentCellChanged, this, &RulesDialog::showChosen);
    connect(m_form, &RuleForm::edited, this, &RulesDialog::takeForm);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    fill();
    if (!m_rules.isEmpty())
        m_table->selectRow(0);
    showChosen();
    resize(900, 620);
}

QWidget *RulesDialog::buildButtons()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto button = [layout](const QString &text) {
        auto *made = new QPushButton(text);
        made->setAutoDefault(false);
        layout->addWidget(made);
        return made;
    };
    connect(button(tr("&Add")), &QPushButton::clicked, this, &RulesDialog::add);
    connect(button(tr("&Remove")), &QPushButton::clicked, this, &RulesDialog::remove);
    connect(button(tr("&Up")), &QPushButton::clicked, this, [this] { move(-1); });
    connect(button(tr("&Down")), &QPushButton::clicked, this, [this] { move(1); });
    layout->addStretch();
    return row;
}

int RulesDialog::chosen() const
{
    const int row = m_table->currentRow();
    return row < m_rules.size() ? row : -1;
}

void RulesDialog::add()
{
    QString name;
    for (int number = 1; name.isEmpty(); ++number) {
        const QString candidate = u"rule-%1"_s.arg(number);
        const bool isTaken = std::any_of(m_rules.begin(), m_rules.end(), [&](const auto &rule) {
            return rule.toObject()["id"_L1].toString() == candidate;
        });
        name = isTaken ? QString() : candidate;
    }
    m_added << name;
    m_rules << QJsonObject {{u"id"_s, name}, {u"then"_s, QJsonObject {{u"route"_s, u"off"_s}}}};
    fill();
    m_table->selectRow(static_cast<int>(m_rules.size()) - 1);
}

void RulesDialog::remove()
{
    const int row = chosen();
    if (row < 0)
        return;
    m_rules.removeAt(row);
    fill();
    m_table->selectRow(std::min(row, static_cast<int>(m_rules.size()) - 1));
    showChosen();
}

void RulesDialog::move(int by)
{
    const int from = chosen();
    const int to = from + by;
    if (from < 0 || to < 0 || to >= m_rules.size())
        return;
    const QJsonValue rule = m_rules.takeAt(from);
    m_rules.insert(to, rule);
    fill();
    m_table->selectRow(to);
}

void RulesDialog::fill()
{
    m_table->setRowCount(static_cast<int>(m_rules.size()));
    for (int row = 0; row < m_rules.size(); ++row) {
        const QJsonObject rule = m_rules[row].toObject();
        m_table->setItem(row, Name, new QTableWidgetItem(rule["id"_L1].toString()));
        m_table->setItem(row, When, new QTableWidgetItem(conditionText(rule)));
        m_table->setItem(row, Then, new QTableWidgetItem(consequenceText(rule)));
        m_table->setItem(row, Matches, new QTableWidgetItem);
    }
    tryRules();
}

void RulesDialog::showChosen()
{
    const int row = chosen();
    m_form->setEnabled(row >= 0);
    m_form->show(row < 0 ? QJsonObject() : m_rules[row].toObject());
}

void RulesDialog::takeForm()
{
    const int row = chosen();
    if (row < 0)
        return;
    m_rules[row] = m_form->rule();
    fill();
}

/// The id of a rule that was added and has no condition yet; empty: there is none.
QString RulesDialog::ruleForEverything() const
{
    for (const QJsonValue rule : m_rules) {
        const QString id = rule[u"id"].toString();
        if (m_added.contains(id) && rule[u"when"].toObject().isEmpty())
            return id;
    }
    return {};
}

void RulesDialog::tryRules()
{
    const auto rules = proxy::parseUserRules(m_rules);
    const QString endless = ruleForEverything();
    m_problem->setText(
        !rules ? u"▲ "_s + engineText(rules.error().detail)
        : endless.isEmpty()
            ? QString()
            : u"▲ "_s + tr("%1 would decide every request: choose when it holds.").arg(endless));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(rules.has_value() && endless.isEmpty());
    if (!rules)
        return;
    std::vector<int> matches(rules->size());
    for (const proxy::Exchange &exchange : m_latest) {
        if (const auto *rule = proxy::firstMatch(*rules, subjectOf(exchange)))
            ++matches.at(static_cast<size_t>(rule - rules->data()));
    }
    for (size_t row = 0; row < matches.size(); ++row) {
        const bool isTold = rules->at(row).header.isEmpty();
        m_table->item(static_cast<int>(row), Matches)
            ->setText(isTold ? tr("decides %n", nullptr, matches.at(row))
                             : tr("not known: headers are not kept"));
    }
}

QString RulesDialog::text() const
{
    return m_rules.isEmpty()
               ? QString()
               : QString::fromUtf8(QJsonDocument(m_rules).toJson(QJsonDocument::Compact));
}

} // namespace ui
