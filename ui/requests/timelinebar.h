// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QWidget>

#include <chrono>
#include <vector>

namespace ui {

/// Draws the steps of one exchange as a bar: inspect, decide, connect, first byte, stream. Widths
/// are in proportion to the durations; a step whose name does not fit has it below, with a line to
/// its part. Of an open exchange the last step goes on.
class TimelineBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimelineBar)

public:
    explicit TimelineBar(QWidget *parent = nullptr);

    void show(const proxy::Exchange &exchange);
    void clear();

    struct Part
    {
        QString name;
        std::chrono::microseconds begin {0};
        std::chrono::microseconds time {0};
        bool goesOn = false;
    };
    [[nodiscard]] const std::vector<Part> &parts() const { return m_parts; }
    /// Where a part is drawn, in pixels from the left.
    [[nodiscard]] QRectF boxOf(size_t part) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void add(const QString &name, std::chrono::microseconds begin, std::chrono::microseconds end,
             bool goesOn = false);
    void drawOutside(QPainter &painter, const std::vector<size_t> &parts) const;
    [[nodiscard]] int barHeight() const;

    std::vector<Part> m_parts;
    std::chrono::microseconds m_whole {0};
};

/// Returns a step with its duration: "decide 208 ms". Pure.
[[nodiscard]] QString partText(const TimelineBar::Part &part);

} // namespace ui
