// SPDX-License-Identifier: LicenseRef-Private
// The page of live sessions and the user's overrides of them; both reach the engine.
#include "tests/support/shownproxy.h"
#include "ui/sessions/sessionsmenu.h"
#include "ui/sessions/sessionspage.h"
#include "ui/tray/shortcutactions.h"
#include "ui/tray/traymenu.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace ui;
using namespace std::chrono_literals;
using support::Shown;
using support::ShownProxy;

class TestUiSessions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsAreShownAndControlled_data();
    void sessionsAreShownAndControlled();
    void theSelectionStaysWhereItWas();
    void theRequestsOfASessionAreAskedFor();
    void theTraysMenuListsAndControlsThem();
    void theTraysMenuKeepsPlaces();
    void keysBoostTheLatestSession_data();
    void keysBoostTheLatestSession();
    void withoutASessionKeysBoostNothing();
    void aSessionIsChosenWhenItShowsUp();
    void aProxyThatIsGoneIsSaidToBeGone();

private:
    static QPushButton *button(const QWidget &page, const QString &text);
};

namespace {

const QByteArray kBody =
    R"({"model":"claude-opus-4-8","max_tokens":900,)"
    R"("messages":[{"role":"user","content":"Rename x to y."}],)"
    R"("tools":[{"name":"Bash","description":"x","input_schema":{"type":"object"}}]})";

enum Column { Client, Session, Model, Turns, LastTurn, Cache, Override };

QList<QAction *> shownIn(const SessionsMenu &menu)
{
    QList<QAction *> shown;
    for (QAction *action : menu.actions()) {
        if (action->isVisible())
            shown << action;
    }
    return shown;
}

/// The first word of each.
QString titlesIn(const SessionsMenu &menu)
{
    QStringList titles;
    for (const QAction *action : shownIn(menu))
        titles << action->text().section(u' ', 0, 0);
    return titles.join(u' ');
}

/// What can be chosen for the first session.
QAction *choiceIn(const SessionsMenu &menu, const QString &text)
{
    for (QAction *action : shownIn(menu).first()->menu()->actions()) {
        if (action->text().remove(u'&') == text)
            return action;
    }
    return nullptr;
}

} // namespace

QPushButton *TestUiSessions::button(const QWidget &page, const QString &text)
{
    for (QPushButton *candidate : page.findChildren<QPushButton *>()) {
        if (candidate->text().remove(u'&') == text)
            return candidate;
    }
    return nullptr;
}

void TestUiSessions::sessionsAreShownAndControlled_data()
{
    QTest::addColumn<Shown>("how");
    QTest::newRow("local") << Shown::Local;
    QTest::newRow("attached") << Shown::Attached;
}

void TestUiSessions::sessionsAreShownAndControlled()
{
    QFETCH(Shown, how);
    ShownProxy shown;
    QVERIFY(shown.start(how));
    SessionsPage page(*shown.source);
    page.QWidget::show();
    auto *table = page.findChild<QTreeWidget *>();
    const auto send = [&shown] {
        return shown.stands.ask(support::RunningProxy::post("/v1/messages", kBody,
                                                            "X-Claude-Code-Session-Id: s-1\r\n"));
    };
    QCOMPARE(send().status, 200);
    QTRY_COMPARE(table->topLevelItemCount(), 1);
    QCOMPARE(table->topLevelItem(0)->text(Session), QStringLiteral("s-1"));
    QVERIFY(!button(page, QStringLiteral("Boost next turn"))->isEnabled());
    table->setCurrentItem(table->topLevelItem(0));
    const auto overrideShown = [table] { return table->topLevelItem(0)->text(Override); };

    button(page, QStringLiteral("Boost next turn"))->click();
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("boosted")));
    button(page, QStringLiteral("Release"))->click();
    QTRY_COMPARE(overrideShown(), QStringLiteral("–"));
    button(page, QStringLiteral("Don't route"))->click();
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("not routed")));
    button(page, QStringLiteral("Release"))->click();
    QTRY_COMPARE(overrideShown(), QStringLiteral("–"));

    page.findChild<QComboBox *>()->setCurrentText(QStringLiteral("claude-sonnet-4-6"));
    button(page, QStringLiteral("Hold this model"))->click();
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("claude-sonnet-4-6")));
    // What was chosen holds for the next turn, not for the window alone.
    QCOMPARE(send().status, 200);
    QVERIFY(shown.stands.upstream("/v1/messages").back().body.contains("claude-sonnet-4-6"));
}

void TestUiSessions::theSelectionStaysWhereItWas()
{
    ScriptedHost host;
    const LocalSource source(host);
    SessionsPage page(source);
    auto *table = page.findChild<QTreeWidget *>();
    SessionLine one {.id = QStringLiteral("one"), .model = QStringLiteral("m")};
    SessionLine two {.id = QStringLiteral("two"), .model = QStringLiteral("m")};
    page.show({one, two});
    table->setCurrentItem(table->topLevelItem(1));
    two.turns = 3;
    page.show({two, one});
    QCOMPARE(table->currentItem()->text(Session), QStringLiteral("two"));
    QCOMPARE(table->currentItem()->text(Turns), QStringLiteral("3"));
    page.show({one});
    QVERIFY(table->currentItem() == nullptr);
    QVERIFY(!button(page, QStringLiteral("Hold this model"))->isEnabled());
}

void TestUiSessions::theRequestsOfASessionAreAskedFor()
{
    ScriptedHost host;
    const LocalSource source(host);
    SessionsPage page(source);
    QSignalSpy wanted(&page, &SessionsPage::requestsWanted);
    page.show({{.id = QStringLiteral("one")}});
    auto *table = page.findChild<QTreeWidget *>();
    table->setCurrentItem(table->topLevelItem(0));
    button(page, QStringLiteral("Show its requests"))->click();
    QCOMPARE(wanted.value(0).value(0).toString(), QStringLiteral("session:one"));
}

void TestUiSessions::theTraysMenuListsAndControlsThem()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    TrayMenu tray(*shown.source);
    auto *menu = tray.findChild<SessionsMenu *>();
    QVERIFY(!menu->menuAction()->isEnabled());
    const auto send = [&shown] {
        return shown.stands.ask(support::RunningProxy::post("/v1/messages", kBody,
                                                            "X-Claude-Code-Session-Id: s-1\r\n"));
    };
    const standins::RawResponse answer = send();
    QVERIFY2(answer.status == 200, answer.body.constData());
    Q_EMIT tray.aboutToShow();
    QTRY_VERIFY(menu->menuAction()->isEnabled());
    QCOMPARE(shownIn(*menu).size(), 1);
    const QString title = shownIn(*menu).first()->text();
    QVERIFY2(title.contains(QStringLiteral("test · claude-")), qPrintable(title));
    QVERIFY2(title.endsWith(QStringLiteral(" · cold")), qPrintable(title));

    const auto choice = [menu](const QString &text) { return choiceIn(*menu, text); };
    choice(QStringLiteral("Don't route"))->trigger();
    Q_EMIT tray.aboutToShow();
    SessionsPage page(*shown.source);
    page.QWidget::show();
    auto *table = page.findChild<QTreeWidget *>();
    const auto overrideShown = [table] {
        return table->topLevelItemCount() == 1 ? table->topLevelItem(0)->text(Override) : QString();
    };
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("not routed")));
    QVERIFY(choice(QStringLiteral("Don't route"))->isChecked());
    // Taken back in the same place.
    choice(QStringLiteral("Don't route"))->trigger();
    QTRY_COMPARE(overrideShown(), QStringLiteral("–"));
    choice(QStringLiteral("Boost next turn"))->trigger();
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("boosted")));
    choice(QStringLiteral("Hold this model"))->trigger();
    QTRY_VERIFY(overrideShown().contains(QStringLiteral("held on claude-")));

    QSignalSpy wanted(&tray, &TrayMenu::sessionRequested);
    choice(QStringLiteral("Show in the window"))->trigger();
    QCOMPARE(wanted.value(0).value(0).toString(), QStringLiteral("s-1"));
}

void TestUiSessions::theTraysMenuKeepsPlaces()
{
    ScriptedHost host;
    const LocalSource source(host);
    SessionsMenu menu(source);
    std::vector<SessionLine> sessions;
    for (int number = 0; number < 9; ++number)
        sessions.push_back({.id = QString::number(number),
                            .client = QStringLiteral("c%1").arg(number),
                            .project = QStringLiteral("a&b"),
                            .model = QStringLiteral("m"),
                            .warmTokens = 900,
                            .warmFor = 192s});
    sessions[1].idle = 2h;
    menu.fill(sessions);
    QCOMPARE(titlesIn(menu), QStringLiteral("c0 c2 c3 c4 c5 c6"));
    QCOMPARE(shownIn(menu).first()->text(), QStringLiteral("c0 · a&&b · m · warm 3:12"));
    // The one used last is the first of the list; under the pointer nothing moves.
    std::swap(sessions[0], sessions[6]);
    menu.fill(sessions);
    QCOMPARE(titlesIn(menu), QStringLiteral("c0 c2 c3 c4 c5 c6"));
    sessions.erase(sessions.begin() + 2);
    menu.fill(sessions);
    QCOMPARE(titlesIn(menu), QStringLiteral("c0 c7 c3 c4 c5 c6"));
    menu.fill({sessions[0]});
    QCOMPARE(titlesIn(menu), QStringLiteral("c6"));
    menu.fill({});
    QVERIFY(!menu.menuAction()->isEnabled());
}

void TestUiSessions::keysBoostTheLatestSession_data()
{
    sessionsAreShownAndControlled_data();
}

void TestUiSessions::keysBoostTheLatestSession()
{
    QFETCH(Shown, how);
    ShownProxy shown;
    QVERIFY(shown.start(how));
    for (const QByteArray session : {"s-1", "s-2"})
        QCOMPARE(shown.stands
                     .ask(support::RunningProxy::post(
                         "/v1/messages", kBody, "X-Claude-Code-Session-Id: " + session + "\r\n"))
                     .status,
                 200);
    ShortcutActions actions(*shown.source);
    QSignalSpy told(&actions, &ShortcutActions::told);
    actions.run(GlobalShortcut::Boost);
    QVERIFY(told.wait(20000));
    QCOMPARE(told[0][0].value<Notification>().title, QStringLiteral("The next turn is boosted"));
    SessionList list(*shown.source);
    QSignalSpy lists(&list, &SessionList::changed);
    list.refresh();
    QVERIFY(lists.wait(20000));
    const auto sessions = lists[0][0].value<std::vector<SessionLine>>();
    QCOMPARE(sessions.size(), size_t(2));
    QCOMPARE(sessions[0].id, QStringLiteral("s-2"));
    QVERIFY(sessions[0].boostsNext);
    QVERIFY(!sessions[1].boostsNext);
}

void TestUiSessions::withoutASessionKeysBoostNothing()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    ShortcutActions actions(*shown.source);
    QSignalSpy told(&actions, &ShortcutActions::told);
    actions.run(GlobalShortcut::Boost);
    QVERIFY(told.wait(20000));
    QCOMPARE(told[0][0].value<Notification>().title, QStringLiteral("No session was boosted"));
}

void TestUiSessions::aSessionIsChosenWhenItShowsUp()
{
    ScriptedHost host;
    const LocalSource source(host);
    SessionsPage page(source);
    auto *table = page.findChild<QTreeWidget *>();
    page.select(QStringLiteral("two"));
    QVERIFY(table->currentItem() == nullptr);
    page.show({{.id = QStringLiteral("one")}, {.id = QStringLiteral("two")}});
    QCOMPARE(table->currentItem()->text(Session), QStringLiteral("two"));
    QVERIFY(button(page, QStringLiteral("Boost next turn"))->isEnabled());
    page.select(QStringLiteral("one"));
    QCOMPARE(table->currentItem()->text(Session), QStringLiteral("one"));
}

void TestUiSessions::aProxyThatIsGoneIsSaidToBeGone()
{
    ShownProxy shown;
    QVERIFY(shown.start(Shown::Local));
    QSignalSpy stopped(&shown.host.service(), &proxy::ProxyService::stopped);
    shown.host.service().stop();
    QVERIFY(stopped.wait());
    SessionsPage page(*shown.source);
    page.show({{.id = QStringLiteral("one")}});
    page.QWidget::show();
    QTRY_COMPARE(page.findChild<QTreeWidget *>()->topLevelItemCount(), 0);
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestUiSessions test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_uisessions.moc"
