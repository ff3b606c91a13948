// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QTabWidget;

namespace ui {

class HeadersView;
class ProxySource;
class TimelineBar;

/// One exchange, step by step: where the time went, why this model, what changed, what it used.
class ExchangeDetails final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExchangeDetails)

public:
    explicit ExchangeDetails(const ProxySource &source, QWidget *parent = nullptr);

    void show(const proxy::Exchange &exchange);
    void showNothing();

Q_SIGNALS:
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);

private:
    void buildHead();
    QWidget *buildFacts();
    QPushButton *addButton(const QString &text);
    void copyAsCurl() const;
    void copyAsJson() const;

    const ProxySource &m_source;
    QLabel *m_title;
    TimelineBar *m_timeline;
    QLabel *m_facts;
    HeadersView *m_headers;
    QTabWidget *m_tabs;
    QWidget *m_buttons;
    std::optional<proxy::Exchange> m_exchange;
};

/// A command that sends a request of the same shape: the recorded text where there is one, else a
/// placeholder. No key is in it, the shell's variables stand in their place.
[[nodiscard]] QString curlText(const proxy::Exchange &exchange, const QString &baseUrl);

} // namespace ui
