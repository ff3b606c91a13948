// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/step.h"

#include "ui/look/wrappedlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace ui {

namespace {

constexpr int kSignColumn = 0;
constexpr int kTextColumn = 1;

} // namespace

Step::Step(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_sign(new QLabel)
    , m_text(wrappedLabel())
    , m_controls(new QHBoxLayout)
{
    auto *heading = new QLabel(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setColumnStretch(kTextColumn, 1);
    layout->setHorizontalSpacing(10);
    m_controls->setSpacing(8);
    layout->addWidget(m_sign, 0, kSignColumn, Qt::AlignTop);
    layout->addWidget(heading, 0, kTextColumn);
    layout->addWidget(m_text, 1, kTextColumn);
    layout->addLayout(m_controls, 2, kTextColumn);
    m_text->setAccessibleName(title);
    m_sign->setFixedWidth(m_sign->fontMetrics().horizontalAdvance(QStringLiteral("▲ ")));
}

void Step::say(State state, const QString &text)
{
    m_sign->setText(state == State::Done      ? QStringLiteral("●")
                    : state == State::Problem ? QStringLiteral("▲")
                                              : QStringLiteral("○"));
    m_sign->setAccessibleName(state == State::Done      ? tr("done")
                              : state == State::Problem ? tr("has a problem")
                                                        : tr("open"));
    m_text->setText(text);
}

void Step::add(QWidget *control, int stretch)
{
    m_controls->addWidget(control, stretch);
}

void Step::addStretch()
{
    m_controls->addStretch();
}

void Step::addRow(QWidget *row)
{
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->addWidget(row, grid->rowCount(), kTextColumn);
}

} // namespace ui
