// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "ui/requests/exchangefacts.h"
#include "ui/requests/textsreader.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QTabWidget;
class QTextBrowser;

namespace ui {

class BodyView;
class HeadersView;
class ProxySource;
class SessionLane;
class TimelineBar;

/// Shows one exchange in detail: what came of it in one line, the time of each step, cost and
/// usage, the reasons of the decision, headers, and the turns of its session.
class ExchangeDetails final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExchangeDetails)

public:
    /// Returns the requests of a session that the table has, the oldest first.
    using TurnsOf = std::function<std::vector<proxy::Exchange>(const QByteArray &session)>;

    explicit ExchangeDetails(const ProxySource &source, QWidget *parent = nullptr);

    void setTurns(TurnsOf turnsOf) { m_turnsOf = std::move(turnsOf); }
    void show(const proxy::Exchange &exchange);
    void showNothing();
    /// Goes to the turn of the session that is @p turns after the shown one.
    void stepTurn(int turns);
    [[nodiscard]] const ProxySource &source() const { return m_source; }
    /// Where the bodies come from; a file may stand in for the proxy.
    [[nodiscard]] TextsReader &texts() { return m_texts; }
    /// Puts the focus into the search of the text that is shown. Returns false when none is.
    [[nodiscard]] bool searchText();
    /// Shows the page with the turns of the session, and what differs from the one before.
    void showSession();

Q_SIGNALS:
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);
    void turnRequested(const QByteArray &id);

private:
    void buildHead();
    void buildFacts();
    void writeFacts();
    void foldChecks();
    void fillSession();
    void showTexts();
    [[nodiscard]] QString pace() const;
    QPushButton *addButton(const QString &text);
    void copyAsCurl() const;
    void copyAsJson() const;

    const ProxySource &m_source;
    TurnsOf m_turnsOf;
    TextsReader m_texts;
    QLabel *m_title;
    QLabel *m_verdict;
    TimelineBar *m_timeline;
    QTextBrowser *m_facts;
    BodyView *m_request;
    BodyView *m_answer;
    HeadersView *m_headers;
    SessionLane *m_session;
    QTabWidget *m_tabs;
    QWidget *m_buttons;
    QAction *m_curl = nullptr;
    Checks m_checks = Checks::Folded;
    QString m_written; ///< what m_facts shows
    std::optional<proxy::Exchange> m_exchange;
};

/// Returns a curl command for the same request with @p body, if that is kept whole; else for a
/// similar one with the recorded text, or a placeholder. Keys are shell variables.
[[nodiscard]] QString curlText(const proxy::Exchange &exchange, const QString &baseUrl,
                               const QByteArray &body = {});
/// Returns the row of the request log.
[[nodiscard]] QString jsonText(const proxy::Exchange &exchange);

} // namespace ui
