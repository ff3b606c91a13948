// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manuallink.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QShortcut>
#include <QToolButton>

namespace ui {

QUrl manualUrl(const QString &page, const QString &section)
{
    QUrl url;
    url.setScheme(QLatin1StringView(kManualScheme));
    url.setPath(page);
    if (!section.isEmpty())
        url.setFragment(section);
    return url;
}

QString manualLink(const QString &page, const QString &section, const QString &text)
{
    return QStringLiteral("<a href='%1'>%2</a>")
        .arg(QString::fromLatin1(manualUrl(page, section).toEncoded()), text.toHtmlEscaped());
}

QToolButton *makeManualButton(const QUrl &place, const QString &subject, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(QStringLiteral("?"));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    const QString name = QCoreApplication::translate("ManualLink", "What is this? %1").arg(subject);
    button->setAccessibleName(name);
    button->setToolTip(QCoreApplication::translate("ManualLink", "What is this? (manual)"));
    QObject::connect(button, &QToolButton::clicked, button,
                     [place] { QDesktopServices::openUrl(place); });
    return button;
}

void explainWithF1(QWidget &widget, const QUrl &place)
{
    auto *shortcut =
        new QShortcut(Qt::Key_F1, &widget, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    QObject::connect(shortcut, &QShortcut::activated, &widget,
                     [place] { QDesktopServices::openUrl(place); });
}

} // namespace ui
