// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/setting.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/manual/manualtopics.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/health/healthpage.h"
#include "ui/look/theme.h"
#include "ui/manual/manualdesk.h"
#include "ui/manual/manualhtml.h"
#include "ui/manual/manuallink.h"
#include "ui/manual/manualwindow.h"
#include "ui/requests/exchangefacts.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settingsdialog.h"
#include "ui/window/mainwindow.h"
#include "ui/window/messagebar.h"

#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>

using namespace ui;

namespace {

QString shownTitle(const ManualWindow &window)
{
    return window.findChild<QTextBrowser *>()->document()->firstBlock().text();
}

} // namespace

/// The manual's window, and the links that lead there.
class TestManualWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEveryPage();
    void everyLinkBetweenPagesLeadsSomewhere();
    void anUnknownPageShowsTheFirst();
    void opensASectionInSight();
    void opensTheRowOfASetting();
    void linksBetweenPagesStayInTheWindow();
    void goesBackAndForward();
    void searchListsPageAndSection();
    void searchMarksTheWords();
    void anEmptySearchListsThePagesAgain();
    void aSearchWithoutAHitSaysSo();
    void followsTheTheme();
    void keysReachEverything();
    void controlsHaveNames();
    void theMenuOffersIt();
    void f1ExplainsWhatHasTheFocus();
    void linksAreOpenedByTheDesk();
    void everySettingHasALink();
    void everyReasonHasALink();
    void lightsOfHealthHaveLinks();
    void messagesHaveLinks();
};

void TestManualWindow::showsEveryPage()
{
    ManualWindow window;
    const proxy::Manual manual;
    for (const proxy::ManualPage &page : manual.pages()) {
        window.openTopic(page.name);
        QCOMPARE(shownTitle(window), page.title);
        QVERIFY(window.windowTitle().contains(page.title));
        QCOMPARE(window.findChild<QListWidget *>()->currentItem()->text(), page.title);
    }
}

void TestManualWindow::everyLinkBetweenPagesLeadsSomewhere()
{
    const proxy::Manual manual;
    static const QRegularExpression link(
        QStringLiteral("href='llm-proxy-manual:([a-z-]+)(?:#([^']*))?'"));
    int links = 0;
    for (const proxy::ManualPage &page : manual.pages()) {
        for (const auto &match : link.globalMatch(manualHtml(page, {}))) {
            QVERIFY2(manual.page(match.captured(1)), qPrintable(match.captured()));
            QVERIFY2(match.captured(2).isEmpty()
                         || manual.section({match.captured(1), match.captured(2)}),
                     qPrintable(match.captured()));
            ++links;
        }
    }
    QVERIFY(links > 20);
}

void TestManualWindow::anUnknownPageShowsTheFirst()
{
    ManualWindow window;
    window.openTopic(QStringLiteral("nothing"), QStringLiteral("at-all"));
    const proxy::Manual manual;
    QCOMPARE(shownTitle(window), manual.pages().front().title);
}

void TestManualWindow::opensASectionInSight()
{
    ManualWindow window;
    window.resize(700, 400);
    window.show();
    window.openTopic(QStringLiteral("troubleshooting"), QStringLiteral("by-exit-code"));
    auto *bar = window.findChild<QTextBrowser *>()->verticalScrollBar();
    QVERIFY(bar->value() > bar->maximum() / 2);
    window.openTopic(QStringLiteral("troubleshooting"));
    QCOMPARE(bar->value(), 0);
}

void TestManualWindow::opensTheRowOfASetting()
{
    ManualWindow window;
    window.resize(700, 400);
    window.show();
    auto *bar = window.findChild<QTextBrowser *>()->verticalScrollBar();
    int former = -1;
    for (const char *key : {"MORPH_API_KEY", "LLM_PROXY_PORT", "LLM_PROXY_STORE_URL"}) {
        window.openTopic(QStringLiteral("settings"), QString::fromLatin1(key));
        QVERIFY2(bar->value() > former, key);
        former = bar->value();
    }
    // As a label of a row that has another number.
    window.openTopic(QStringLiteral("troubleshooting"), QStringLiteral("reverted:404"));
    QVERIFY(bar->value() > 0);
}

void TestManualWindow::linksBetweenPagesStayInTheWindow()
{
    ManualWindow window;
    window.openTopic(QStringLiteral("starting"));
    auto *text = window.findChild<QTextBrowser *>();
    Q_EMIT text->anchorClicked(
        manualUrl(QStringLiteral("troubleshooting"), QStringLiteral("by-exit-code")));
    QCOMPARE(window.place().page, QStringLiteral("troubleshooting"));
    QCOMPARE(window.place().section, QStringLiteral("by-exit-code"));
}

void TestManualWindow::goesBackAndForward()
{
    ManualWindow window;
    window.resize(700, 400);
    window.show();
    auto *bar = window.findChild<QTextBrowser *>()->verticalScrollBar();
    window.openTopic(QStringLiteral("routing"));
    bar->setValue(300);
    window.openTopic(QStringLiteral("costs"));
    window.openTopic(QStringLiteral("limits"));
    window.goBack();
    QCOMPARE(window.place().page, QStringLiteral("costs"));
    window.goBack();
    QCOMPARE(window.place().page, QStringLiteral("routing"));
    QCOMPARE(bar->value(), 300);
    window.goBack();
    QCOMPARE(window.place().page, QStringLiteral("routing"));
    window.goForward();
    QCOMPARE(window.place().page, QStringLiteral("costs"));
    window.openTopic(QStringLiteral("metrics"));
    window.goForward();
    QCOMPARE(window.place().page, QStringLiteral("metrics"));
}

void TestManualWindow::searchListsPageAndSection()
{
    ManualWindow window;
    window.findChild<QLineEdit *>()->setText(QStringLiteral("port conflict"));
    auto *list = window.findChild<QListWidget *>();
    QVERIFY(list->count() > 0);
    QCOMPARE(list->item(0)->text(), QStringLiteral("Troubleshooting › Port conflict"));
    list->setCurrentRow(0);
    QCOMPARE(window.place().section, QStringLiteral("port-conflict"));
    // What was found stays there to go on with.
    QCOMPARE(list->item(0)->text(), QStringLiteral("Troubleshooting › Port conflict"));
}

void TestManualWindow::searchMarksTheWords()
{
    ManualWindow window;
    window.openTopic(QStringLiteral("costs"));
    auto *text = window.findChild<QTextBrowser *>();
    QVERIFY(text->extraSelections().isEmpty());
    window.findChild<QLineEdit *>()->setText(QStringLiteral("baseline"));
    QVERIFY(!text->extraSelections().isEmpty());
    for (const QTextEdit::ExtraSelection &mark : text->extraSelections())
        QCOMPARE(mark.cursor.selectedText().toLower(), QStringLiteral("baseline"));
    window.findChild<QLineEdit *>()->clear();
    QVERIFY(text->extraSelections().isEmpty());
}

void TestManualWindow::anEmptySearchListsThePagesAgain()
{
    ManualWindow window;
    window.openTopic(QStringLiteral("costs"));
    auto *list = window.findChild<QListWidget *>();
    const int pages = list->count();
    window.findChild<QLineEdit *>()->setText(QStringLiteral("budget"));
    window.findChild<QLineEdit *>()->clear();
    QCOMPARE(list->count(), pages);
    QCOMPARE(list->currentItem()->text(), QStringLiteral("Costs and savings"));
}

void TestManualWindow::aSearchWithoutAHitSaysSo()
{
    ManualWindow window;
    window.show();
    window.findChild<QLineEdit *>()->setText(QStringLiteral("xyzzy"));
    QCOMPARE(window.findChild<QListWidget *>()->count(), 0);
    const auto labels = window.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->isVisible() && label->text().startsWith(QStringLiteral("Nothing"));
    }));
}

void TestManualWindow::followsTheTheme()
{
    applyTheme(Theme::Light);
    ManualWindow window;
    window.show();
    window.openTopic(QStringLiteral("starting"));
    const auto shade = [&window] {
        return window.findChild<QTextBrowser *>()->toHtml().contains(
            QApplication::palette().color(QPalette::AlternateBase).name());
    };
    QVERIFY(shade());
    applyTheme(Theme::Dark);
    QTRY_VERIFY(shade());
    applyTheme(Theme::Light);
}

void TestManualWindow::keysReachEverything()
{
    ManualWindow window;
    window.openTopic(QStringLiteral("starting"));
    window.openTopic(QStringLiteral("costs"));
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window.place().page, QStringLiteral("starting"));
    QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window.place().page, QStringLiteral("costs"));
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    auto *search = window.findChild<QLineEdit *>();
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("budget"));
    QTest::keyClick(search, Qt::Key_Down);
    auto *list = window.findChild<QListWidget *>();
    QVERIFY(list->hasFocus());
    QTest::keyClick(&window, Qt::Key_Escape);
    QVERIFY(search->text().isEmpty());
    QVERIFY(window.isVisible());
    QTest::keyClick(&window, Qt::Key_Escape);
    QVERIFY(!window.isVisible());
}

void TestManualWindow::controlsHaveNames()
{
    ManualWindow window;
    QVERIFY(!window.findChild<QLineEdit *>()->accessibleName().isEmpty());
    QVERIFY(!window.findChild<QListWidget *>()->accessibleName().isEmpty());
    QVERIFY(!window.findChild<QTextBrowser *>()->accessibleName().isEmpty());
    int buttons = 0;
    for (const QToolButton *button : window.findChildren<QToolButton *>()) {
        // The field's own button to clear it has a name of Qt's.
        if (button->parent() != window.findChild<QLineEdit *>())
            QVERIFY(!button->accessibleName().isEmpty() && ++buttons > 0);
    }
    QCOMPARE(buttons, 2);
}

void TestManualWindow::theMenuOffersIt()
{
    ScriptedSource source;
    MainWindow window(source);
    QSignalSpy wanted(&window, &MainWindow::manualRequested);
    QAction *action = nullptr;
    for (const QAction *menu : window.menuBar()->actions()) {
        for (QAction *each : menu->menu()->actions()) {
            if (each->shortcut() == QKeySequence(Qt::Key_F1))
                action = each;
        }
    }
    QVERIFY(action != nullptr);
    action->trigger();
    QCOMPARE(wanted.count(), 1);
}

void TestManualWindow::f1ExplainsWhatHasTheFocus()
{
    ManualDesk desk;
    ScriptedSource source;
    MainWindow window(source);
    auto *health = new HealthPage(source);
    window.addPage(health, {}, QStringLiteral("Health"));
    QSignalSpy wanted(&window, &MainWindow::manualRequested);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QToolButton *morph = nullptr;
    for (QToolButton *button : health->findChildren<QToolButton *>()) {
        if (button->accessibleName().contains(QStringLiteral("Morph")))
            morph = button;
    }
    QVERIFY(morph != nullptr);
    morph->setFocus();
    QTest::keyClick(morph, Qt::Key_F1);
    QCOMPARE(wanted.count(), 0);
    QVERIFY(desk.window() != nullptr);
    QCOMPARE(desk.window()->place().section, QStringLiteral("morph"));
    // Elsewhere it is the menu's.
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(window.findChild<QListWidget *>(), Qt::Key_F1);
    QCOMPARE(wanted.count(), 1);
}

void TestManualWindow::linksAreOpenedByTheDesk()
{
    ManualDesk desk;
    QVERIFY(desk.window() == nullptr);
    QVERIFY(QDesktopServices::openUrl(
        manualUrl(QStringLiteral("settings"), QStringLiteral("LLM_PROXY_PORT"))));
    QVERIFY(desk.window() != nullptr);
    QVERIFY(desk.window()->isVisible());
    QVERIFY(!desk.window()->isModal());
    QCOMPARE(desk.window()->place().page, QStringLiteral("settings"));
    QCOMPARE(desk.window()->place().section, QStringLiteral("LLM_PROXY_PORT"));
    desk.retranslate();
    QCOMPARE(desk.window()->place().section, QStringLiteral("LLM_PROXY_PORT"));
}

void TestManualWindow::everySettingHasALink()
{
    ManualDesk desk;
    const ScriptedHost host;
    for (const proxy::Setting &setting : proxy::settings()) {
        SettingField field(setting, host.config().config);
        QToolButton *link = nullptr;
        for (QToolButton *button : field.findChildren<QToolButton *>()) {
            if (button->text() == QStringLiteral("?"))
                link = button;
        }
        QVERIFY2(link != nullptr, qPrintable(setting.key));
        QVERIFY(link->accessibleName().size() > QStringLiteral("What is this? ").size());
        link->click();
        QCOMPARE(desk.window()->place().page, QStringLiteral("settings"));
        QCOMPARE(desk.window()->place().section, setting.key);
    }
}

void TestManualWindow::everyReasonHasALink()
{
    const proxy::Manual manual;
    for (const proxy::RouteReason reason : proxy::allRouteReasons()) {
        proxy::Exchange exchange;
        exchange.routable = true;
        exchange.decision.outcome = proxy::RoutingOutcome::Kept;
        exchange.decision.reason = reason;
        QVERIFY(exchangeFactsHtml(exchange, Checks::Folded)
                    .contains(QString::fromLatin1(reasonUrl(exchange).toEncoded())));
        QCOMPARE(reasonUrl(exchange).path(), QStringLiteral("troubleshooting"));
    }
    proxy::Exchange busy;
    busy.decision.outcome = proxy::RoutingOutcome::Kept;
    busy.decision.reason = proxy::RouteReason::Busy;
    QVERIFY(!proxy::findTopics(manual, reasonUrl(busy).fragment(QUrl::FullyDecoded)).empty());
}

void TestManualWindow::lightsOfHealthHaveLinks()
{
    ManualDesk desk;
    const proxy::Manual manual;
    ScriptedSource source;
    HealthPage page(source);
    int links = 0;
    for (QToolButton *button : page.findChildren<QToolButton *>()) {
        if (button->text() != QStringLiteral("?"))
            continue;
        button->click();
        ++links;
        QVERIFY2(manual.section(desk.window()->place()) != nullptr,
                 qPrintable(desk.window()->place().section));
    }
    QCOMPARE(links, 3);
}

void TestManualWindow::messagesHaveLinks()
{
    ManualDesk desk;
    MessageBar bar;
    bar.say(QStringLiteral("Port 8317 is held by nginx."), {},
            manualUrl(QStringLiteral("troubleshooting"), QStringLiteral("port-conflict")));
    QLabel *link = nullptr;
    for (QLabel *label : bar.findChildren<QLabel *>()) {
        if (label->text().contains(QStringLiteral("href")))
            link = label;
    }
    QVERIFY(link != nullptr);
    QVERIFY(link->openExternalLinks());
    QVERIFY(
        link->text().contains(QStringLiteral("llm-proxy-manual:troubleshooting#port-conflict")));
    bar.say(QStringLiteral("Saved."));
    QVERIFY(link->isHidden());
}

int main(int argc, char **argv)
{
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    QLocale::setDefault(QLocale(QLocale::English));
    TestManualWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_manualwindow.moc"
