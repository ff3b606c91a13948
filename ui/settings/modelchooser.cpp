// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/modelchooser.h"

#include <QLineEdit>
#include <QMenu>

namespace ui {

ModelChooser::ModelChooser(const ModelOffer &offer, QLineEdit *edit, QWidget *parent)
    : QToolButton(parent)
    , m_edit(edit)
{
    setText(tr("Add"));
    setAccessibleName(tr("Add a model"));
    setToolTip(tr("Add a model of the backend's list, or keep"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(this);
    setMenu(menu);
    QAction *keep = menu->addAction(tr("keep: the model that was asked for stays"));
    connect(keep, &QAction::triggered, this, [this] { add(QStringLiteral("keep")); });
    menu->addSeparator();
    if (offer.listed.isEmpty())
        menu->addAction(tr("The backend's list is not known"))->setEnabled(false);
    for (const QByteArray &model : offer.listed)
        offerModel(model, offer);
}

void ModelChooser::offerModel(const QByteArray &model, const ModelOffer &offer)
{
    const QString name = QString::fromUtf8(model);
    const proxy::ModelFacts *facts = offer.models.find(model);
    const QDate ends = facts ? facts->ends : QDate();
    const bool hasEnded = facts && facts->hasEnded(offer.day);
    QString text = name;
    // In a menu a lone ampersand would underline what follows it.
    text.replace(u'&', QStringLiteral("&&"));
    if (ends.isValid())
        text = (hasEnded ? tr("%1 (ended on %2)") : tr("%1 (ends on %2)"))
                   .arg(text, ends.toString(Qt::ISODate));
    QAction *action = menu()->addAction(text);
    action->setData(name);
    action->setEnabled(!hasEnded);
    connect(action, &QAction::triggered, this, [this, name] { add(name); });
}

void ModelChooser::add(const QString &model)
{
    QStringList models;
    for (const QString &item : m_edit->text().split(u',', Qt::SkipEmptyParts))
        models << item.trimmed();
    if (!models.contains(model))
        models << model;
    m_edit->setText(models.join(QStringLiteral(", ")));
    m_edit->setFocus();
}

} // namespace ui
