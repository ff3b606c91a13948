// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/trafficfigures.h"
#include "ui/statistics/chartpanel.h"

#include <functional>

namespace ui {

/// Maps the number of a name to the name, as TrafficSamples::name() does.
using NameOf = std::function<QString(int)>;

// One function a chart: draws the figures into the panel, as chart and as table. Colours are told
// apart by colour-blind eyes too, and each is named in a legend.
void drawDifficulties(ChartPanel &panel, const TrafficFigures &figures);
void drawDifficultiesOverTime(ChartPanel &panel, const TrafficFigures &figures);
void drawPairs(ChartPanel &panel, const TrafficFigures &figures, const NameOf &nameOf);
void drawLatency(ChartPanel &panel, const TrafficFigures &figures);
void drawTraffic(ChartPanel &panel, const TrafficFigures &figures);
void drawMoney(ChartPanel &panel, const TrafficFigures &figures);

} // namespace ui
