// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/onscreen.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace ui {

namespace {

/// As much of the title bar as one can take hold of.
constexpr int kGripWidth = 80;
constexpr int kGripHeight = 24;

QList<QRect> freeAreas()
{
    QList<QRect> areas;
    if (const QScreen *main = QGuiApplication::primaryScreen())
        areas << main->availableGeometry();
    for (const QScreen *screen : QGuiApplication::screens()) {
        if (!areas.contains(screen->availableGeometry()))
            areas << screen->availableGeometry();
    }
    return areas;
}

} // namespace

QRect broughtBack(const QRect &frame, const QList<QRect> &screens)
{
    const QRect grip(frame.topLeft(), QSize(frame.width(), kGripHeight));
    const auto holds = [&grip](const QRect &screen) {
        const QRect seen = screen.intersected(grip);
        return seen.width() >= std::min(kGripWidth, grip.width()) && seen.height() >= kGripHeight;
    };
    if (screens.isEmpty() || std::any_of(screens.begin(), screens.end(), holds))
        return frame;
    const QRect &home = screens.first();
    QRect place(QPoint(), frame.size().boundedTo(home.size()));
    place.moveCenter(home.center());
    return place;
}

void bringOnScreen(QWidget &window)
{
    const QRect frame = window.frameGeometry();
    const QRect place = broughtBack(frame, freeAreas());
    if (place == frame)
        return;
    const QSize border = frame.size() - window.size();
    window.resize(place.size() - border);
    window.move(place.topLeft());
}

void keepOnScreen(QWidget &window)
{
    const auto check = [&window] { bringOnScreen(window); };
    const auto watch = [&window, check](QScreen *screen) {
        QObject::connect(screen, &QScreen::availableGeometryChanged, &window, check);
    };
    for (QScreen *screen : QGuiApplication::screens())
        watch(screen);
    QObject::connect(qGuiApp, &QGuiApplication::screenAdded, &window, watch);
    // Once the screen has left the list.
    QObject::connect(qGuiApp, &QGuiApplication::screenRemoved, &window, check,
                     Qt::QueuedConnection);
}

} // namespace ui
