// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/budgetmenu.h"

#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace ui {

BudgetMenu::BudgetMenu(ProxySource &source, QWidget *parent)
    : QMenu(parent)
    , m_source(source)
{
    for (Entry &entry : m_entries)
        build(entry);
    retranslate();
    show({});
}

void BudgetMenu::build(Entry &entry)
{
    entry.menu = addMenu(QString());
    entry.hour = entry.menu->addAction(QString());
    entry.day = entry.menu->addAction(QString());
    entry.restore = entry.menu->addAction(QString());
    connect(entry.hour, &QAction::triggered, this,
            [this, &entry] { m_source.liftBudget(entry.budget, std::chrono::minutes(60)); });
    connect(entry.day, &QAction::triggered, this,
            [this, &entry] { m_source.liftBudget(entry.budget, std::nullopt); });
    connect(entry.restore, &QAction::triggered, this,
            [this, &entry] { m_source.restoreBudget(entry.budget); });
}

void BudgetMenu::retranslate()
{
    setTitle(tr("&Limits"));
    for (Entry &entry : m_entries) {
        entry.hour->setText(tr("Lift for an &hour"));
        entry.day->setText(tr("Lift for the rest of the &day"));
        entry.restore->setText(tr("&Put into force again"));
    }
}

void BudgetMenu::show(const proxy::BudgetUses &uses)
{
    const proxy::BudgetUses fullest = fullestUses(uses);
    for (size_t at = 0; at < m_entries.size(); ++at) {
        Entry &entry = m_entries[at];
        const bool isThere = at < fullest.size();
        entry.menu->menuAction()->setVisible(isThere);
        entry.budget = isThere ? fullest[at].name : QByteArray();
        if (!isThere)
            continue;
        // An ampersand of a project's name is no mark of a key.
        entry.menu->setTitle(
            budgetText(fullest[at]).replace(QStringLiteral("&"), QStringLiteral("&&")));
        entry.restore->setEnabled(fullest[at].liftedUntilMs.has_value());
    }
    menuAction()->setVisible(!fullest.empty());
}

proxy::BudgetUses fullestUses(const proxy::BudgetUses &uses)
{
    proxy::BudgetUses fullest;
    for (const proxy::BudgetUse &use : uses) {
        const auto isSame = [&use](const proxy::BudgetUse &other) {
            return other.name == use.name;
        };
        if (std::none_of(fullest.begin(), fullest.end(), isSame))
            fullest.push_back(use);
    }
    return fullest;
}

QString budgetText(const proxy::BudgetUse &use)
{
    QString who = QString::fromUtf8(use.name);
    if (!use.subject.isEmpty())
        who += QStringLiteral(" (%1)").arg(QString::fromUtf8(use.subject));
    const QString amount = engineText(use.amountInWords());
    if (use.liftedUntilMs)
        return BudgetMenu::tr("%1: %2, lifted until %3")
            .arg(who, amount,
                 QLocale().toString(QDateTime::fromMSecsSinceEpoch(*use.liftedUntilMs).time(),
                                    QLocale::ShortFormat));
    if (use.level == proxy::BudgetLevel::Below)
        return BudgetMenu::tr("%1: %2").arg(who, amount);
    return BudgetMenu::tr("%1: %2, %3").arg(who, amount, engineCode(proxy::name(use.level)));
}

const proxy::BudgetUse *stoppedUse(const proxy::BudgetUses &uses)
{
    const auto found = std::find_if(uses.begin(), uses.end(), [](const proxy::BudgetUse &use) {
        return use.inForce() == proxy::BudgetLevel::Stopped;
    });
    return found == uses.end() ? nullptr : &*found;
}

} // namespace ui
