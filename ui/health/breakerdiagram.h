// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QWidget>

namespace ui {

/// A breaker one understands at a glance: closed, open, half-open as three linked boxes with the
/// present one lit, failures in a row as pips, the countdown to the probe in words.
class BreakerDiagram final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BreakerDiagram)

public:
    explicit BreakerDiagram(QWidget *parent = nullptr);

    void show(const proxy::BreakerStatus &breaker);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintState(QPainter &painter, int place, const QString &text, bool lit) const;
    void paintPips(QPainter &painter) const;
    void paintCountdown(QPainter &painter) const;

    proxy::BreakerStatus m_breaker;
};

/// "closed", "open" or "half-open", in the language of the window.
[[nodiscard]] QString breakerStateName(const QByteArray &state);

/// "Open: next probe in 7 s", in words.
[[nodiscard]] QString breakerText(const proxy::BreakerStatus &breaker);

} // namespace ui
