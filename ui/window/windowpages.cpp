// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/windowpages.h"

#include "proxy/accounting/handlabels.h"
#include "proxy/accounting/ledgerfiles.h"
#include "ui/happened/happenedpage.h"
#include "ui/health/healthpage.h"
#include "ui/logs/logspage.h"
#include "ui/look/symbolicicon.h"
#include "ui/requests/explaindialog.h"
#include "ui/sessions/sessionspage.h"
#include "ui/statistics/statisticspage.h"
#include "ui/window/messagebar.h"
#include "ui/words/enginetext.h"

#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace ui {

namespace {

constexpr int kRequestsPage = 0;
constexpr int kHealthPage = 2;
constexpr int kLogsPage = 3;
constexpr int kSessionsPage = 4;
constexpr int kHappenedPage = 5;
constexpr size_t kLatest = 100; ///< requests on which rules can be tried
const QString kPageKey = QStringLiteral("window/page");

} // namespace

WindowPages::WindowPages(DesktopHost &host, ProxySource &source, Happenings &happenings,
                         MainWindow &window)
    : m_source(source)
    , m_window(window)
    , m_requests(new RequestsPage(source, host.requestLogDir()))
    , m_statistics(new StatisticsPage(
          source, {.logDir = host.requestLogDir(),
                   .index = proxy::ledgerIndexPath(host.config().config.runtimeDir)}))
    , m_health(new HealthPage(source))
    , m_logs(new LogsPage(host))
    , m_sessions(new SessionsPage(source))
{
    const auto add = [this](QWidget *page, const char *icon, const QString &title) {
        m_window.addPage(page, symbolicIcon(QStringLiteral("page-") + QLatin1StringView(icon)),
                         title);
    };
    add(m_requests, "requests", tr("Requests"));
    add(m_statistics, "statistics", tr("Statistics"));
    add(m_health, "health", tr("Health"));
    add(m_logs, "logs", tr("Logs"));
    add(m_sessions, "sessions", tr("Sessions"));
    auto *happened = new HappenedPage(happenings);
    add(happened, "happened", tr("What happened"));
    connect(happened, &HappenedPage::healthRequested, this, &WindowPages::showHealth);
    const auto count = [this, &happenings] {
        const int unseen = happenings.unseen();
        m_window.setPageTitle(kHappenedPage, unseen == 0 ? tr("What happened")
                                                         : tr("What happened (%1)").arg(unseen));
    };
    connect(&happenings, &Happenings::changed, this, count);
    count();
    QMenu *ofRequests = m_window.viewMenu().addMenu(tr("&Requests"));
    connect(ofRequests, &QMenu::aboutToShow, this, [this, ofRequests] {
        ofRequests->clear();
        m_requests->offerViews(*ofRequests);
    });
    connect(m_sessions, &SessionsPage::requestsWanted, this, [this](const QString &filter) {
        m_requests->filter(filter);
        showRequests();
    });
    connect(m_statistics, &StatisticsPage::requestsWanted, this, [this](const QString &filter) {
        m_requests->filter(filter);
        showRequests();
    });
    connect(m_requests, &RequestsPage::labelRequested, this,
            [this, &host](const QByteArray &id, proxy::Difficulty difficulty) {
                const auto saved = proxy::saveHandLabel(proxy::handLabelsPath(host.requestLogDir()),
                                                        id, difficulty);
                m_window.messageBar().say(
                    saved ? tr("Noted on this machine. \"llm-proxy route review\" shows what such "
                               "notes say of the verdicts; nothing is learnt by itself.")
                          : engineText(saved.error().detail));
            });
    connectPages();
    m_window.showPage(std::clamp(QSettings().value(kPageKey).toInt(), 0, kHappenedPage));
}

WindowPages::~WindowPages()
{
    QSettings().setValue(kPageKey, m_window.page());
}

void WindowPages::showRequests()
{
    m_window.showPage(kRequestsPage);
}

std::vector<proxy::Exchange> WindowPages::latestRequests() const
{
    std::vector<proxy::Exchange> latest;
    const ExchangeModel &model = m_requests->model();
    for (int row = model.rowCount() - 1; row >= 0 && latest.size() < kLatest; --row) {
        if (model.at(row).routable)
            latest.push_back(model.at(row));
    }
    return latest;
}

void WindowPages::showHealth()
{
    m_window.showPage(kHealthPage);
}

void WindowPages::showSession(const QString &id)
{
    m_sessions->select(id);
    m_window.showPage(kSessionsPage);
}

WindowPages::State WindowPages::state() const
{
    return {.requests = m_requests->state(),
            .changes = m_health->changes(),
            .page = m_window.page(),
            .minutes = m_statistics->minutes()};
}

void WindowPages::restore(const State &state)
{
    m_health->addLatencies(state.requests.rows);
    m_health->setChanges(state.changes);
    m_statistics->setMinutes(state.minutes);
    m_requests->restore(state.requests);
    m_window.showPage(state.page);
}

void WindowPages::connectPages()
{
    connect(m_requests, &RequestsPage::connectAgentRequested, this,
            &WindowPages::connectAgentRequested);
    connect(m_requests, &RequestsPage::explainRequested, this, &WindowPages::explain);
    connect(m_requests, &RequestsPage::logRequested, this, [this](const QByteArray &id) {
        m_window.showPage(kLogsPage);
        m_logs->showRequest(id);
    });
    connect(m_requests, &RequestsPage::sessionRequested, this, &WindowPages::showSession);
    connect(m_logs, &LogsPage::requestChosen, this, [this](const QByteArray &id) {
        if (m_requests->select(id))
            showRequests();
        else
            m_window.messageBar().say(tr("That request is not in the table any more."));
    });
}

void WindowPages::explain(const proxy::Exchange &exchange)
{
    auto *dialog = new ExplainDialog(exchange, m_source, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace ui
