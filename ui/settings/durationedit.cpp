// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/durationedit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <array>
#include <cmath>

namespace ui {

namespace {

constexpr int kSecond = 1000;
constexpr int kMinute = 60 * kSecond;

} // namespace

DurationEdit::DurationEdit(const QString &milliseconds, QWidget *parent)
    : QWidget(parent)
    , m_number(new QLineEdit)
    , m_unit(new QComboBox)
{
    m_unit->addItem(tr("milliseconds"), 1);
    m_unit->addItem(tr("seconds"), kSecond);
    m_unit->addItem(tr("minutes"), kMinute);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_number, 1);
    layout->addWidget(m_unit);
    setFocusProxy(m_number);
    setText(milliseconds);
    connect(m_number, &QLineEdit::textChanged, this, &DurationEdit::changed);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &DurationEdit::changed);
}

QString DurationEdit::text() const
{
    const QString typed = m_number->text().trimmed().replace(u',', u'.');
    bool isNumber = false;
    const double milliseconds = typed.toDouble(&isNumber) * m_unit->currentData().toInt();
    if (!isNumber || !std::isfinite(milliseconds))
        return typed;
    return QString::number(milliseconds, 'g', 15);
}

void DurationEdit::setText(const QString &milliseconds)
{
    {
        // One change, not two.
        const QSignalBlocker quiet(m_unit);
        const qint64 time = milliseconds.toLongLong();
        const int unit = time == 0             ? kSecond
                         : time % kMinute == 0 ? kMinute
                         : time % kSecond == 0 ? kSecond
                                               : 1;
        m_unit->setCurrentIndex(m_unit->findData(unit));
        m_number->setText(milliseconds.isEmpty() ? QString() : QString::number(time / unit));
    }
    Q_EMIT changed();
}

void DurationEdit::setName(const QString &name)
{
    m_number->setAccessibleName(name);
    m_unit->setAccessibleName(tr("Unit: %1").arg(name));
}

} // namespace ui
