// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/timelinebar.h"

#include "ui/look/humanformat.h"
#include "ui/look/palette.h"

#include <QPainter>

#include <cmath>

namespace ui {

namespace {

constexpr int kHeight = 24;
constexpr int kMargin = 12;
/// Below it white is read better than black.
constexpr int kDarkGround = 115;

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

std::vector<double> TimelineBar::widths(const std::vector<QString> &texts) const
{
    std::vector<double> widths;
    double wished = 0;
    double room = width();
    for (size_t at = 0; at < m_parts.size(); ++at) {
        // Short steps stay readable beside long ones: roots, and room for the text first.
        widths.push_back(fontMetrics().horizontalAdvance(texts[at]) + kMargin);
        room -= widths.back();
        wished += std::sqrt(static_cast<double>(m_parts[at].time.count()) + 1);
    }
    for (size_t at = 0; at < m_parts.size(); ++at) {
        const double share = std::sqrt(static_cast<double>(m_parts[at].time.count()) + 1) / wished;
        widths[at] =
            room > 0 ? widths[at] + room * share : width() / static_cast<double>(m_parts.size());
    }
    return widths;
}

void TimelineBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    std::vector<QString> texts;
    for (const Part &part : m_parts)
        texts.push_back(part.name + u' ' + humanDuration(part.time));
    const std::vector<double> widths = this->widths(texts);
    double left = 0;
    for (size_t at = 0; at < m_parts.size(); ++at) {
        const QRectF box(left, 0, widths[at] - 2, height());
        const QColor colour = seriesColour(static_cast<int>(at));
        painter.fillRect(box, colour);
        painter.setPen(qGray(colour.rgb()) < kDarkGround ? Qt::white : Qt::black);
        painter.drawText(box.adjusted(4, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(texts[at], Qt::ElideRight,
                                                          static_cast<int>(widths[at]) - 8));
        left += widths[at];
    }
}

} // namespace ui
