// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/generalpage.h"

#include "ui/host/language.h"
#include "ui/look/theme.h"
#include "ui/tray/globalshortcuts.h"
#include "ui/tray/notifier.h"
#include "ui/tray/statusicons.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kAutomatic = -1;
const QString kInTray = QStringLiteral("window/startsInTray");

QString keysText(const GlobalShortcuts &shortcuts)
{
    QStringList lines;
    for (const GlobalShortcut shortcut : kGlobalShortcuts) {
        const QString keys = shortcuts.keysOf(shortcut);
        lines << GeneralPage::tr("%1: %2").arg(globalShortcutName(shortcut),
                                               keys.isEmpty() ? GeneralPage::tr("no keys") : keys);
    }
    return lines.join(u'\n');
}

/// What came of the user's wish.
QString shortcutsText(const GlobalShortcuts &shortcuts)
{
    switch (shortcuts.state()) {
    case GlobalShortcuts::State::Asking:
        return GeneralPage::tr("The desktop asks which keys they are.");
    case GlobalShortcuts::State::Refused:
        return GeneralPage::tr(
            "▲ The desktop did not give them. Switch them off and on to be asked "
            "again.");
    case GlobalShortcuts::State::Bound:
        return keysText(shortcuts);
    case GlobalShortcuts::State::Missing:
    case GlobalShortcuts::State::Off:
        break;
    }
    return {};
}

} // namespace

bool startsInTray()
{
    return QSettings().value(kInTray).toBool();
}

GeneralPage::GeneralPage(DesktopHost &host, GlobalShortcuts *shortcuts, QWidget *parent)
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
    if (shortcuts != nullptr)
        layout->addWidget(buildShortcuts(*shortcuts));
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

QWidget *GeneralPage::buildShortcuts(GlobalShortcuts &shortcuts)
{
    auto *group = new QGroupBox(tr("Keys that work in every program"));
    auto *box = new QCheckBox(tr("&Pause routing and boost a session from anywhere"));
    box->setChecked(GlobalShortcuts::areWanted());
    auto *keys = new QLabel;
    keys->setWordWrap(true);
    keys->setTextFormat(Qt::PlainText);
    auto *change = new QPushButton(tr("&Change the keys…"));
    auto *layout = new QVBoxLayout(group);
    layout->addWidget(box);
    layout->addWidget(keys);
    layout->addWidget(change, 0, Qt::AlignLeft);
    const auto show = [group, keys, change, &shortcuts] {
        group->setVisible(shortcuts.state() != GlobalShortcuts::State::Missing);
        keys->setText(shortcutsText(shortcuts));
        keys->setVisible(!keys->text().isEmpty());
        change->setVisible(shortcuts.canConfigure());
    };
    connect(box, &QCheckBox::toggled, &shortcuts, &GlobalShortcuts::setWanted);
    connect(change, &QPushButton::clicked, &shortcuts, &GlobalShortcuts::configure);
    connect(&shortcuts, &GlobalShortcuts::changed, group, show);
    show();
    return group;
}

} // namespace ui
