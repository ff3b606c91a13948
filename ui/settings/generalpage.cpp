// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/generalpage.h"

#include "ui/host/language.h"
#include "ui/look/theme.h"
#include "ui/tray/notifier.h"
#include "ui/tray/statusicons.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QSettings>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kAutomatic = -1;
const QString kInTray = QStringLiteral("window/startsInTray");

} // namespace

bool startsInTray()
{
    return QSettings().value(kInTray).toBool();
}

GeneralPage::GeneralPage(DesktopHost &host, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
{
    auto *form = new QFormLayout;
    form->addRow(tr("&Theme"), buildThemes());
    form->addRow(tr("&Language"), buildLanguages());
    form->addRow(tr("Tray &icon"), buildTrayIcons());
    form->addRow(QString(), buildAutostart());
    form->addRow(QString(), buildStartInTray());
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buildNotifications());
    layout->addStretch();
}

QComboBox *GeneralPage::buildThemes()
{
    auto *themes = new QComboBox;
    themes->addItem(tr("As the system"), static_cast<int>(Theme::System));
    themes->addItem(tr("Light"), static_cast<int>(Theme::Light));
    themes->addItem(tr("Dark"), static_cast<int>(Theme::Dark));
    themes->setCurrentIndex(themes->findData(static_cast<int>(chosenTheme())));
    connect(themes, &QComboBox::activated, this,
            [themes] { chooseTheme(static_cast<Theme>(themes->currentData().toInt())); });
    return themes;
}

QComboBox *GeneralPage::buildLanguages()
{
    auto *languages = new QComboBox;
    languages->addItem(tr("As the system"), QString());
    for (const auto &[code, name] : carriedLanguages())
        languages->addItem(name, code);
    languages->setCurrentIndex(std::max(0, languages->findData(chosenLanguage())));
    languages->setToolTip(tr("Takes effect when this dialog is closed"));
    connect(languages, &QComboBox::activated, this,
            [languages] { chooseLanguage(languages->currentData().toString()); });
    return languages;
}

QComboBox *GeneralPage::buildTrayIcons()
{
    auto *icons = new QComboBox;
    icons->addItem(tr("As the panel wants it"), kAutomatic);
    for (const auto &[variant, name] :
         {std::pair {IconVariant::Outlined, tr("With an outline, for any panel")},
          std::pair {IconVariant::Light, tr("For light panels")},
          std::pair {IconVariant::Dark, tr("For dark panels")}})
        icons->addItem(statusIcon(TrayState::Running, variant), name, static_cast<int>(variant));
    const auto chosen = chosenTrayIcon();
    icons->setCurrentIndex(
        std::max(0, icons->findData(chosen ? static_cast<int>(*chosen) : kAutomatic)));
    connect(icons, &QComboBox::activated, this, [icons] {
        const int variant = icons->currentData().toInt();
        chooseTrayIcon(variant == kAutomatic ? std::nullopt
                                             : std::optional(static_cast<IconVariant>(variant)));
    });
    return icons;
}

QWidget *GeneralPage::buildAutostart()
{
    auto *whole = new QWidget;
    auto *box = new QCheckBox(tr("&Start at login"));
    auto *problem = new QLabel;
    problem->setWordWrap(true);
    problem->hide();
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(box);
    layout->addWidget(problem);
    box->setChecked(m_host.startsAtLogin());
    connect(box, &QCheckBox::toggled, this, [this, box, problem](bool on) {
        const proxy::Result<void> done = m_host.setStartsAtLogin(on);
        problem->setVisible(!done);
        problem->setText(done ? QString() : QStringLiteral("▲ ") + engineText(done.error().detail));
        const QSignalBlocker quiet(box);
        box->setChecked(m_host.startsAtLogin());
    });
    return whole;
}

QCheckBox *GeneralPage::buildStartInTray()
{
    auto *box = new QCheckBox(tr("Start in the t&ray, without a window"));
    box->setChecked(startsInTray());
    connect(box, &QCheckBox::toggled, this, [](bool on) { QSettings().setValue(kInTray, on); });
    return box;
}

QWidget *GeneralPage::buildNotifications()
{
    auto *group = new QGroupBox(tr("Tell me when"));
    auto *layout = new QVBoxLayout(group);
    for (const NotificationKind kind : kNotificationKinds) {
        auto *box = new QCheckBox(notificationName(kind));
        box->setChecked(isNotificationWanted(kind));
        connect(box, &QCheckBox::toggled, this,
                [kind](bool wanted) { setNotificationWanted(kind, wanted); });
        layout->addWidget(box);
    }
    return group;
}

} // namespace ui
