// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QWidget>

#include <chrono>
#include <deque>

namespace ui {

/// Draws the last latencies as a small line, with the newest and the largest one as text.
class Sparkline final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Sparkline)

public:
    static constexpr size_t kMost = 120;

    explicit Sparkline(const QString &name, QWidget *parent = nullptr);

    void add(std::chrono::microseconds time);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    std::deque<std::chrono::microseconds> m_times;
};

} // namespace ui
