// SPDX-License-Identifier: LicenseRef-Private
#include "ui/timelinebar.h"

#include "ui/humanformat.h"
#include "ui/palette.h"

#include <QPainter>

#include <cmath>

namespace ui {

namespace {

constexpr int kHeight = 24;
constexpr double kMinimumShare = 0.06;

} // namespace

TimelineBar::TimelineBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TimelineBar::show(const proxy::Exchange &exchange)
{
    using Micros = std::chrono::microseconds;
    const proxy::Timing &timing = exchange.timing;
    const Micros decided = timing.inspect + timing.decide;
    const Micros connected = timing.connected.value_or(decided);
    m_parts.clear();
    if (exchange.routable) {
        m_parts.push_back({tr("inspect"), timing.inspect});
        m_parts.push_back({tr("decide"), timing.decide});
    }
    if (timing.connected)
        m_parts.push_back({tr("connect"), std::max(Micros(0), connected - decided)});
    if (timing.firstByte)
        m_parts.push_back({tr("first byte"), std::max(Micros(0), *timing.firstByte - connected)});
    if (timing.firstByte && timing.finished)
        m_parts.push_back({tr("stream"), *timing.finished - *timing.firstByte});
    QStringList spoken;
    for (const Part &part : m_parts)
        spoken << part.name + u' ' + humanDuration(part.time);
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    setToolTip(spoken.join(u'\n'));
    update();
}

void TimelineBar::clear()
{
    m_parts.clear();
    update();
}

QSize TimelineBar::sizeHint() const
{
    return {400, kHeight};
}

void TimelineBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    std::vector<double> shares;
    double sum = 0;
    for (const Part &part : m_parts) {
        shares.push_back(std::sqrt(static_cast<double>(part.time.count()) + 1));
        sum += shares.back();
    }
    double whole = 0;
    for (double &share : shares) {
        share = std::max(share / sum, kMinimumShare);
        whole += share;
    }
    double left = 0;
    for (size_t at = 0; at < m_parts.size(); ++at) {
        const double width = shares[at] / whole * this->width();
        const QRectF box(left, 0, width - 2, height());
        const QColor colour = seriesColour(static_cast<int>(at));
        painter.fillRect(box, colour);
        painter.setPen(colour.lightness() < 140 ? Qt::white : Qt::black);
        const QString text = m_parts[at].name + u' ' + humanDuration(m_parts[at].time);
        painter.drawText(
            box.adjusted(4, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(width) - 8));
        left += width;
    }
}

} // namespace ui
