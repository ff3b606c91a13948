// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/connect/connectdialog.h"
#include "ui/desktop/quitquestion.h"
#include "ui/health/healthpage.h"
#include "ui/logs/logspage.h"
#include "ui/look/symbolicicon.h"
#include "ui/look/theme.h"
#include "ui/requests/explaindialog.h"
#include "ui/requests/requestspage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/statistics/statisticspage.h"
#include "ui/window/mainwindow.h"
#include "ui/window/onscreen.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QHeaderView>
#include <QListWidget>
#include <QScreen>
#include <QScrollArea>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;

/// Keyboard, names for screen readers, screens: of every page and dialog.
class TestManners final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingReachableHasAName_data();
    void everythingReachableHasAName();
    void tabVisitsEverything_data();
    void tabVisitsEverything();
    void aWindowIsBroughtBack_data();
    void aWindowIsBroughtBack();
    void raisingBringsTheWindowBack();
    void pageIconsAreReadableInBothThemes();
};

namespace {

/// Owns what its pages need.
struct Stage
{
    Stage()
        : traffic(lifelikeTraffic(50, QDateTime::currentMSecsSinceEpoch()))
    {
        source.now = lifelikeStatus(traffic, QDateTime::currentMSecsSinceEpoch());
    }

    std::unique_ptr<QWidget> make(const QString &name)
    {
        if (name == u"requests")
            return withRows();
        if (name == u"statistics")
            return std::make_unique<StatisticsPage>(source, StatisticsPage::Past());
        if (name == u"health")
            return std::make_unique<HealthPage>(source);
        if (name == u"logs")
            return std::make_unique<LogsPage>(host);
        if (name.startsWith(u"settings"))
            return onPage(
                std::make_unique<SettingsDialog>(
                    host, QList<QByteArray> {"claude-haiku-5-5", "claude-sonnet-4-5-20250929"}),
                name);
        if (name.startsWith(u"connect"))
            return onPage(std::make_unique<ConnectDialog>(host, source, places()), name);
        if (name == u"explain")
            return std::make_unique<ExplainDialog>(traffic.front(), source);
        if (name == u"quit")
            return std::make_unique<QuitQuestion>(2, false);
        auto window = std::make_unique<MainWindow>(source);
        window->addPage(new HealthPage(source), symbolicIcon(u"page-health"_s), u"Health"_s);
        return window;
    }

    ScriptedHost host;
    ScriptedSource source;
    std::vector<proxy::Exchange> traffic;

private:
    std::unique_ptr<QWidget> withRows()
    {
        auto page = std::make_unique<RequestsPage>(source);
        Q_EMIT source.exchangesArrived(traffic);
        page->findChild<QTableView *>()->selectRow(0);
        return page;
    }
    static std::unique_ptr<QWidget> onPage(std::unique_ptr<QWidget> dialog, const QString &name)
    {
        // Something to save, so that all buttons count.
        for (auto *box : dialog->findChildren<QCheckBox *>())
            box->toggle();
        dialog->findChild<QListWidget *>()->setCurrentRow(name.section(u' ', 1).toInt());
        return dialog;
    }
    [[nodiscard]] AgentPlaces places() const
    {
        const QString home = host.folder.path();
        return {.home = home, .configHome = home, .claudeHome = home, .codexHome = home};
    }
};

void addPages()
{
    QTest::addColumn<QString>("page");
    QStringList names {u"requests"_s, u"statistics"_s, u"health"_s, u"logs"_s,
                       u"explain"_s,  u"quit"_s,       u"window"_s};
    for (int page = 0; page < 6; ++page) {
        names << u"settings %1"_s.arg(page);
        names << u"connect %1"_s.arg(page);
    }
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
}

QString described(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return QString::fromLatin1(widget->metaObject()->className()) + u" \""_s
           + (button != nullptr ? button->text() : QString()) + widget->accessibleName()
           + widget->toolTip() + u'"';
}

/// What Tab has to land on.
QList<QWidget *> controlsOf(const QWidget &page)
{
    QList<QWidget *> controls;
    for (QWidget *widget : page.findChildren<QWidget *>()) {
        const bool isPassedThrough = qobject_cast<QScrollArea *>(widget) != nullptr
                                     || widget->objectName().startsWith(u"qt_"_s)
                                     || qobject_cast<QHeaderView *>(widget) != nullptr;
        const bool takesTab = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
        if (takesTab && !isPassedThrough && widget->focusProxy() == nullptr && widget->isVisible()
            && widget->isEnabled() && widget->window() == page.window())
            controls << widget;
    }
    return controls;
}

} // namespace

void TestManners::everythingReachableHasAName_data()
{
    addPages();
}

void TestManners::everythingReachableHasAName()
{
    QFETCH(QString, page);
    Stage stage;
    const auto shown = stage.make(page);
    shown->show();
    const QList<QWidget *> controls = controlsOf(*shown);
    QVERIFY(!controls.isEmpty());
    for (QWidget *widget : controls) {
        // One switches tabs by their own names.
        if (qobject_cast<QTabBar *>(widget) != nullptr)
            continue;
        const QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(seen != nullptr);
        // Texts that are only read are their own name.
        QVERIFY2(!seen->text(QAccessible::Name).isEmpty()
                     || !seen->text(QAccessible::Value).isEmpty(),
                 qPrintable(described(widget)));
    }
}

void TestManners::tabVisitsEverything_data()
{
    addPages();
}

void TestManners::tabVisitsEverything()
{
    QFETCH(QString, page);
    Stage stage;
    const auto shown = stage.make(page);
    shown->resize(1000, 640);
    shown->show();
    shown->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(shown.get()));
    // What was loaded late is there.
    QTest::qWait(100);
    const QList<QWidget *> controls = controlsOf(*shown);
    controls.first()->setFocus(Qt::TabFocusReason);
    QSet<QWidget *> visited;
    for (qsizetype press = 0; press < 3 * controls.size() + 10; ++press) {
        QWidget *focused = QApplication::focusWidget();
        QVERIFY(focused != nullptr);
        visited << focused;
        QTest::keyClick(focused, Qt::Key_Tab);
        QVERIFY2(QApplication::focusWidget() != focused || controls.size() == 1,
                 qPrintable(u"Tab does not leave "_s + described(focused)));
    }
    for (QWidget *control : controls)
        QVERIFY2(visited.contains(control),
                 qPrintable(u"Tab never reaches "_s + described(control)));
}

void TestManners::aWindowIsBroughtBack_data()
{
    QTest::addColumn<QRect>("frame");
    QTest::addColumn<QRect>("expected");
    const QRect inside(100, 100, 800, 600);
    const QRect centred(560, 220, 800, 600);
    QTest::newRow("on the main screen") << inside << inside;
    const QRect second(2000, 50, 800, 600);
    QTest::newRow("on the second screen") << second << second;
    const QRect peeking(1840, 700, 800, 600);
    QTest::newRow("held by a corner") << peeking << peeking;
    QTest::newRow("on a screen that has gone") << QRect(5000, 100, 800, 600) << centred;
    QTest::newRow("its title bar above the edge") << QRect(100, -40, 800, 600) << centred;
    QTest::newRow("too little to take hold of") << QRect(-760, 100, 800, 600) << centred;
    QTest::newRow("larger than the screen left")
        << QRect(9000, 9000, 3000, 3000) << QRect(0, 0, 1920, 1040);
}

void TestManners::aWindowIsBroughtBack()
{
    QFETCH(QRect, frame);
    const QList<QRect> screens {{0, 0, 1920, 1040}, {1920, 0, 1280, 1024}};
    QTEST(broughtBack(frame, screens), "expected");
    QCOMPARE(broughtBack(frame, {}), frame);
}

void TestManners::raisingBringsTheWindowBack()
{
    ScriptedSource source;
    MainWindow window(source);
    window.show();
    window.move(20000, 20000);
    QVERIFY(QTest::qWaitFor([&window] { return window.x() == 20000; }));
    window.raiseToFront();
    QVERIFY(QGuiApplication::primaryScreen()->availableGeometry().intersects(window.geometry()));
}

void TestManners::pageIconsAreReadableInBothThemes()
{
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        applyTheme(theme);
        const int ground = QApplication::palette().color(QPalette::Base).lightness();
        QList<QImage> seen;
        for (const char *name : {"requests", "statistics", "health", "logs", "settings"}) {
            const QImage image = symbolicIcon(u"page-"_s + QLatin1StringView(name))
                                     .pixmap(QSize(16, 16), 2.0)
                                     .toImage();
            QCOMPARE(image.width(), 32);
            QVERIFY(!seen.contains(image));
            seen << image;
            int furthest = 0;
            for (int at = 0; at < image.width() * image.height(); ++at) {
                const QColor dot = image.pixelColor(at % image.width(), at / image.width());
                if (dot.alpha() > 200)
                    furthest = std::max(furthest, std::abs(dot.lightness() - ground));
            }
            QVERIFY(furthest > 120);
        }
    }
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestManners test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_manners.moc"
