// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manuallink.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QKeyEvent>
#include <QToolButton>

#include <utility>

namespace ui {

namespace {

/// Takes F1 before the window's menu does, which has it for the manual as a whole.
class F1Listener final : public QObject
{
public:
    F1Listener(std::function<QUrl()> place, QObject *parent)
        : QObject(parent)
        , m_place(std::move(place))
    { }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool isKey =
            event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
        if (!isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_F1)
            return QObject::eventFilter(watched, event);
        event->accept();
        if (event->type() == QEvent::KeyPress)
            QDesktopServices::openUrl(m_place());
        return true;
    }

private:
    std::function<QUrl()> m_place;
};

} // namespace

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
    button->setToolTip(QCoreApplication::translate("ManualLink", "What is this? (manual, F1)"));
    QObject::connect(button, &QToolButton::clicked, button,
                     [place] { QDesktopServices::openUrl(place); });
    return button;
}

void explainWithF1(QWidget &widget, std::function<QUrl()> place)
{
    widget.installEventFilter(new F1Listener(std::move(place), &widget));
}

} // namespace ui
