// SPDX-License-Identifier: LicenseRef-Private
#include "ui/theme.h"

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleFactory>

namespace ui {

namespace {

const QString kThemeKey = QStringLiteral("appearance/theme");
const QString kLanguageKey = QStringLiteral("appearance/language");

struct Tones
{
    QRgb window, base, alternate, text, faint, button, highlight, highlightedText, link, mid;
};

constexpr Tones kLight {0xfff3f3f4, 0xffffffff, 0xfff6f7f9, 0xff1c1e21, 0xff8a8d93,
                        0xffebecee, 0xff2264a8, 0xffffffff, 0xff1a5fb4, 0xffc3c6cb};
constexpr Tones kDark {0xff2b2f33, 0xff1c1f22, 0xff23272a, 0xffe4e6e8, 0xff888d93,
                       0xff3a4046, 0xff2d6cab, 0xffffffff, 0xff6cb0f2, 0xff4a5056};

bool settingsFileSays(const QString &name, const QString &key, const QString &part)
{
    const QString path = QStandardPaths::locate(QStandardPaths::GenericConfigLocation, name);
    if (path.isEmpty())
        return false;
    const QString value = QSettings(path, QSettings::IniFormat).value(key).toString();
    return value.contains(part, Qt::CaseInsensitive);
}

bool gtkAsksForDark()
{
    const QString gtk = QStringLiteral("gtk-3.0/settings.ini");
    return qEnvironmentVariable("GTK_THEME").contains(QStringLiteral("dark"), Qt::CaseInsensitive)
           || settingsFileSays(gtk, QStringLiteral("Settings/gtk-theme-name"),
                               QStringLiteral("dark"))
           || settingsFileSays(gtk, QStringLiteral("Settings/gtk-application-prefer-dark-theme"),
                               QStringLiteral("1"))
           || settingsFileSays(gtk, QStringLiteral("Settings/gtk-application-prefer-dark-theme"),
                               QStringLiteral("true"));
}

/// The palette before ours replaces it; asked once.
const QPalette &platformPalette()
{
    static const QPalette palette = QApplication::palette();
    return palette;
}

void setDisabledTones(QPalette &palette, const Tones &tones)
{
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, tones.faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, tones.mid);
    palette.setColor(QPalette::Disabled, QPalette::Base, tones.window);
}

} // namespace

QPalette themePalette(bool dark)
{
    const Tones &tones = dark ? kDark : kLight;
    // Shades for frames and bevels follow from these two.
    QPalette palette(QColor(tones.button), QColor(tones.window));
    palette.setColor(QPalette::Base, tones.base);
    palette.setColor(QPalette::AlternateBase, tones.alternate);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, tones.text);
    palette.setColor(QPalette::ToolTipBase, tones.button);
    palette.setColor(QPalette::PlaceholderText, tones.faint);
    palette.setColor(QPalette::Highlight, tones.highlight);
    palette.setColor(QPalette::HighlightedText, tones.highlightedText);
    palette.setColor(QPalette::Link, tones.link);
    palette.setColor(QPalette::LinkVisited, tones.link);
    palette.setColor(QPalette::Mid, tones.mid);
    setDisabledTones(palette, tones);
    return palette;
}

bool platformIsDark(const QPalette &platform)
{
    const int window = platform.color(QPalette::Window).lightness();
    const int text = platform.color(QPalette::WindowText).lightness();
    return window < text || gtkAsksForDark()
           || settingsFileSays(QStringLiteral("kdeglobals"), QStringLiteral("General/ColorScheme"),
                               QStringLiteral("dark"));
}

void applyTheme(Theme theme)
{
    const QPalette &platform = platformPalette();
    const bool dark = theme == Theme::Dark || (theme == Theme::System && platformIsDark(platform));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(themePalette(dark));
}

Theme chosenTheme()
{
    const QString name = QSettings().value(kThemeKey).toString();
    if (name == QStringLiteral("dark"))
        return Theme::Dark;
    return name == QStringLiteral("light") ? Theme::Light : Theme::System;
}

void chooseTheme(Theme theme)
{
    QSettings().setValue(kThemeKey, theme == Theme::Dark    ? QStringLiteral("dark")
                                    : theme == Theme::Light ? QStringLiteral("light")
                                                            : QStringLiteral("system"));
    applyTheme(theme);
}

QString chosenLanguage()
{
    return QSettings().value(kLanguageKey).toString();
}

void chooseLanguage(const QString &code)
{
    QSettings().setValue(kLanguageKey, code);
}

} // namespace ui
