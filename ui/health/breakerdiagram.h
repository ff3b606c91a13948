// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/status/servicestatus.h"

#include <QWidget>

namespace ui {

/// Draws a circuit breaker: three linked boxes for closed, open and half-open with the present one
/// highlighted, a dot for each consecutive failure, and the time until the next probe as text.
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

/// Returns "closed", "open" or "half-open" in the language of the window.
[[nodiscard]] QString breakerStateName(const QByteArray &state);

/// Returns the state as a text: "Open: next probe in 7 s".
[[nodiscard]] QString breakerText(const proxy::BreakerStatus &breaker);

} // namespace ui
