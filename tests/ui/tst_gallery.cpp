// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifelikesessions.h"
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/connect/connectdialog.h"
#include "ui/health/healthpage.h"
#include "ui/host/language.h"
#include "ui/logs/logspage.h"
#include "ui/look/symbolicicon.h"
#include "ui/look/theme.h"
#include "ui/manual/manualwindow.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exportdialog.h"
#include "ui/requests/foldingview.h"
#include "ui/requests/requestspage.h"
#include "ui/sessions/sessionspage.h"
#include "ui/settings/modelchooser.h"
#include "ui/settings/rulesdialog.h"
#include "ui/settings/settingsdialog.h"
#include "ui/statistics/statisticspage.h"
#include "ui/window/mainwindow.h"

#include "proxy/exchange/exchangejson.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace ui;

namespace {

void addThemes()
{
    QTest::addColumn<Theme>("theme");
    QTest::newRow("light") << Theme::Light;
    QTest::newRow("dark") << Theme::Dark;
}

} // namespace

/// Renders each page and dialog into a picture, in both themes, with lifelike data.
/// `ctest -R tst_gallery` makes them; LLMPROXY_GALLERY names the folder.
class TestGallery final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pages_data();
    void pages();
    void requests_data() { addThemes(); }
    void requests();
    void settings_data() { addThemes(); }
    void settings();
    void manual_data() { addThemes(); }
    void manual();
    void connectAnAgent_data() { addThemes(); }
    void connectAnAgent();

private:
    void take(QWidget &widget, const QString &name);
    void showTexts(RequestsPage &page, QWidget &window);

    QDir m_folder;
};

namespace {

constexpr int kRequests = 900;

/// The whole window over a host and a source, as DesktopApp puts it together.
struct Scene
{
    Scene()
        : window(source)
    {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const auto traffic = lifelikeTraffic(kRequests, now);
        writeLogs(traffic);
        requests = new RequestsPage(source);
        statistics = new StatisticsPage(source, {});
        health = new HealthPage(source);
        logs = new LogsPage(host);
        const auto icon = [](const char *page) {
            return symbolicIcon(QStringLiteral("page-") + QLatin1StringView(page));
        };
        const auto title = [](const char *english) {
            return QCoreApplication::translate("ui::WindowPages", english);
        };
        window.addPage(requests, icon("requests"), title("Requests"));
        window.addPage(statistics, icon("statistics"), title("Statistics"));
        window.addPage(health, icon("health"), title("Health"));
        window.addPage(logs, icon("logs"), title("Logs"));
        sessions = new SessionsPage(source);
        window.addPage(sessions, icon("sessions"), title("Sessions"));
        source.now = lifelikeStatus(traffic, now);
        Q_EMIT source.exchangesArrived(traffic);
        Q_EMIT source.statusChanged(source.now);
        window.resize(1280, 780);
        window.show();
    }

    void writeLogs(const std::vector<proxy::Exchange> &traffic)
    {
        QDir(host.folder.path()).mkpath(QStringLiteral("logs"));
        QByteArray rows;
        for (const proxy::Exchange &exchange : traffic) {
            proxy::appendExchangeJson(rows, exchange);
            rows += '\n';
        }
        host.write(QStringLiteral("logs/requests-2026-11-23.jsonl"), rows);
        host.write(QStringLiteral("logs/llm-proxy.err.log"),
                   "2026-11-23T14:00:00.120Z info  llmproxy.engine: listening on 127.0.0.1:8317\n"
                   "2026-11-23T14:00:00.310Z info  llmproxy.upstream: CLIProxyAPI 6.8.51, 74 "
                   "models\n"
                   "2026-11-23T14:12:41.007Z warning llmproxy.router: Morph: 503, breaker opened "
                   "after 5 failures in a row\n"
                   "2026-11-23T14:12:51.220Z info  llmproxy.router: probe succeeded, breaker "
                   "closed\n");
    }

    ScriptedHost host;
    ScriptedSource source;
    MainWindow window;
    RequestsPage *requests = nullptr;
    StatisticsPage *statistics = nullptr;
    HealthPage *health = nullptr;
    LogsPage *logs = nullptr;
    SessionsPage *sessions = nullptr;
};

/// A plan that is nearly used up, and limits that are.
void limitRouting(proxy::ServiceStatus &status)
{
    const qint64 midnight = QDate::currentDate().addDays(1).startOfDay().toMSecsSinceEpoch();
    status.planWindows[0].used = 0.96;
    status.quotas = proxy::quotasInForce(
        status.planWindows, {{.window = "5h", .provider = {}, .aggressive = 80, .easyOnly = 95}},
        false, QDateTime::currentMSecsSinceEpoch());
    status.budgets = {{.name = "day",
                       .scope = "day",
                       .dollars = 20 * proxy::kPicoPerDollar,
                       .spent = 17 * proxy::kPicoPerDollar,
                       .unpriced = 3,
                       .level = proxy::BudgetLevel::EasyOnly,
                       .endsAtMs = midnight},
                      {.name = "session",
                       .scope = "session",
                       .subject = "~1f2e3d4c5b6a7988",
                       .tokens = 4'000'000,
                       .usedTokens = 1'310'220,
                       .endsAtMs = midnight}};
}

} // namespace

void TestGallery::initTestCase()
{
    m_folder = QDir(qEnvironmentVariable("LLMPROXY_GALLERY", QStringLiteral("gallery")));
    for (const char *theme : {"light", "dark"})
        QVERIFY(m_folder.mkpath(QLatin1StringView(theme)));
}

void TestGallery::take(QWidget &widget, const QString &name)
{
    // What a page draws late (charts, log lines) is there after a moment.
    QTest::qWait(60);
    const QPixmap picture = widget.grab();
    QVERIFY(!picture.isNull());
    QVERIFY(picture.save(m_folder.filePath(
        QStringLiteral("%1/%2.png").arg(QLatin1StringView(QTest::currentDataTag()), name))));
}

void TestGallery::pages_data()
{
    addThemes();
}

void TestGallery::pages()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    Scene scene;
    auto *table = scene.requests->findChild<QTableView *>();
    table->selectRow(table->model()->rowCount() - 6);
    take(scene.window, QStringLiteral("requests"));
    scene.window.showPage(1);
    take(scene.window, QStringLiteral("statistics"));
    scene.window.showPage(2);
    take(scene.window, QStringLiteral("health"));
    limitRouting(scene.source.now);
    Q_EMIT scene.source.statusChanged(scene.source.now);
    take(scene.window, QStringLiteral("health-limits"));
    scene.source.now.quotas.clear();
    scene.source.now.budgets.clear();
    scene.source.now.router.state = "open";
    scene.source.now.router.consecutiveFailures = 5;
    scene.source.now.router.nextProbeMs = QDateTime::currentMSecsSinceEpoch() + 7000;
    scene.source.now.router.lastError = proxy::Text::english("Morph answered %1", {503});
    scene.source.now.upstreamReachable = false;
    scene.source.now.upstream.state = "half-open";
    scene.source.now.upstream.consecutiveFailures = 5;
    scene.source.now.upstream.lastError = proxy::Text::english("Connection refused");
    scene.source.now.keySource.clear();
    scene.source.now.keyWarnings = {
        proxy::Text::english("no key for the backend was found: the agents' own keys pass")};
    scene.source.now.modelWarnings = {{.model = "claude-sonnet-4-5-20250929",
                                       .cell = "anthropic hard",
                                       .day = QDate(2026, 11, 30),
                                       .instead = "claude-sonnet-5-5"}};
    Q_EMIT scene.source.statusChanged(scene.source.now);
    take(scene.window, QStringLiteral("health-in-trouble"));
    scene.window.showPage(3);
    take(scene.window, QStringLiteral("logs"));
    scene.logs->findChild<QTabWidget *>()->setCurrentIndex(1);
    take(scene.window, QStringLiteral("logs-own"));
    scene.window.showPage(4);
    // Nobody answers for the sessions here: that comes first.
    QTest::qWait(200);
    scene.sessions->show(lifelikeSessions());
    auto *sessions = scene.sessions->findChild<QTreeWidget *>();
    sessions->setCurrentItem(sessions->topLevelItem(1));
    take(scene.window, QStringLiteral("sessions"));
    ScriptedSource idle;
    RequestsPage empty(idle);
    empty.resize(1000, 600);
    empty.show();
    take(empty, QStringLiteral("requests-empty"));
}

void TestGallery::requests()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    QSettings().clear();
    Scene scene;
    auto *table = scene.requests->findChild<QTableView *>();
    auto *field = scene.requests->findChild<QLineEdit *>();
    take(scene.window, QStringLiteral("requests-following"));
    auto earlier = lifelikeTraffic(40, QDateTime::currentMSecsSinceEpoch() - 5 * 3600000);
    for (proxy::Exchange &exchange : earlier)
        exchange.id.replace('a', 'b');
    scene.requests->model().addEarlier(earlier);
    Q_EMIT scene.source.exchangesArrived({scene.requests->model().at(60)});
    table->verticalScrollBar()->setValue(30);
    take(scene.window, QStringLiteral("requests-before-this-start"));
    field->setText(QStringLiteral("statsu:>=500 or (model:haiku changed:yes)"));
    take(scene.window, QStringLiteral("requests-filter-fault"));
    field->setText(QStringLiteral("(failed:yes or ms:>20s) client:claude"));
    take(scene.window, QStringLiteral("requests-filtered"));
    field->setText(QStringLiteral("nothing like this"));
    take(scene.window, QStringLiteral("requests-no-match"));
    field->clear();
    table->selectRow(table->model()->rowCount() - 1);
    take(scene.window, QStringLiteral("requests-open"));
    table->selectRow(table->model()->rowCount() - 6);
    auto *tabs = scene.requests->findChild<QTabWidget *>();
    tabs->setCurrentIndex(tabs->count() - 1);
    take(scene.window, QStringLiteral("requests-session"));
    showTexts(*scene.requests, scene.window);
    tabs->setCurrentIndex(0);
    QMenu menu;
    scene.requests->offerViews(menu);
    menu.actions().first()->trigger();
    take(scene.window, QStringLiteral("requests-beside"));
    menu.actions().first()->trigger();
    scene.window.resize(760, 480);
    take(scene.window, QStringLiteral("requests-760x480"));
    table->clearSelection();
    take(scene.window, QStringLiteral("requests-760x480-table"));
    // What is left of such a window for the page.
    ScriptedSource source;
    RequestsPage narrow(source);
    narrow.resize(600, 400);
    narrow.show();
    Q_EMIT source.exchangesArrived(earlier);
    take(narrow, QStringLiteral("requests-narrow"));
    narrow.findChild<QTableView *>()->selectRow(30);
    take(narrow, QStringLiteral("requests-narrow-details"));
}

void TestGallery::showTexts(RequestsPage &page, QWidget &window)
{
    auto *details = page.findChild<ExchangeDetails *>();
    auto *tabs = page.findChild<QTabWidget *>();
    const QByteArray request =
        "{\"model\":\"claude-sonnet-4-5\",\"system\":\"You are careful.\",\"messages\":["
        "{\"role\":\"user\",\"content\":\"Rename the parameter x of render() to colour.\"},"
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"name\":\"Read\","
        "\"input\":{\"path\":\"src/render.cpp\"}}]},{\"role\":\"user\",\"content\":["
        "{\"type\":\"tool_result\",\"content\":\"void render(QColor x);\"}]}]}";
    const QByteArray answer =
        "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\"}}\n\n"
        "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"I rename it in the "
        "header and in its three callers.\"}}\n\n";
    auto file = std::make_shared<TextsReader::File>();
    file->insert(details->texts().id(),
                 {.request = {.text = request, .size = request.size(), .isOver = true},
                  .answer = {.text = answer, .size = answer.size(), .isOver = true}});
    const QByteArray id = details->texts().id();
    details->texts().setFile(file);
    details->texts().stop();
    details->texts().watch(id);
    tabs->setCurrentIndex(1);
    take(window, QStringLiteral("requests-text"));
    for (QToolButton *button : tabs->currentWidget()->findChildren<QToolButton *>()) {
        if (button->text() == QStringLiteral("JSON"))
            button->click();
    }
    auto *json = tabs->currentWidget()->findChild<FoldingView *>();
    json->find(QStringLiteral("tool_use"));
    json->setFoldedAtCursor(true);
    take(window, QStringLiteral("requests-json"));
    tabs->setCurrentIndex(2);
    take(window, QStringLiteral("requests-answer"));
    details->texts().setFile(nullptr);
    TextsReader texts(details->source());
    ExportDialog dialog({page.shownAt(0)}, details->source(), texts);
    dialog.show();
    take(dialog, QStringLiteral("requests-export"));
}

void TestGallery::settings()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    ScriptedHost host;
    host.write(QStringLiteral(".env"), "MORPH_API_KEY=sk-morph-0123456789abcdef\n"
                                       "MORPH_ROUTER_MODE=aggressive\n");
    host.setEnvironment(QStringLiteral("UPSTREAM_URL"), QStringLiteral("http://127.0.0.1:18317"));
    host.reload();
    SettingsDialog dialog(host, {"claude-haiku-5-5", "claude-sonnet-4-5-20250929"});
    dialog.show();
    auto *pages = dialog.findChild<QListWidget *>();
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentRow(page);
        take(dialog, QStringLiteral("settings-%1").arg(page + 1));
    }
    QMenu *models = dialog.findChild<ModelChooser *>()->menu();
    models->popup(dialog.mapToGlobal(QPoint(0, 0)));
    take(*models, QStringLiteral("settings-models"));
    models->close();
    std::vector<proxy::Exchange> latest(40);
    for (proxy::Exchange &each : latest)
        each.decision.requestedModel = "claude-opus-4-5";
    RulesDialog rules(
        QStringLiteral(R"([{"id":"opus","when":{"model":"claude-opus*","project":"shop-*"},)"
                       R"("then":{"route":"off"}},)"
                       R"({"id":"rest","then":{"keep":["hard","upgrade"]}}])"),
        latest);
    rules.show();
    take(rules, QStringLiteral("settings-rules"));
}

void TestGallery::manual()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    ManualWindow window;
    window.show();
    for (const QSize size : {QSize(760, 480), QSize(1280, 800)}) {
        const QString suffix = QStringLiteral("%1x%2").arg(size.width()).arg(size.height());
        window.resize(size);
        window.openTopic(QStringLiteral("starting"));
        take(window, QStringLiteral("manual-") + suffix);
        window.openTopic(QStringLiteral("settings"), QStringLiteral("LLM_PROXY_PORT"));
        take(window, QStringLiteral("manual-setting-") + suffix);
        window.openTopic(QStringLiteral("troubleshooting"), QStringLiteral("kept:busy"));
        take(window, QStringLiteral("manual-label-") + suffix);
        auto *search = window.findChild<QLineEdit *>();
        search->setText(QStringLiteral("prompt cache"));
        window.findChild<QListWidget *>()->setCurrentRow(0);
        take(window, QStringLiteral("manual-search-") + suffix);
        search->clear();
    }
}

void TestGallery::connectAnAgent()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    ScriptedHost host;
    host.write(QStringLiteral(".env"), "MORPH_API_KEY=sk-morph-0123456789abcdef\n");
    host.reload();
    ScriptedSource source;
    source.now = lifelikeStatus({}, QDateTime::currentMSecsSinceEpoch());
    const QString home = host.folder.path();
    QDir(home).mkpath(QStringLiteral(".claude"));
    host.write(QStringLiteral(".claude/settings.json"),
               "{\n  \"model\": \"opus\",\n  \"env\": {\n    \"DISABLE_TELEMETRY\": \"1\"\n  "
               "},\n  \"theme\": \"dark\"\n}\n");
    QDir(home).mkpath(QStringLiteral(".codex"));
    host.write(QStringLiteral(".codex/config.toml"),
               "model = \"gpt-5\"\nmodel_reasoning_effort = \"high\"\n\n[tui]\nnotifications = "
               "true\n");
    const AgentPlaces places {.home = home,
                              .configHome = home + QStringLiteral("/.config"),
                              .claudeHome = home + QStringLiteral("/.claude"),
                              .codexHome = home + QStringLiteral("/.codex"),
                              .ownProgram = QStringLiteral("/usr/bin/llm-proxy")};
    ConnectDialog dialog(host, source, places);
    dialog.show();
    QTest::qWait(200);
    auto *pages = dialog.findChild<QListWidget *>();
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentRow(page);
        take(dialog, QStringLiteral("connect-%1").arg(page + 1));
    }
}

int main(int argc, char **argv)
{
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    installLanguage(application, qEnvironmentVariable("GALLERY_LANGUAGE", QStringLiteral("en")));
    TestGallery test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_gallery.moc"
