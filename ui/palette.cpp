// SPDX-License-Identifier: LicenseRef-Private
#include "ui/palette.h"

#include <QGuiApplication>
#include <QPalette>

#include <array>

namespace ui {

QColor seriesColour(int index)
{
    static constexpr std::array<QRgb, 7> kColours {0xff56b4e9, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                                   0xff0072b2, 0xffd55e00, 0xff999999};
    return QColor(kColours.at(static_cast<size_t>(index) % kColours.size()));
}

bool isDark()
{
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

} // namespace ui
