// SPDX-License-Identifier: LicenseRef-Private
// The page of live sessions and the person's hand on them; both reach the engine.
#include "tests/support/shownproxy.h"
#include "ui/sessionspage.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace ui;
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
    void aProxyThatIsGoneIsSaidToBeGone();

private:
    static QPushButton *button(const QWidget &page, const QString &text);
};

namespace {

const QByteArray kBody =
    R"({"model":"claude-opus-4-8","max_tokens":900,)"
    R"("messages":[{"role":"user","content":"Rename x to y."}],)"
    R"("tools":[{"name":"Bash","description":"x","input_schema":{"type":"object"}}]})";

enum Column { Client, Session, Model, Turns, LastTurn, Cache, ByHand };

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
    const auto byHand = [table] { return table->topLevelItem(0)->text(ByHand); };

    button(page, QStringLiteral("Boost next turn"))->click();
    QTRY_VERIFY(byHand().contains(QStringLiteral("boosted")));
    button(page, QStringLiteral("Release"))->click();
    QTRY_COMPARE(byHand(), QStringLiteral("–"));
    button(page, QStringLiteral("Don't route"))->click();
    QTRY_VERIFY(byHand().contains(QStringLiteral("not routed")));
    button(page, QStringLiteral("Release"))->click();
    QTRY_COMPARE(byHand(), QStringLiteral("–"));

    page.findChild<QComboBox *>()->setCurrentText(QStringLiteral("claude-sonnet-4-6"));
    button(page, QStringLiteral("Hold this model"))->click();
    QTRY_VERIFY(byHand().contains(QStringLiteral("claude-sonnet-4-6")));
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
