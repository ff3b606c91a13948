// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/palette.h"

#include <QGuiApplication>
#include <QPalette>

#include <array>

namespace ui {

QColor seriesColour(int index)
{
    static constexpr std::array<QRgb, 7> kColours {0xff56b4e9, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                                   0xff0072b2, 0xffd55e00, 0xff999999};
    return {kColours.at(static_cast<size_t>(index) % kColours.size())};
}

bool isDark()
{
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

QColor goodColour()
{
    return isDark() ? QColor(0x5f, 0xd3, 0xa8) : QColor(0x00, 0x70, 0x4f);
}

QColor badColour()
{
    return isDark() ? QColor(0xff, 0x8a, 0x80) : QColor(0xb3, 0x26, 0x1e);
}

QColor quietColour()
{
    return isDark() ? QColor(0xb4, 0xb8, 0xbc) : QColor(0x54, 0x5a, 0x60);
}

QColor warningColour()
{
    return isDark() ? QColor(0xff, 0xc0, 0x4d) : QColor(0x8a, 0x53, 0x00);
}

} // namespace ui
