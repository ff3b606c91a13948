// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/timelinebar.h"

#include "ui/look/humanformat.h"
#include "ui/look/palette.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace ui {

namespace {

constexpr int kMargin = 4;
constexpr int kLeastBar = 2; ///< a step that took place is seen
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
    const bool isOpen = exchange.end == proxy::ExchangeEnd::Open;
    const Micros elapsed = std::chrono::milliseconds(
        std::max<qint64>(0, QDateTime::currentMSecsSinceEpoch() - exchange.startedAtMs));
    const Micros end = timing.finished.value_or(isOpen ? elapsed : Micros(0));
    const Micros decided = timing.inspect + timing.decide;
    const Micros connected = timing.connected.value_or(decided);
    m_parts.clear();
    if (exchange.routable) {
        add(tr("inspect"), Micros(0), timing.inspect);
        add(tr("decide"), timing.inspect, decided);
    }
    if (timing.connected)
        add(tr("connect"), decided, connected);
    if (timing.firstByte) {
        add(tr("first byte"), connected, *timing.firstByte);
        add(exchange.streaming ? tr("stream") : tr("answer"), *timing.firstByte, end, isOpen);
    } else if (isOpen) {
        add(tr("waiting"), connected, end, true);
    }
    m_whole = m_parts.empty() ? Micros(0) : m_parts.back().begin + m_parts.back().time;
    QStringList spoken;
    for (const Part &part : m_parts)
        spoken << partText(part);
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    update();
}

void TimelineBar::add(const QString &name, std::chrono::microseconds begin,
                      std::chrono::microseconds end, bool goesOn)
{
    m_parts.push_back({name, begin, std::max(std::chrono::microseconds(0), end - begin), goesOn});
}

void TimelineBar::clear()
{
    m_parts.clear();
    setAccessibleName({});
    update();
}

int TimelineBar::barHeight() const
{
    return fontMetrics().height() + kMargin;
}

QSize TimelineBar::sizeHint() const
{
    return {400, barHeight() + fontMetrics().height() + kMargin};
}

QSize TimelineBar::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

QRectF TimelineBar::boxOf(size_t part) const
{
    const auto at = [this](std::chrono::microseconds time) {
        return m_whole.count() == 0 ? 0.0
                                    : width() * static_cast<double>(time.count())
                                          / static_cast<double>(m_whole.count());
    };
    const Part &shown = m_parts.at(part);
    const double left = at(shown.begin);
    return {left, 0, std::max<double>(at(shown.time), kLeastBar), static_cast<double>(barHeight())};
}

QString partText(const TimelineBar::Part &part)
{
    return part.name + u' ' + humanDuration(part.time)
           + (part.goesOn ? QStringLiteral("…") : QString());
}

void TimelineBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    std::vector<size_t> outside;
    // The shortest last: else their neighbours would cover them.
    std::vector<size_t> order(m_parts.size());
    std::iota(order.begin(), order.end(), size_t {0});
    std::stable_sort(order.begin(), order.end(), [this](size_t one, size_t other) {
        return m_parts[one].time > m_parts[other].time;
    });
    for (const size_t at : order) {
        const QRectF box = boxOf(at);
        const QColor colour = seriesColour(static_cast<int>(at));
        painter.fillRect(box, colour);
        if (m_parts[at].goesOn)
            painter.fillRect(box, QBrush(palette().color(QPalette::Window), Qt::BDiagPattern));
        const QString text = partText(m_parts[at]);
        if (fontMetrics().horizontalAdvance(text) + 2 * kMargin > box.width()) {
            outside.push_back(at);
            continue;
        }
        painter.setPen(qGray(colour.rgb()) < kDarkGround ? Qt::white : Qt::black);
        painter.drawText(box.adjusted(kMargin, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
    }
    std::sort(outside.begin(), outside.end());
    drawOutside(painter, outside);
}

/// The names of the short steps, one after another below the bar.
void TimelineBar::drawOutside(QPainter &painter, const std::vector<size_t> &parts) const
{
    constexpr int kSwatch = 8;
    double free = 0;
    const int top = barHeight() + kMargin / 2;
    const int height = fontMetrics().height();
    for (const size_t at : parts) {
        const QString text = partText(m_parts[at]);
        const double wanted = kSwatch + kMargin + fontMetrics().horizontalAdvance(text);
        // Below its bar, or where the name before ends; the last one not beyond the edge.
        const double left = std::max(free, std::min(boxOf(at).left(), width() - wanted));
        const QRectF swatch(left, top + (height - kSwatch) / 2.0, kSwatch, kSwatch);
        painter.fillRect(swatch, seriesColour(static_cast<int>(at)));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(left + kSwatch + kMargin, top, wanted, height),
                         Qt::AlignVCenter | Qt::AlignLeft, text);
        free = left + wanted + 3 * kMargin;
    }
}

bool TimelineBar::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QStringList lines;
    for (size_t at = 0; at < m_parts.size(); ++at) {
        const Part &part = m_parts[at];
        const QRectF box = boxOf(at);
        const bool isHere = help->pos().x() >= box.left() && help->pos().x() <= box.right();
        lines << (isHere ? QStringLiteral("▸ ") : QStringLiteral("  "))
                     + tr("%1: %2, from %3 on")
                           .arg(part.name, humanDuration(part.time), humanDuration(part.begin));
    }
    if (!lines.isEmpty())
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
    return true;
}

} // namespace ui
