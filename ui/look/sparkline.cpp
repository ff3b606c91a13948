// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/sparkline.h"

#include "ui/look/humanformat.h"
#include "ui/look/palette.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace ui {

Sparkline::Sparkline(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void Sparkline::add(std::chrono::microseconds time)
{
    m_times.push_back(time);
    if (m_times.size() > kMost)
        m_times.pop_front();
    setToolTip(tr("%1: %2 the last time").arg(m_name, humanDuration(time)));
    update();
}

QSize Sparkline::sizeHint() const
{
    return {160, 2 * fontMetrics().height() + 22};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = fontMetrics().height();
    painter.setPen(palette().color(QPalette::PlaceholderText));
    if (m_times.size() < 2) {
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop, m_name + QStringLiteral(" –"));
        return;
    }
    const auto largest = *std::max_element(m_times.begin(), m_times.end());
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop,
                     m_name + u' ' + humanDuration(m_times.back()));
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignTop,
                     tr("at most %1").arg(humanDuration(largest)));
    const QRectF area(1, line + 3, width() - 2, height() - line - 6);
    QPainterPath path;
    for (size_t at = 0; at < m_times.size(); ++at) {
        const double share = static_cast<double>(m_times[at].count())
                             / static_cast<double>(std::max<qint64>(1, largest.count()));
        const QPointF point(area.left()
                                + area.width() * static_cast<double>(at)
                                      / static_cast<double>(m_times.size() - 1),
                            area.bottom() - area.height() * share);
        at == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setPen(QPen(seriesColour(0), 1.5));
    painter.drawPath(path);
}

} // namespace ui
