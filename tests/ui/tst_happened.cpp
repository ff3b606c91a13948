// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "ui/happened/happenedpage.h"

#include <QListWidget>
#include <QPushButton>
#include <QTreeWidget>

using namespace ui;
using namespace Qt::StringLiterals;
using support::RunningDesktop;

/// The page with what the user was told.
class TestHappened final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void theNewestComesFirstAndIsBoldUntilItIsAcknowledged();
    void allAreAcknowledgedAtOnceAndTheListIsEmptied();
    void whatWasToldIsThereAfterAStart();
    void onlyTheLatestAreKept();
    void aBrokenMemoryIsAnEmptyOne();
    void aLostBackendIsListedAndCounted();
};

namespace {

QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *found : parent.findChildren<QPushButton *>()) {
        if (found->text().remove(u'&') == text)
            return found;
    }
    return nullptr;
}

} // namespace

void TestHappened::theNewestComesFirstAndIsBoldUntilItIsAcknowledged()
{
    Happenings happenings;
    HappenedPage page(happenings);
    happenings.add({.atMs = 1000, .title = u"Morph fails"_s, .text = u"why"_s, .isProblem = true});
    happenings.add({.atMs = 2000, .title = u"Morph works again"_s, .text = {}});
    auto *table = page.findChild<QTreeWidget *>();
    QCOMPARE(table->topLevelItem(0)->text(1), u"● Morph works again"_s);
    QCOMPARE(table->topLevelItem(1)->text(1), u"▲ Morph fails"_s);
    QCOMPARE(table->topLevelItem(1)->text(2), u"why"_s);
    QVERIFY(table->topLevelItem(1)->font(1).bold());
    QVERIFY(!button(page, u"Acknowledge"_s)->isEnabled());
    table->setCurrentItem(table->topLevelItem(1));
    button(page, u"Acknowledge"_s)->click();
    QVERIFY(!table->topLevelItem(1)->font(1).bold());
    QVERIFY(table->topLevelItem(0)->font(1).bold());
    QCOMPARE(happenings.unseen(), 1);
}

void TestHappened::allAreAcknowledgedAtOnceAndTheListIsEmptied()
{
    Happenings happenings;
    HappenedPage page(happenings);
    for (int at = 0; at < 3; ++at)
        happenings.add({.atMs = at, .title = QString::number(at), .text = {}});
    button(page, u"Acknowledge all"_s)->click();
    QCOMPARE(happenings.unseen(), 0);
    button(page, u"Empty the list"_s)->click();
    QCOMPARE(page.findChild<QTreeWidget *>()->topLevelItemCount(), 0);
    QVERIFY(!button(page, u"Empty the list"_s)->isEnabled());
}

void TestHappened::whatWasToldIsThereAfterAStart()
{
    {
        Happenings before;
        before.add({.atMs = 1, .title = u"one"_s, .text = u"1"_s, .isProblem = true});
        before.acknowledge(0);
        before.add({.atMs = 2, .title = u"two"_s, .text = {}});
    }
    const Happenings again;
    QCOMPARE(again.all().size(), size_t(2));
    QCOMPARE(again.unseen(), 1);
    QCOMPARE(again.all().at(1).title, u"one"_s);
    QCOMPARE(again.all().at(1).atMs, 1);
    QVERIFY(again.all().at(1).isProblem);
}

void TestHappened::onlyTheLatestAreKept()
{
    Happenings happenings;
    for (size_t at = 0; at < Happenings::kMost + 20; ++at)
        happenings.add({.atMs = static_cast<qint64>(at), .title = u"x"_s, .text = {}});
    QCOMPARE(happenings.all().size(), Happenings::kMost);
    QCOMPARE(Happenings().all().size(), Happenings::kMost);
    QCOMPARE(happenings.all().front().atMs, qint64(Happenings::kMost + 19));
}

void TestHappened::aBrokenMemoryIsAnEmptyOne()
{
    QSettings().setValue(u"window/happened"_s, QByteArray("[1,{\"title\":"));
    QVERIFY(Happenings().all().empty());
}

void TestHappened::aLostBackendIsListedAndCounted()
{
    RunningDesktop program("UPSTREAM_BREAKER_THRESHOLD=1\nUPSTREAM_RETRIES=0\n");
    QVERIFY(program.start());
    program.backend.setAccepting(false);
    program.backend.killIdleConnections();
    standins::RawClient agent;
    QVERIFY(agent.connectTo(program.port()));
    QVERIFY(agent.exchange(RunningDesktop::messages("[[easy]] x")).status >= 500);
    MainWindow &window = RunningDesktop::window();
    auto *table = window.findChild<HappenedPage *>()->findChild<QTreeWidget *>();
    QVERIFY(QTest::qWaitFor([table] { return table->topLevelItemCount() > 0; }, 20000));
    QVERIFY(table->topLevelItem(0)->text(1).contains(u"CLIProxyAPI"_s));
    const auto *pages = window.findChild<QListWidget *>();
    QCOMPARE(pages->item(5)->text(), u"What happened (1)"_s);
    // Its title is shown whole.
    QVERIFY(pages->viewport()->width() >= pages->sizeHintForColumn(0));
}

int main(int argc, char **argv)
{
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    TestHappened test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_happened.moc"
