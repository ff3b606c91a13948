// SPDX-License-Identifier: LicenseRef-Private
#include "ui/health/breakerdiagram.h"

#include "ui/look/palette.h"

#include <QDateTime>
#include <QPainter>

#include <algorithm>

namespace ui {

namespace {

constexpr int kBoxWidth = 84;
constexpr int kBoxHeight = 30;
constexpr int kGap = 20;
constexpr int kPipsEnd = 14;
constexpr qint64 kUsualWait = 10000;

} // namespace

BreakerDiagram::BreakerDiagram(QWidget *parent)
    : QWidget(parent)
{ }

void BreakerDiagram::show(const proxy::BreakerStatus &breaker)
{
    m_breaker = breaker;
    setAccessibleName(breakerText(breaker));
    setToolTip(breakerText(breaker));
    update();
}

QSize BreakerDiagram::sizeHint() const
{
    return {3 * kBoxWidth + 2 * kGap + 2, kBoxHeight + 26};
}

QSize BreakerDiagram::minimumSizeHint() const
{
    return sizeHint();
}

void BreakerDiagram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintState(painter, 0, breakerStateName("closed"), m_breaker.state == "closed");
    paintState(painter, 1, breakerStateName("open"), m_breaker.state == "open");
    paintState(painter, 2, breakerStateName("half-open"), m_breaker.state == "half-open");
    paintPips(painter);
    if (m_breaker.state == "open" && m_breaker.nextProbeMs)
        paintCountdown(painter);
}

void BreakerDiagram::paintCountdown(QPainter &painter) const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 left = std::max<qint64>(0, *m_breaker.nextProbeMs - now);
    const qint64 whole =
        std::max<qint64>(1, *m_breaker.nextProbeMs - m_breaker.sinceMs.value_or(now - kUsualWait));
    const QRectF ring(kPipsEnd + m_breaker.threshold * 16, kBoxHeight + 7, 14, 14);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Mid), 3));
    painter.drawEllipse(ring);
    painter.setPen(QPen(seriesColour(5), 3));
    // In sixteenths of a degree, clockwise from the top.
    painter.drawArc(ring, 90 * 16,
                    -static_cast<int>(360 * 16 * std::min<qint64>(left, whole) / whole));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(ring.topRight() + QPointF(8, 12),
                     left == 0 ? tr("a probe is due")
                               : tr("next probe in %1 s").arg((left + 999) / 1000));
}

void BreakerDiagram::paintState(QPainter &painter, int place, const QString &text, bool lit) const
{
    const QRectF box(1 + place * (kBoxWidth + kGap), 1, kBoxWidth, kBoxHeight);
    const QColor ink = palette().color(QPalette::WindowText);
    const QColor good = seriesColour(2);
    const QColor bad = seriesColour(5);
    painter.setPen(QPen(ink, lit ? 2 : 1));
    painter.setBrush(lit ? (place == 0 ? good : bad) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 5, 5);
    if (place < 2) {
        const QPointF tip(box.right() + kGap - 3, box.center().y());
        painter.setPen(QPen(ink, 1));
        painter.drawLine(QPointF(box.right() + 3, box.center().y()), tip);
        painter.drawPolyline(QPolygonF {{tip + QPointF(-5, -4), tip, tip + QPointF(-5, 4)}});
    }
    painter.setPen(lit ? QColor(Qt::white) : ink);
    QFont font = painter.font();
    font.setBold(lit);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, text);
}

void BreakerDiagram::paintPips(QPainter &painter) const
{
    painter.setPen(palette().color(QPalette::WindowText));
    for (int pip = 0; pip < m_breaker.threshold; ++pip) {
        const bool filled = pip < std::min(m_breaker.consecutiveFailures, m_breaker.threshold);
        painter.setBrush(filled ? QBrush(seriesColour(5)) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QPointF(9 + pip * 16, kBoxHeight + 14), 5, 5);
    }
}

QString breakerStateName(const QByteArray &state)
{
    if (state == "closed")
        return BreakerDiagram::tr("closed");
    return state == "half-open" ? BreakerDiagram::tr("half-open") : BreakerDiagram::tr("open");
}

QString breakerText(const proxy::BreakerStatus &breaker)
{
    if (breaker.state == "closed")
        return BreakerDiagram::tr("Closed: %n failure(s) in a row", nullptr,
                                  breaker.consecutiveFailures);
    if (breaker.state == "half-open")
        return BreakerDiagram::tr("Half-open: a probe is under way");
    if (!breaker.nextProbeMs)
        return BreakerDiagram::tr("Open");
    const qint64 left =
        std::max<qint64>(0, *breaker.nextProbeMs - QDateTime::currentMSecsSinceEpoch());
    // Morph's waits for the next request.
    if (left == 0)
        return BreakerDiagram::tr("Open: a probe is due");
    return BreakerDiagram::tr("Open: next probe in %1 s").arg((left + 999) / 1000);
}

} // namespace ui
