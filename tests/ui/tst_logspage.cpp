// SPDX-License-Identifier: LicenseRef-Private
// Logs and the table of requests, and the ways between them.
#include "tests/standins/fakebackend.h"
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/logs/logspage.h"
#include "ui/logs/logview.h"
#include "ui/models/exchangecolumns.h"
#include "ui/requests/requestspage.h"

#include "proxy/exchange/exchangejson.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace ui;
using namespace std::chrono_literals;

class TestLogsPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void columnsAreRememberedOverARestart();
    void aRequestIsShownThoughAFilterHidItsRow();
    void textIsFoundInTheLog();
    void followLetsGoAndTellsWhatIsNew();
    void theLogLeadsToTheRequestAndBack();
    void theBackendsLogIsShown();
    void theBackendsLogNeedsThePassword();
};

namespace {

template <class Button> Button *named(const QWidget &page, const QString &text)
{
    for (Button *button : page.findChildren<Button *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

QString allTextOf(const QWidget &page)
{
    QStringList texts;
    for (const QLabel *label : page.findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

void TestLogsPage::init()
{
    QSettings().clear();
}

void TestLogsPage::columnsAreRememberedOverARestart()
{
    ScriptedSource source;
    {
        RequestsPage page(source);
        auto *table = page.findChild<QTableView *>();
        QHeaderView *header = table->horizontalHeader();
        header->moveSection(header->visualIndex(ExchangeModel::Saved), 0);
        QMenu menu;
        page.offerViews(menu);
        for (QAction *action : menu.actions()) {
            if (action->text() == columnTitle(ExchangeModel::Client)
                || action->text() == columnTitle(ExchangeModel::Project))
                action->toggle();
        }
        header->resizeSection(ExchangeModel::Requested, 321);
        table->sortByColumn(ExchangeModel::Total, Qt::DescendingOrder);
    }
    QSettings().sync();
    RequestsPage again(source);
    again.resize(1500, 700);
    again.show();
    auto *table = again.findChild<QTableView *>();
    QHeaderView *header = table->horizontalHeader();
    QCOMPARE(header->visualIndex(ExchangeModel::Saved), 0);
    // Sorted by it, not only marked as such.
    QCOMPARE(header->sortIndicatorSection(), int(ExchangeModel::Total));
    std::vector<proxy::Exchange> traffic = lifelikeTraffic(50, 1763900000000);
    Q_EMIT source.exchangesArrived(traffic);
    QCOMPARE(table->model()->rowCount(), 50);
    QCoreApplication::processEvents();
    QVERIFY(header->isSectionHidden(ExchangeModel::Client));
    QVERIFY(!header->isSectionHidden(ExchangeModel::Project));
    QCOMPARE(header->sectionSize(ExchangeModel::Requested), 321);
    const auto total = [&](int row) {
        const QByteArray id = again.shownAt(row).id;
        const auto found = std::find_if(traffic.begin(), traffic.end(),
                                        [&id](const auto &exchange) { return exchange.id == id; });
        // The one that is open grows older all the time.
        return found->timing.finished.value_or(std::chrono::microseconds::max());
    };
    for (int row = 1; row < 50; ++row)
        QVERIFY(total(row - 1) >= total(row));
}

void TestLogsPage::aRequestIsShownThoughAFilterHidItsRow()
{
    ScriptedSource source;
    RequestsPage page(source);
    const auto traffic = lifelikeTraffic(50, 1763900000000);
    Q_EMIT source.exchangesArrived(traffic);
    auto *table = page.findChild<QTableView *>();
    page.filter(QStringLiteral("nothing-of-that-kind"));
    QCOMPARE(table->model()->rowCount(), 0);
    QVERIFY(page.select(traffic[20].id));
    QCOMPARE(page.shownAt(table->currentIndex().row()).id, traffic[20].id);
    QVERIFY(!page.select("no such id"));
}

void TestLogsPage::textIsFoundInTheLog()
{
    LogView view(LogKind::Program);
    view.append({{.raw = {}, .text = QStringLiteral("one needle")},
                 {.raw = {}, .text = QStringLiteral("two")},
                 {.raw = {}, .text = QStringLiteral("three needle")}});
    view.show();
    auto *text = view.findChild<QPlainTextEdit *>();
    auto *find = view.findChild<QLineEdit *>();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    find->setFocus();
    text->moveCursor(QTextCursor::Start);
    find->setText(QStringLiteral("NEEDLE"));
    const auto row = [text] { return text->textCursor().blockNumber(); };
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(row(), 0);
    QTest::keyClick(find, Qt::Key_F3);
    QCOMPARE(row(), 2);
    QTest::keyClick(find, Qt::Key_F3);
    QCOMPARE(row(), 0);
    QTest::keyClick(find, Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(row(), 2);
    QCOMPARE(text->textCursor().selectedText(), QStringLiteral("needle"));
}

void TestLogsPage::followLetsGoAndTellsWhatIsNew()
{
    LogView view(LogKind::Program);
    view.resize(600, 200);
    view.show();
    const auto append = [&view](int count) {
        view.append(std::vector<LogLine>(static_cast<size_t>(count),
                                         {.raw = {}, .text = QStringLiteral("line")}));
    };
    append(100);
    auto *text = view.findChild<QPlainTextEdit *>();
    QScrollBar *bar = text->verticalScrollBar();
    auto *follow = named<QToolButton>(view, QStringLiteral("Follow"));
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(QTest::qWaitForWindowActive(&view));
    text->setFocus();
    bar->setValue(3);
    QVERIFY(!follow->isChecked());
    append(7);
    QCOMPARE(bar->value(), 3);
    QVERIFY(follow->text().contains(u'7'));
    follow->setChecked(true);
    QCOMPARE(bar->value(), bar->maximum());
    QCOMPARE(follow->text(), QStringLiteral("Follow"));
}

void TestLogsPage::theLogLeadsToTheRequestAndBack()
{
    ScriptedHost host;
    ScriptedSource source;
    const auto traffic = lifelikeTraffic(50, 1763900000000);
    QByteArray rows;
    for (const proxy::Exchange &exchange : traffic) {
        proxy::appendExchangeJson(rows, exchange);
        rows += '\n';
    }
    QDir(host.folder.path()).mkpath(QStringLiteral("logs"));
    host.write(QStringLiteral("logs/requests-2026-11-23.jsonl"), rows);
    RequestsPage requests(source);
    LogsPage logs(host);
    logs.show();
    Q_EMIT source.exchangesArrived(traffic);
    QWidget *view = logs.findChild<QTabWidget *>()->widget(0);
    auto *text = view->findChild<QPlainTextEdit *>();
    QTRY_COMPARE(text->blockCount(), 50);
    logs.showRequest(traffic[30].id);
    QCOMPARE(text->textCursor().blockNumber(), 30);
    connect(&logs, &LogsPage::requestChosen, &requests, &RequestsPage::select);
    QTest::keyClick(text, Qt::Key_Return);
    auto *table = requests.findChild<QTableView *>();
    QCOMPARE(requests.shownAt(table->currentIndex().row()).id, traffic[30].id);
    // A level that hides the row gives way; one that is nowhere is said to be nowhere.
    view->findChild<QComboBox *>()->setCurrentIndex(2);
    logs.showRequest(traffic[30].id);
    QCOMPARE(text->textCursor().blockNumber(), 30);
    logs.showRequest("ffffffffffffffff");
    QVERIFY(allTextOf(logs).contains(QStringLiteral("not in the part")));
}

void TestLogsPage::theBackendsLogIsShown()
{
    standins::FakeBackend backend(
        {.state = {{QStringLiteral("management"),
                    QJsonObject {{QStringLiteral("logging_to_file"), true},
                                 {QStringLiteral("log_lines"),
                                  QJsonArray {QStringLiteral("[2026-03-09 14:00:06] [info ] one"),
                                              QStringLiteral("[2026-03-09 14:00:07] [error] "
                                                             "two")}}}}}});
    QVERIFY(backend.start());
    ScriptedHost host;
    host.setEnvironment(QStringLiteral("UPSTREAM_URL"), backend.url().toString());
    host.setEnvironment(QStringLiteral("MANAGEMENT_PASSWORD"), QStringLiteral("mgmt-plain"));
    host.reload();
    LogsPage logs(host);
    logs.show();
    auto *tabs = logs.findChild<QTabWidget *>();
    tabs->setCurrentIndex(2);
    auto *text = tabs->currentWidget()->findChild<QPlainTextEdit *>();
    QTRY_COMPARE(text->blockCount(), 2);
    QVERIFY(text->toPlainText().endsWith(QStringLiteral("two")));
    tabs->currentWidget()->findChild<QComboBox *>()->setCurrentIndex(2);
    QVERIFY(!text->toPlainText().contains(QStringLiteral("one")));
    // It is asked for the new lines only: none comes twice.
    const size_t asked = backend.recorded().size();
    QVERIFY(backend.waitForRequests(asked + 1));
    QTRY_VERIFY(backend.recorded().back().target.contains("after="));
    tabs->currentWidget()->findChild<QComboBox *>()->setCurrentIndex(0);
    QCOMPARE(text->blockCount(), 2);
}

void TestLogsPage::theBackendsLogNeedsThePassword()
{
    standins::FakeBackend backend;
    QVERIFY(backend.start());
    ScriptedHost host;
    host.setEnvironment(QStringLiteral("UPSTREAM_URL"), backend.url().toString());
    host.reload();
    LogsPage logs(host);
    logs.show();
    logs.findChild<QTabWidget *>()->setCurrentIndex(2);
    QVERIFY(allTextOf(logs).contains(QStringLiteral("MANAGEMENT_PASSWORD")));
    QCOMPARE(backend.recorded().size(), size_t(0));
    host.setEnvironment(QStringLiteral("MANAGEMENT_PASSWORD"), QStringLiteral("wrong"));
    host.reload();
    LogsPage refused(host);
    refused.show();
    refused.findChild<QTabWidget *>()->setCurrentIndex(2);
    QTRY_VERIFY(allTextOf(refused).contains(QStringLiteral("does not show its log")));
}

int main(int argc, char **argv)
{
    // No real settings are read or written.
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestLogsPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logspage.moc"
