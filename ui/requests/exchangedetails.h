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

/// Shows one exchange in detail: the time of each step, the reasons of the decision, the changes
/// and the usage.
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

/// Returns a curl command for a similar request. It has the recorded text, if there is one, else a
/// placeholder. Keys are shell variables.
[[nodiscard]] QString curlText(const proxy::Exchange &exchange, const QString &baseUrl);

} // namespace ui
