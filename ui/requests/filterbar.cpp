// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/filterbar.h"

#include "ui/look/palette.h"
#include "ui/models/querycompleter.h"
#include "ui/models/querytext.h"
#include "ui/requests/savedfilters.h"
#include "ui/words/enginetext.h"

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit)
    , m_completer(new QueryCompleter(m_field))
    , m_saved(new SavedFilters)
    , m_tools(new QHBoxLayout)
    , m_fault(new QLabel)
    , m_counts(new QLabel)
{
    buildField();
    m_tools->addWidget(m_field, 1);
    m_tools->addWidget(m_saved);
    auto *chips = new QHBoxLayout;
    buildChips(chips);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_tools);
    layout->addLayout(chips);
    connect(m_saved, &SavedFilters::chosen, m_field, &QLineEdit::setText);
}

void FilterBar::buildField()
{
    m_field->setPlaceholderText(
        tr("Filter: words, or fields like  difficulty:hard  status:>=500  ms:>2s  -client:curl"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(120);
    m_field->setMaxLength(proxy::ExchangeQuery::kMaxText);
    m_field->setAccessibleName(tr("Filter"));
    m_field->setToolTip(
        tr("Words stand anywhere in a row. Fields: model:, client:, project:, session:, why:, "
           "status:, ms:, tokens:, cost:, since:10m, changed:yes and more; numbers with > < >= <=. "
           "Joined by or, and, not (or a minus), with (parentheses) and \"quotes\"."));
    m_field->setCompleter(m_completer);
    // From the filter straight to the rows.
    auto *down = new QShortcut(Qt::Key_Down, m_field, nullptr, nullptr, Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, this, &FilterBar::rowsRequested);
    connect(m_field, &QLineEdit::returnPressed, this, &FilterBar::rowsRequested);
    connect(m_field, &QLineEdit::textChanged, this, &FilterBar::read);
}

void FilterBar::buildChips(QHBoxLayout *row)
{
    const auto add = [&](const QString &name, const char *term, const QString &tip) {
        auto *button = new QToolButton;
        button->setText(name);
        button->setCheckable(true);
        button->setToolTip(tip + u'\n' + QLatin1StringView(term));
        row->addWidget(button);
        m_chips.push_back({button, QString::fromLatin1(term)});
        connect(button, &QToolButton::clicked, this, [this, button, term](bool isOn) {
            const QString condition = QString::fromLatin1(term);
            m_field->setText(isOn ? withTerm(text(), condition) : withoutTerm(text(), condition));
            button->setFocus();
        });
    };
    add(tr("Errors"), "failed:yes", tr("Requests that failed or broke off"));
    add(tr("Open"), "end:open", tr("Requests that go on"));
    add(tr("Changed"), "changed:yes", tr("Requests that another model answered"));
    add(tr("Hard"), "difficulty:hard", tr("Requests with a hard task"));
    add(tr("Slow"), "ms:>10s", tr("Requests that took more than ten seconds"));
    // The reason takes what is left over, and never widens the window.
    m_fault->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_fault->setAlignment(Qt::AlignVCenter | Qt::AlignLeft);
    m_fault->setContentsMargins(6, 0, 6, 0);
    m_fault->setAccessibleName(tr("What is wrong with the filter"));
    m_counts->setAccessibleName(tr("Rows shown"));
    row->addWidget(m_fault, 1);
    row->addWidget(m_counts);
}

QString FilterBar::text() const
{
    return m_field->text();
}

void FilterBar::setText(const QString &text)
{
    m_field->setText(text);
}

void FilterBar::add(const QString &term)
{
    m_field->setText(withTerm(text(), term));
}

void FilterBar::setValues(std::function<QStringList(const QString &field)> valuesOf)
{
    m_completer->setValues(std::move(valuesOf));
}

void FilterBar::setCounts(int shown, int all)
{
    const QLocale locale;
    m_counts->setText(shown == all
                          ? tr("%Ln request(s)", nullptr, all)
                          : tr("%1 of %2").arg(locale.toString(shown), locale.toString(all)));
}

void FilterBar::addTool(QWidget *tool)
{
    m_tools->addWidget(tool);
}

void FilterBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool FilterBar::goBack()
{
    if (m_completer->popup()->isVisible()) {
        m_completer->popup()->hide();
        return true;
    }
    if (text().isEmpty())
        return false;
    m_field->clear();
    return true;
}

void FilterBar::readAgain()
{
    if (m_dependsOnTime)
        read();
}

void FilterBar::read()
{
    m_saved->setPresent(text());
    for (const Chip &chip : m_chips)
        chip.button->setChecked(hasTerm(text(), chip.term));
    const auto query = proxy::ExchangeQuery::parse(text());
    if (!query)
        return showFault(query.error());
    m_dependsOnTime = query->dependsOnTime();
    showGood();
    Q_EMIT filterChanged(*query);
}

void FilterBar::showFault(const proxy::ExchangeQuery::Fault &fault)
{
    const QString reason = engineText(fault.reason);
    m_fault->setText(QStringLiteral("▲ ") + reason);
    m_fault->setToolTip(reason);
    QPalette reddish = m_fault->palette();
    reddish.setColor(QPalette::WindowText, badColour());
    m_fault->setPalette(reddish);
    QPalette field = palette();
    field.setColor(QPalette::Base, isDark() ? QColor(0x5a, 0x1f, 0x1f) : QColor(0xff, 0xe1, 0xde));
    m_field->setPalette(field);
    m_field->setAccessibleDescription(reason);
}

void FilterBar::showGood()
{
    m_fault->clear();
    m_fault->setToolTip({});
    m_field->setPalette({});
    m_field->setAccessibleDescription({});
}

} // namespace ui
