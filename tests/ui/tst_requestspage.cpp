// SPDX-License-Identifier: LicenseRef-Private
// The page of requests as it is used: following, choosing, filtering, narrow windows.
#include "proxy/exchange/exchangejson.h"
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedsource.h"
#include "ui/models/exchangecolumns.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/requesthistory.h"
#include "ui/requests/requestspage.h"

#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace ui;
using namespace std::chrono_literals;

namespace {

constexpr int kRows = 200;
constexpr qint64 kNow = 1764500000000;

QToolButton *buttonNamed(const QWidget &page, const QString &text)
{
    for (QToolButton *button : page.findChildren<QToolButton *>()) {
        if (button->text().contains(text))
            return button;
    }
    return nullptr;
}

/// A page with the rows of a while, shown in a window of its own.
struct Shown
{
    explicit Shown(int rows = kRows, QSize size = {1280, 700})
        : page(source)
        , table(page.findChild<QTableView *>())
        , field(page.findChild<QLineEdit *>())
    {
        page.resize(size);
        page.show();
        bring(rows);
    }

    void bring(int rows)
    {
        std::vector<proxy::Exchange> fresh;
        for (const proxy::Exchange &row : lifelikeTraffic(rows, kNow)) {
            fresh.push_back(row);
            fresh.back().id = QByteArray::number(++count);
            fresh.back().startedAtMs = kNow + count;
        }
        Q_EMIT source.exchangesArrived(fresh);
        QCoreApplication::processEvents();
    }

    [[nodiscard]] QScrollBar *bar() const { return table->verticalScrollBar(); }
    [[nodiscard]] bool isAtEnd() const { return bar()->value() == bar()->maximum(); }
    [[nodiscard]] QByteArray idOnTop() const { return page.shownAt(table->rowAt(0)).id; }
    [[nodiscard]] bool isFollowing() const
    {
        return buttonNamed(page, QStringLiteral("Follow"))->isChecked();
    }
    [[nodiscard]] bool isSeen(int row) const
    {
        return table->viewport()->rect().contains(
            table->visualRect(table->model()->index(row, 0)).center());
    }
    [[nodiscard]] ExchangeDetails *details() const { return page.findChild<ExchangeDetails *>(); }

    void wheel(int steps) const
    {
        const QPoint middle = table->viewport()->rect().center();
        QWheelEvent event(middle, table->viewport()->mapToGlobal(middle), {}, {0, 120 * steps},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(table->viewport(), &event);
    }

    ScriptedSource source;
    RequestsPage page;
    QTableView *table;
    QLineEdit *field;
    int count = 0;
};

} // namespace

class TestRequestsPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void followsUntilOneScrollsAway();
    void whatIsLookedAtKeepsItsPlace_data();
    void whatIsLookedAtKeepsItsPlace();
    void followsAgainAtTheEnd();
    void aSelectionEndsFollowing();
    void keysBeginAtTheNewestRow();
    void followsOnlyByTime();
    void escapeGoesBackOneStepAtATime();
    void completionsLeaveWhenAWordIsComplete();
    void valuesOfRowsAreOffered();
    void anEmptyTableSaysWhy();
    void aProxyThatFailedIsToldWhereTheTableIsEmpty();
    void detailsAreThereForASelectionOnly();
    void detailsMayStandBeside();
    void columnsFitTheTable_data();
    void columnsFitTheTable();
    void columnsFoldInANarrowWindow();
    void projectsShowOnceThereIsOne();
    void aFilterThatCannotBeReadChangesNothing();
    void chipsAddAndTakeAwayTheirCondition();
    void aCellIsMadeAFilter();
    void aSelectedRowThatIsFilteredAwayIsLetGo();
    void theStateIsThereAgain();
    void aDividerPartsWhatWasBeforeThisStart();
    void theLastDayIsThereAtTheStart();
    void moreOfTheLogIsLoadedOnDemand();
    void openRowsTellHowFarTheyAre();
    void historyIsReadFromTheEnd();
};

void TestRequestsPage::followsUntilOneScrollsAway()
{
    Shown shown;
    QVERIFY(shown.isFollowing());
    QVERIFY(shown.isAtEnd());
    shown.wheel(3);
    QVERIFY(!shown.isFollowing());
    const int place = shown.bar()->value();
    shown.bring(5);
    QCOMPARE(shown.bar()->value(), place);
    QToolButton *newer = buttonNamed(shown.page, QStringLiteral("5 new (End)"));
    QVERIFY(newer != nullptr && newer->isVisible());
    newer->click();
    QVERIFY(shown.isFollowing());
    QVERIFY(shown.isAtEnd());
    QVERIFY(!newer->isVisible());
    shown.bring(5);
    QVERIFY(shown.isAtEnd());
}

void TestRequestsPage::whatIsLookedAtKeepsItsPlace_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::newRow("newest last") << int {ExchangeModel::Time} << Qt::AscendingOrder;
    QTest::newRow("newest first") << int {ExchangeModel::Time} << Qt::DescendingOrder;
    QTest::newRow("by cost") << int {ExchangeModel::CostColumn} << Qt::AscendingOrder;
}

void TestRequestsPage::whatIsLookedAtKeepsItsPlace()
{
    QFETCH(int, column);
    QFETCH(Qt::SortOrder, order);
    Shown shown;
    shown.table->sortByColumn(column, order);
    shown.bar()->setValue(shown.bar()->maximum() / 2);
    const QByteArray id = shown.idOnTop();
    shown.bring(40);
    QCOMPARE(shown.idOnTop(), id);
}

void TestRequestsPage::followsAgainAtTheEnd()
{
    Shown shown;
    shown.wheel(2);
    QVERIFY(!shown.isFollowing());
    shown.wheel(-20);
    QVERIFY(shown.isFollowing());
    shown.wheel(2);
    QTest::keyClick(shown.table, Qt::Key_End);
    QVERIFY(shown.isFollowing());
    shown.table->sortByColumn(ExchangeModel::Time, Qt::DescendingOrder);
    QCOMPARE(shown.bar()->value(), 0);
    shown.wheel(-2);
    QVERIFY(!shown.isFollowing());
    shown.bring(3);
    QVERIFY(buttonNamed(shown.page, QStringLiteral("3 new (Home)")) != nullptr);
    QTest::keyClick(shown.table, Qt::Key_Home);
    QVERIFY(shown.isFollowing());
    QCOMPARE(shown.bar()->value(), 0);
}

void TestRequestsPage::aSelectionEndsFollowing()
{
    Shown shown;
    shown.table->selectRow(kRows - 2);
    QVERIFY(!shown.isFollowing());
    shown.bring(50);
    QVERIFY(shown.isSeen(kRows - 2));
    // Who follows again lets the selection go: one of both is in view.
    buttonNamed(shown.page, QStringLiteral("Follow"))->click();
    QVERIFY(shown.isAtEnd());
    QVERIFY(!shown.table->selectionModel()->hasSelection());
}

void TestRequestsPage::keysBeginAtTheNewestRow()
{
    Shown shown;
    shown.field->setText(QStringLiteral("claude"));
    shown.table->setFocus();
    QTest::keyClick(shown.table, Qt::Key_Down);
    const int last = shown.table->model()->rowCount() - 1;
    QCOMPARE(shown.table->currentIndex().row(), last);
    QVERIFY(shown.isSeen(last));
    QTest::keyClick(shown.table, Qt::Key_Up);
    QCOMPARE(shown.table->currentIndex().row(), last - 1);
    QVERIFY(shown.isSeen(last - 1));
    QVERIFY(!shown.isFollowing());
}

void TestRequestsPage::followsOnlyByTime()
{
    Shown shown;
    shown.table->sortByColumn(ExchangeModel::CostColumn, Qt::AscendingOrder);
    QVERIFY(!buttonNamed(shown.page, QStringLiteral("Follow"))->isEnabled());
    shown.bar()->setValue(10);
    shown.bring(5);
    QVERIFY(!shown.isAtEnd());
    QVERIFY(buttonNamed(shown.page, QStringLiteral("new (")) == nullptr
            || !buttonNamed(shown.page, QStringLiteral("new ("))->isVisible());
    shown.table->sortByColumn(ExchangeModel::Time, Qt::AscendingOrder);
    QVERIFY(buttonNamed(shown.page, QStringLiteral("Follow"))->isEnabled());
}

void TestRequestsPage::escapeGoesBackOneStepAtATime()
{
    Shown shown;
    shown.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&shown.page));
    shown.field->setFocus();
    QTest::keyClicks(shown.field, QStringLiteral("diff"));
    QWidget *popup = QApplication::activePopupWidget();
    QVERIFY(popup != nullptr);
    QTest::keyClick(popup, Qt::Key_Escape);
    QVERIFY(!popup->isVisible());
    QCOMPARE(shown.field->text(), QStringLiteral("diff"));
    QTest::keyClick(shown.field, Qt::Key_Escape);
    QCOMPARE(shown.field->text(), QString());
    shown.table->selectRow(3);
    QVERIFY(shown.details()->isVisible());
    QTest::keyClick(shown.field, Qt::Key_Escape);
    QVERIFY(!shown.table->selectionModel()->hasSelection());
    QVERIFY(!shown.details()->isVisible());
}

void TestRequestsPage::completionsLeaveWhenAWordIsComplete()
{
    Shown shown;
    shown.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&shown.page));
    shown.field->setFocus();
    QTest::keyClicks(shown.field, QStringLiteral("difficulty:har"));
    QVERIFY(QApplication::activePopupWidget() != nullptr);
    QTest::keyClicks(shown.field, QStringLiteral("d"));
    QVERIFY(QApplication::activePopupWidget() == nullptr);
    QTest::keyClicks(shown.field, QStringLiteral(" "));
    QVERIFY(QApplication::activePopupWidget() == nullptr);
    QTest::keyClick(shown.field, Qt::Key_Down);
    QCOMPARE(shown.field->text(), QStringLiteral("difficulty:hard "));
    QVERIFY(shown.table->hasFocus());
}

void TestRequestsPage::valuesOfRowsAreOffered()
{
    Shown shown;
    QCompleter *completer = shown.field->completer();
    completer->setCompletionPrefix(QStringLiteral("easy project:b"));
    QCOMPARE(completer->completionCount(), 1);
    QCOMPARE(completer->currentCompletion(), QStringLiteral("easy project:billing"));
    completer->setCompletionPrefix(QStringLiteral("client:cl"));
    QCOMPARE(completer->currentCompletion(), QStringLiteral("client:claude-code"));
}

void TestRequestsPage::anEmptyTableSaysWhy()
{
    Shown shown(0);
    const auto says = [&shown](const QString &text) {
        const auto labels = shown.page.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&text](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    };
    const auto button = [&shown](const QString &text) -> QPushButton * {
        for (QPushButton *each : shown.page.findChildren<QPushButton *>()) {
            if (each->isVisible() && each->text() == text)
                return each;
        }
        return nullptr;
    };
    QVERIFY(says(QStringLiteral("No request yet")));
    shown.bring(10);
    QVERIFY(shown.table->isVisible());
    shown.field->setText(QStringLiteral("nothing-like-this"));
    QVERIFY(says(QStringLiteral("No request matches")));
    QVERIFY(says(QStringLiteral("0 of 10")));
    button(QStringLiteral("Clear the filter"))->click();
    QVERIFY(shown.table->isVisible());
    QMenu menu;
    shown.page.offerViews(menu);
    for (QAction *action : menu.actions()) {
        if (action->text().remove(u'&') == QStringLiteral("Clear the view"))
            action->trigger();
    }
    QVERIFY(says(QStringLiteral("The view was cleared")));
    shown.bring(1);
    QVERIFY(shown.table->isVisible());
    // Leaving the demo is a new beginning.
    Q_EMIT shown.source.historyChanged();
    QVERIFY(says(QStringLiteral("No request yet")));
}

void TestRequestsPage::aProxyThatFailedIsToldWhereTheTableIsEmpty()
{
    Shown shown(0);
    shown.source.now.state = proxy::ServiceState::Failed;
    shown.source.now.failure =
        proxy::Error {.detail = proxy::Text::words(QStringLiteral("port 8317 is taken"))};
    Q_EMIT shown.source.statusChanged(shown.source.now);
    const auto labels = shown.page.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
        return label->text().contains(QStringLiteral("port 8317 is taken"));
    }));
    for (const QPushButton *button : shown.page.findChildren<QPushButton *>())
        QVERIFY(!button->isVisible() || !button->text().startsWith(QStringLiteral("Connect")));
}

void TestRequestsPage::detailsAreThereForASelectionOnly()
{
    Shown shown;
    QVERIFY(!shown.details()->isVisible());
    shown.table->selectRow(kRows - 1);
    QVERIFY(shown.details()->isVisible());
    QVERIFY(shown.isSeen(kRows - 1));
    shown.table->clearSelection();
    QVERIFY(!shown.details()->isVisible());
}

void TestRequestsPage::detailsMayStandBeside()
{
    Shown shown;
    shown.table->selectRow(0);
    QVERIFY(shown.details()->y() > shown.table->y());
    QMenu menu;
    shown.page.offerViews(menu);
    menu.actions().first()->trigger();
    QCoreApplication::processEvents();
    QVERIFY(shown.details()->x() > shown.table->x());
    QVERIFY(shown.isSeen(0));
}

void TestRequestsPage::columnsFitTheTable_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {600, 900, 1130, 1280, 1920})
        QTest::addRow("%d", width) << width;
}

void TestRequestsPage::columnsFitTheTable()
{
    QFETCH(int, width);
    Shown shown(kRows, {width, 600});
    QCOMPARE(shown.table->horizontalScrollBar()->maximum(), 0);
    const QHeaderView *header = shown.table->horizontalHeader();
    QVERIFY(header->length() > width * 9 / 10);
    QVERIFY(!header->highlightSections());
    const QFontMetrics metrics(shown.table->font());
    // What is not a name is never cut.
    for (const int column : {int {ExchangeModel::Time}, int {ExchangeModel::Saved},
                             int {ExchangeModel::DifficultyColumn}}) {
        for (int row = 0; row < kRows && !header->isSectionHidden(column); ++row) {
            const QString text = shown.table->model()->index(row, column).data().toString();
            QVERIFY2(metrics.horizontalAdvance(text) + 6 <= header->sectionSize(column),
                     qPrintable(text));
        }
    }
}

void TestRequestsPage::columnsFoldInANarrowWindow()
{
    Shown shown(kRows, {1280, 600});
    const QHeaderView *header = shown.table->horizontalHeader();
    QVERIFY(!header->isSectionHidden(ExchangeModel::Tokens));
    shown.page.resize(990, 600);
    QCoreApplication::processEvents();
    for (const int column :
         {int {ExchangeModel::Tokens}, int {ExchangeModel::Project}, int {ExchangeModel::First}})
        QVERIFY(header->isSectionHidden(column));
    QVERIFY(!header->isSectionHidden(ExchangeModel::Status));
    shown.page.resize(1280, 600);
    QCoreApplication::processEvents();
    QVERIFY(!header->isSectionHidden(ExchangeModel::Tokens));
}

void TestRequestsPage::projectsShowOnceThereIsOne()
{
    Shown shown(0);
    proxy::Exchange exchange;
    exchange.id = "1";
    Q_EMIT shown.source.exchangesArrived({exchange});
    const QHeaderView *header = shown.table->horizontalHeader();
    QVERIFY(header->isSectionHidden(ExchangeModel::Project));
    exchange.id = "2";
    exchange.project = "shop-api";
    Q_EMIT shown.source.exchangesArrived({exchange});
    QVERIFY(!header->isSectionHidden(ExchangeModel::Project));
}

void TestRequestsPage::aFilterThatCannotBeReadChangesNothing()
{
    Shown shown;
    shown.field->setText(QStringLiteral("client:codex"));
    const int rows = shown.table->model()->rowCount();
    QVERIFY(rows > 0 && rows < kRows);
    shown.field->setText(QStringLiteral("statsu:500"));
    QCOMPARE(shown.table->model()->rowCount(), rows);
    QCOMPARE(shown.field->accessibleDescription(),
             QStringLiteral("no field `statsu`; did you mean `status`?"));
    shown.field->setText(QStringLiteral("status:500"));
    QVERIFY(shown.field->accessibleDescription().isEmpty());
}

void TestRequestsPage::chipsAddAndTakeAwayTheirCondition()
{
    Shown shown;
    shown.field->setText(QStringLiteral("claude or codex"));
    buttonNamed(shown.page, QStringLiteral("Errors"))->click();
    QCOMPARE(shown.field->text(), QStringLiteral("(claude or codex) failed:yes"));
    QVERIFY(buttonNamed(shown.page, QStringLiteral("Errors"))->isChecked());
    buttonNamed(shown.page, QStringLiteral("Hard"))->click();
    QCOMPARE(shown.field->text(), QStringLiteral("(claude or codex) failed:yes difficulty:hard"));
    buttonNamed(shown.page, QStringLiteral("Errors"))->click();
    QCOMPARE(shown.field->text(), QStringLiteral("(claude or codex) difficulty:hard"));
    QVERIFY(!buttonNamed(shown.page, QStringLiteral("Errors"))->isChecked());
}

void TestRequestsPage::aCellIsMadeAFilter()
{
    Shown shown;
    const QModelIndex cell = shown.table->model()->index(kRows - 3, ExchangeModel::Client);
    shown.table->scrollTo(cell);
    const auto choose = [&](const QString &entry) {
        Q_EMIT shown.table->customContextMenuRequested(shown.table->visualRect(cell).center());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        for (QAction *action : menu->findChildren<QAction *>()) {
            if (action->text().remove(u'&').startsWith(entry))
                action->trigger();
        }
        menu->close();
    };
    const QString client = cell.data().toString();
    choose(QStringLiteral("The cell"));
    QCOMPARE(QGuiApplication::clipboard()->text(), client);
    choose(QStringLiteral("Without client"));
    QCOMPARE(shown.field->text(), QStringLiteral("-client:=") + client);
    for (int row = 0; row < shown.table->model()->rowCount(); ++row)
        QVERIFY(QString::fromUtf8(shown.page.shownAt(row).client) != client);
}

void TestRequestsPage::aSelectedRowThatIsFilteredAwayIsLetGo()
{
    Shown shown;
    shown.table->selectRow(0);
    const QString client = QString::fromUtf8(shown.page.shownAt(0).client);
    shown.field->setText(QStringLiteral("client:=") + client);
    QVERIFY(shown.details()->isVisible());
    shown.field->setText(QStringLiteral("-client:=") + client);
    QVERIFY(!shown.details()->isVisible());
}

void TestRequestsPage::theStateIsThereAgain()
{
    {
        Shown shown;
        shown.field->setText(QStringLiteral("client:claude"));
        shown.table->sortByColumn(ExchangeModel::Saved, Qt::DescendingOrder);
        shown.table->horizontalHeader()->resizeSection(ExchangeModel::Why, 137);
        shown.table->horizontalHeader()->moveSection(2, 0);
    }
    const Shown shown;
    const QHeaderView *header = shown.table->horizontalHeader();
    QCOMPARE(shown.field->text(), QStringLiteral("client:claude"));
    QCOMPARE(header->sortIndicatorSection(), int {ExchangeModel::Saved});
    QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    QCOMPARE(header->sectionSize(ExchangeModel::Why), 137);
    QCOMPARE(header->logicalIndex(0), 2);
}

void TestRequestsPage::aDividerPartsWhatWasBeforeThisStart()
{
    Shown shown(3);
    const int usual = shown.table->rowHeight(0);
    shown.page.model().addEarlier(lifelikeTraffic(5, kNow - 1000));
    shown.bring(1);
    const auto divided = [&] {
        QList<int> rows;
        for (int row = 0; row < shown.table->model()->rowCount(); ++row) {
            if (shown.table->rowHeight(row) != usual)
                rows << row;
        }
        return rows;
    };
    QCOMPARE(divided(), QList<int> {5});
    shown.table->sortByColumn(ExchangeModel::Time, Qt::DescendingOrder);
    QCOMPARE(divided(), QList<int> {4});
    shown.table->sortByColumn(ExchangeModel::Total, Qt::DescendingOrder);
    QCOMPARE(divided(), QList<int> {});
}

namespace {

void writeLog(const QTemporaryDir &dir, const QString &day,
              const std::vector<proxy::Exchange> &rows)
{
    QByteArray text;
    for (const proxy::Exchange &row : rows) {
        proxy::appendExchangeJson(text, row);
        text += '\n';
    }
    QFile file(dir.filePath(QStringLiteral("requests-%1.jsonl").arg(day)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

proxy::Exchange ended(int number, qint64 startedAtMs)
{
    proxy::Exchange exchange;
    exchange.id = QByteArray::number(number).rightJustified(16, '0');
    exchange.startedAtMs = startedAtMs;
    exchange.end = proxy::ExchangeEnd::Complete;
    return exchange;
}

} // namespace

void TestRequestsPage::theLastDayIsThereAtTheStart()
{
    const QTemporaryDir dir;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    constexpr qint64 kHour = 3600000;
    writeLog(dir, QStringLiteral("2026-11-28"), {ended(1, now - 30 * kHour)});
    writeLog(dir, QStringLiteral("2026-11-29"),
             {ended(2, now - 20 * kHour), ended(3, now - kHour)});
    ScriptedSource source;
    RequestsPage page(source, dir.path());
    // What came meanwhile stands below, and once.
    Q_EMIT source.exchangesArrived({ended(3, now - kHour), ended(4, now)});
    QTRY_COMPARE(page.model().rowCount(), 3);
    QCOMPARE(page.model().rowsFromBefore(), 1);
    QCOMPARE(page.shownAt(0).id.right(1), QByteArray("2"));
    QCOMPARE(page.shownAt(2).id.right(1), QByteArray("4"));
    const RequestsPage::State state = page.state();
    RequestsPage inOtherWords(source);
    inOtherWords.restore(state);
    QCOMPARE(inOtherWords.model().rowCount(), 3);
    QCOMPARE(inOtherWords.model().rowsFromBefore(), 1);
}

void TestRequestsPage::moreOfTheLogIsLoadedOnDemand()
{
    const QTemporaryDir dir;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    constexpr qint64 kDay = 24 * 3600000LL;
    writeLog(dir, QStringLiteral("2026-11-20"),
             {ended(1, now - 9 * kDay), ended(2, now - 8 * kDay)});
    writeLog(dir, QStringLiteral("2026-11-29"), {ended(3, now - 1000)});
    ScriptedSource source;
    RequestsPage page(source, dir.path());
    QTRY_COMPARE(page.model().rowCount(), 1);
    QMenu menu;
    page.offerViews(menu);
    for (QAction *action : menu.actions()) {
        if (action->text().remove(u'&').startsWith(QStringLiteral("Load more")))
            action->trigger();
    }
    QTRY_COMPARE(page.model().rowCount(), 3);
    QCOMPARE(page.shownAt(0).id.right(1), QByteArray("1"));
    // The demo has no log, and the log is none of the demo's.
    source.demo = true;
    Q_EMIT source.historyChanged();
    QCOMPARE(page.model().rowCount(), 0);
    source.demo = false;
    Q_EMIT source.historyChanged();
    QTRY_COMPARE(page.model().rowCount(), 1);
}

void TestRequestsPage::openRowsTellHowFarTheyAre()
{
    proxy::Exchange open;
    open.id = "1";
    open.startedAtMs = QDateTime::currentMSecsSinceEpoch() - 7500;
    open.streaming = true;
    const auto text = [&open](int column) { return columnText(open, column); };
    QCOMPARE(text(ExchangeModel::Status), QStringLiteral("waiting"));
    QCOMPARE(text(ExchangeModel::First), QStringLiteral("–"));
    QVERIFY(text(ExchangeModel::Total) == QStringLiteral("0:07")
            || text(ExchangeModel::Total) == QStringLiteral("0:08"));
    open.timing.firstByte = 612ms;
    open.bytesOut = 12300;
    open.progress = {.phase = proxy::AnswerPhase::Thinking, .silence = 2s};
    QCOMPARE(text(ExchangeModel::Status), QStringLiteral("thinking"));
    QCOMPARE(text(ExchangeModel::First), QStringLiteral("612 ms"));
    QCOMPARE(text(ExchangeModel::Tokens), QStringLiteral("↓ 12.3 kB"));
    open.progress = {.phase = proxy::AnswerPhase::Streaming, .silence = 62s};
    QCOMPARE(text(ExchangeModel::Status), QStringLiteral("silent 1:02"));
    open.usage = {.input = 1000, .output = 20};
    QCOMPARE(text(ExchangeModel::Tokens), QStringLiteral("1.0k"));
    open.streaming = false;
    open.progress.silence = 0s;
    QCOMPARE(text(ExchangeModel::Status), QStringLiteral("answering"));
    // Views are told that it is older, and of no other row.
    ExchangeModel model;
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.add({open, ended(2, 1000)});
    model.letTimePass();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 0);
    open.end = proxy::ExchangeEnd::Complete;
    model.add({open});
    changed.clear();
    model.letTimePass();
    QCOMPARE(changed.count(), 0);
}

void TestRequestsPage::historyIsReadFromTheEnd()
{
    const QTemporaryDir dir;
    std::vector<proxy::Exchange> rows;
    for (int number = 0; number < 12000; ++number)
        rows.push_back(ended(number, 1000000 + number));
    // One that began early ends late.
    rows.push_back(ended(20000, 1000000));
    writeLog(dir, QStringLiteral("2026-11-29"), rows);
    const HistoryWish wish {.logDir = dir.path(), .sinceMs = 0, .beforeMs = 2000000};
    const auto found = earlierRequests(wish);
    QCOMPARE(found.size(), HistoryWish::kMost);
    QCOMPARE(found.front().id, ended(20000, 0).id);
    QCOMPARE(found.back().id, ended(11999, 0).id);
    QCOMPARE(
        earlierRequests({.logDir = dir.path(), .sinceMs = 1011990, .beforeMs = 1011995}).size(),
        size_t(5));
    QVERIFY(earlierRequests({.logDir = {}, .sinceMs = 0, .beforeMs = 2000000}).empty());
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestRequestsPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_requestspage.moc"
