// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace ui {

class TimelineBar;

/// One exchange, step by step: where the time went, why this model, what changed, what it used.
class ExchangeDetails final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExchangeDetails)

public:
    explicit ExchangeDetails(QWidget *parent = nullptr);

    void show(const proxy::Exchange &exchange);
    void showNothing();
    void setBaseUrl(const QString &url) { m_baseUrl = url; }

Q_SIGNALS:
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);

private:
    QPushButton *addButton(const QString &text);
    void copyAsCurl() const;
    void copyAsJson() const;

    QLabel *m_title;
    TimelineBar *m_timeline;
    QLabel *m_facts;
    QWidget *m_buttons;
    QString m_baseUrl;
    std::optional<proxy::Exchange> m_exchange;
};

/// A command that sends a request of the same shape; the body is a placeholder, keys are absent.
[[nodiscard]] QString curlText(const proxy::Exchange &exchange, const QString &baseUrl);

} // namespace ui
