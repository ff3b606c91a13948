// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/theme.h"

#include "ui/look/systemtheme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QSettings>
#include <QStyleOption>

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

/// Fusion draws the frame of an empty box in tones that vanish on a dark ground.
class FramedFusion final : public QProxyStyle
{
public:
    FramedFusion()
        : QProxyStyle(QStringLiteral("Fusion"))
    { }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        // A shadow behind disabled text makes it harder to read.
        return hint == SH_EtchDisabledText ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    }
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isRound = element == PE_IndicatorRadioButton;
        if (element != PE_IndicatorCheckBox && !isRound)
            return;
        const bool isEnabled = option->state.testFlag(State_Enabled);
        const QPalette::ColorGroup group = isEnabled ? QPalette::Active : QPalette::Disabled;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option->palette.color(group, QPalette::PlaceholderText), 1));
        painter->setBrush(Qt::NoBrush);
        const QRectF frame = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
        const qreal radius = isRound ? frame.width() / 2 : 2;
        painter->drawRoundedRect(frame, radius, radius);
        painter->restore();
    }
};

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

bool systemIsDark()
{
    return platformIsDark(platformPalette());
}

void applyTheme(Theme theme)
{
    const bool system = systemIsDark();
    const bool dark = theme == Theme::Dark || (theme == Theme::System && system);
    if (dynamic_cast<FramedFusion *>(QApplication::style()) == nullptr)
        QApplication::setStyle(new FramedFusion);
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
