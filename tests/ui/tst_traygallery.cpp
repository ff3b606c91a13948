// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/connect/connectdialog.h"
#include "ui/desktop/quitquestion.h"
#include "ui/host/language.h"
#include "ui/look/symbolicicon.h"
#include "ui/look/theme.h"
#include "ui/requests/requestspage.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/window/mainwindow.h"
#include "ui/window/messagebar.h"
#include "ui/window/windowmessages.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;

/// Tray, its menu, and what the program asks or tells, as pictures in both themes; into the folder
/// of the other pictures.
class TestTrayGallery final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trayStates_data();
    void trayStates();
    void trayMenu_data();
    void trayMenu();
    void quitting_data();
    void quitting();
    void messages_data();
    void messages();

private:
    void take(QWidget &widget, const QString &name);

    QDir m_folder;
};

namespace {

constexpr int kRequests = 900;

void addThemes()
{
    QTest::addColumn<Theme>("theme");
    QTest::newRow("light") << Theme::Light;
    QTest::newRow("dark") << Theme::Dark;
}

} // namespace

void TestTrayGallery::initTestCase()
{
    m_folder = QDir(qEnvironmentVariable("LLMPROXY_GALLERY", QStringLiteral("gallery")));
    for (const char *theme : {"light", "dark"})
        QVERIFY(m_folder.mkpath(QLatin1StringView(theme)));
}

void TestTrayGallery::take(QWidget &widget, const QString &name)
{
    // What a page draws late (charts, log lines) is there after a moment.
    QTest::qWait(60);
    const QPixmap picture = widget.grab();
    QVERIFY(!picture.isNull());
    QVERIFY(picture.save(m_folder.filePath(
        QStringLiteral("%1/%2.png").arg(QLatin1StringView(QTest::currentDataTag()), name))));
}

void TestTrayGallery::trayStates_data()
{
    addThemes();
}

void TestTrayGallery::trayStates()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    constexpr int kCell = 72;
    QImage sheet(5 * kCell, 3 * kCell, QImage::Format_ARGB32);
    sheet.fill(QApplication::palette().color(QPalette::Window));
    QPainter painter(&sheet);
    int row = 0;
    for (const int size : {16, 22, 48}) {
        int column = 0;
        for (const TrayState state : {TrayState::Stopped, TrayState::Running, TrayState::RoutingOff,
                                      TrayState::Degraded, TrayState::Attention}) {
            const QPoint place(column++ * kCell + (kCell - size) / 2,
                               row * kCell + (kCell - size) / 2);
            painter.drawPixmap(place, statusIcon(state, variantForPalette()).pixmap(size, size));
        }
        ++row;
    }
    painter.end();
    QVERIFY(sheet.save(m_folder.filePath(
        QStringLiteral("%1/tray-states.png").arg(QLatin1StringView(QTest::currentDataTag())))));
}

void TestTrayGallery::trayMenu_data()
{
    addThemes();
}

void TestTrayGallery::trayMenu()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    ScriptedSource source;
    source.now = lifelikeStatus(lifelikeTraffic(kRequests, now), now);
    TrayMenu menu(source);
    menu.popup({0, 0});
    take(menu, QStringLiteral("tray-menu"));
}

void TestTrayGallery::quitting_data()
{
    addThemes();
}

void TestTrayGallery::quitting()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    QuitQuestion question(3, false);
    question.show();
    take(question, QStringLiteral("quit"));
}

void TestTrayGallery::messages_data()
{
    addThemes();
}

void TestTrayGallery::messages()
{
    QFETCH(Theme, theme);
    applyTheme(theme);
    ScriptedHost host;
    ScriptedSource source;
    MainWindow window(source);
    window.addPage(new RequestsPage(source), symbolicIcon(QStringLiteral("page-requests")),
                   QCoreApplication::translate("ui::WindowPages", "Requests"));
    WindowMessages messages(host, source, window.messageBar());
    window.resize(1000, 420);
    window.show();
    messages.trayIsMissing(std::chrono::milliseconds(0));
    take(window, QStringLiteral("message-no-tray"));
    host.holder = proxy::Text::english("%1 (pid %2)", {QStringLiteral("nginx"), 4711});
    source.now.failure =
        proxy::Error {.code = proxy::ErrorCode::Internal,
                      .detail = proxy::Text::words(QStringLiteral("port 8317 is taken"))};
    source.become(proxy::ServiceState::Failed, proxy::RoutingState::On);
    take(window, QStringLiteral("message-port-taken"));
    source.now.failure.reset();
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    source.now.budgets = {{.name = "day",
                           .scope = "day",
                           .dollars = 20 * proxy::kPicoPerDollar,
                           .spent = 2013 * proxy::kPicoPerDollar / 100,
                           .level = proxy::BudgetLevel::Stopped,
                           .endsAtMs = QDateTime(QDate(2026, 12, 1), QTime()).toMSecsSinceEpoch()}};
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    take(window, QStringLiteral("message-limit"));
    window.messageBar().findChild<QPushButton *>()->click();
    QCOMPARE(source.wishes, QList<QByteArray> {"lift day for an hour"});
    source.now.budgets.clear();
    source.demo = true;
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    take(window, QStringLiteral("message-demo"));
    const QString home = host.folder.path();
    ConnectDialog dialog(host, source,
                         {.home = home, .configHome = home, .claudeHome = home, .codexHome = home});
    dialog.show();
    take(dialog, QStringLiteral("connect-in-the-demo"));
}

int main(int argc, char **argv)
{
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    installLanguage(application, qEnvironmentVariable("GALLERY_LANGUAGE", QStringLiteral("en")));
    TestTrayGallery test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_traygallery.moc"
