// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QWidget>

#include <vector>

namespace ui {

/// Draws the steps of one exchange as a bar: inspect, Morph, connect, first byte, stream. Each part
/// has its name and duration. The widths follow the square root of the durations, so that short
/// steps stay visible.
class TimelineBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimelineBar)

public:
    explicit TimelineBar(QWidget *parent = nullptr);

    void show(const proxy::Exchange &exchange);
    void clear();

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] std::vector<double> widths(const std::vector<QString> &texts) const;

    struct Part
    {
        QString name;
        std::chrono::microseconds time;
    };
    std::vector<Part> m_parts;
};

} // namespace ui
