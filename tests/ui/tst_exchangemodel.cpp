// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/decisionfeatures.h"
#include "ui/models/exchangecolumns.h"
#include "ui/models/exchangefilter.h"
#include "ui/models/exchangemodel.h"
#include "ui/models/trafficfigures.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace ui;
using namespace std::chrono_literals;

class TestExchangeModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLaterEntryReplacesTheFormerWhereItStands();
    void theOldestRowsMakeRoom();
    void anIdThatLeftMayComeAgain();
    void filtersByWordsAndFields_data();
    void filtersByWordsAndFields();
    void sortsNumbersAsNumbers();
    void rowsOfBeforeStandAboveTheOthers();
    void rowsOfBeforeTakeNoRoomFromOthers();
    void anAliasOfAModelIsNoOtherModel();
    void rowsThatSayTheSameShareIt();
    void onlyTheNewestRowsKeepWhatTheDecisionDependedOn();
    void countsByMinute();
};

namespace {

proxy::Exchange exchange(int number)
{
    proxy::Exchange made;
    made.id = QByteArray::number(number);
    made.startedAtMs = 60000LL * number;
    made.client = "claude-code";
    made.routable = true;
    made.status = 200;
    made.end = proxy::ExchangeEnd::Complete;
    made.decision.requestedModel = "claude-sonnet-4-5";
    made.decision.selectedModel = "claude-haiku-4-5";
    made.decision.difficulty = proxy::Difficulty::Easy;
    made.decision.outcome = proxy::RoutingOutcome::Routed;
    made.timing.finished = std::chrono::milliseconds(number);
    return made;
}

} // namespace

void TestExchangeModel::aLaterEntryReplacesTheFormerWhereItStands()
{
    ExchangeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.add({exchange(1), exchange(2)});
    proxy::Exchange ended = exchange(1);
    ended.status = 529;
    model.add({ended, exchange(3), exchange(3)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.at(0).status, 529);
    QCOMPARE(model.at(2).id, QByteArray("3"));
}

void TestExchangeModel::theOldestRowsMakeRoom()
{
    ExchangeModel model(10);
    ExchangeFilter filter(model);
    QAbstractItemModelTester second(&filter,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.sort(ExchangeModel::Total, Qt::DescendingOrder);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int number = 0; number < 25; ++number)
        model.add({exchange(number)});
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.at(0).id, QByteArray("15"));
    std::vector<proxy::Exchange> many;
    for (int number = 100; number < 130; ++number)
        many.push_back(exchange(number));
    model.add(many);
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.at(9).id, QByteArray("129"));
    model.add({exchange(125)});
    QCOMPARE(model.rowCount(), 10);
}

void TestExchangeModel::anIdThatLeftMayComeAgain()
{
    ExchangeModel model(2);
    model.add({exchange(1), exchange(2), exchange(3)});
    model.add({exchange(1)});
    QCOMPARE(model.at(1).id, QByteArray("1"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    model.add({exchange(1)});
    QCOMPARE(model.rowCount(), 1);
}

void TestExchangeModel::filtersByWordsAndFields_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("rows");
    const auto row = [](const char *query, int rows) {
        QTest::newRow(query) << QString::fromLatin1(query) << rows;
    };
    row("", 3);
    row("haiku", 3);
    row("HAIKU", 3);
    row("nothing", 0);
    row("model:haiku difficulty:easy", 3);
    row("difficulty:hard", 0);
    row("status:>=500", 1);
    row("status:200", 2);
    row("ms:>2", 1);
    row("ms:<=2 -status:529", 1);
    row("-client:claude", 0);
    row("why:routed", 3);
    row("name:alice", 1);
    row("-name:alice", 2);
    row("alice", 1);
}

void TestExchangeModel::filtersByWordsAndFields()
{
    QFETCH(QString, query);
    ExchangeModel model;
    ExchangeFilter filter(model);
    proxy::Exchange failed = exchange(2);
    failed.status = 529;
    failed.clientName = "alice";
    model.add({exchange(1), failed, exchange(3)});
    filter.setQuery(proxy::ExchangeQuery::parse(query).value());
    QTEST(filter.rowCount(), "rows");
}

void TestExchangeModel::sortsNumbersAsNumbers()
{
    ExchangeModel model;
    ExchangeFilter filter(model);
    model.add({exchange(900), exchange(5), exchange(12000)});
    filter.sort(ExchangeModel::Total, Qt::AscendingOrder);
    QCOMPARE(filter.exchangeAt(filter.index(0, 0)).id, QByteArray("5"));
    QCOMPARE(filter.exchangeAt(filter.index(2, 0)).id, QByteArray("12000"));
}

void TestExchangeModel::rowsOfBeforeStandAboveTheOthers()
{
    ExchangeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.add({exchange(5), exchange(6)});
    model.addEarlier({exchange(3), exchange(4), exchange(5)});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.rowsFromBefore(), 2);
    QCOMPARE(model.at(0).id, QByteArray("3"));
    QCOMPARE(model.rowOf("6"), 3);
    model.addEarlier({exchange(1)});
    QCOMPARE(model.rowOf("1"), 0);
    QCOMPARE(model.rowOf("3"), 1);
    model.add({exchange(4)});
    QCOMPARE(model.rowCount(), 5);
    model.clear();
    QCOMPARE(model.rowsFromBefore(), 0);
}

void TestExchangeModel::rowsOfBeforeTakeNoRoomFromOthers()
{
    ExchangeModel model(4);
    model.add({exchange(8), exchange(9)});
    model.addEarlier({exchange(1), exchange(2), exchange(3)});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.at(0).id, QByteArray("2"));
    model.add({exchange(10)});
    QCOMPARE(model.at(0).id, QByteArray("3"));
    QCOMPARE(model.rowsFromBefore(), 1);
}

void TestExchangeModel::anAliasOfAModelIsNoOtherModel()
{
    proxy::Exchange kept = exchange(1);
    kept.decision.selectedModel = "claude-sonnet-4-5-20250929";
    QCOMPARE(columnText(kept, ExchangeModel::Answered), QStringLiteral("claude-sonnet-4-5"));
    QCOMPARE(columnText(kept, ExchangeModel::Why), QStringLiteral("same model"));
    QCOMPARE(columnText(exchange(1), ExchangeModel::Answered),
             QStringLiteral("→ claude-haiku-4-5"));
    QCOMPARE(columnText(exchange(1), ExchangeModel::Why), QStringLiteral("routed"));
    // Nobody was asked: that took no time worth telling.
    QCOMPARE(columnText(kept, ExchangeModel::Route), QStringLiteral("–"));
    kept.decision.routerAttempts = 1;
    kept.decision.routingTime = 208ms;
    QCOMPARE(columnText(kept, ExchangeModel::Route), QStringLiteral("208 ms"));
    TrafficSamples samples;
    samples.add({kept, exchange(2)});
    const TrafficFigures figures =
        figuresOf(samples.in({.fromMs = 0, .toMs = 300000}),
                  {.beginMs = 0, .stepMs = 300001, .columns = 1});
    QCOMPARE(figures.total.changed, 1);
    QCOMPARE(samples.name(figures.pairs.at(0).requested), QStringLiteral("claude-sonnet-4-5"));
}

void TestExchangeModel::rowsThatSayTheSameShareIt()
{
    ExchangeModel model;
    proxy::Exchange one = exchange(1);
    one.client = QByteArray(20, 'c');
    one.decision.trace = {{QByteArray(9, 's'), "pass", proxy::Text::words(QByteArray(30, 't'))}};
    proxy::Exchange other = exchange(2);
    other.client = QByteArray(20, 'c');
    other.decision.trace = {{QByteArray(9, 's'), "pass", proxy::Text::words(QByteArray(30, 't'))}};
    QVERIFY(one.client.constData() != other.client.constData());
    model.add({one, other});
    QCOMPARE(static_cast<const void *>(model.at(0).client.constData()),
             static_cast<const void *>(model.at(1).client.constData()));
    // The reasons stand beside the rows, once.
    QVERIFY(model.at(0).decision.trace.empty());
    const auto detail = [&model](int row) -> const void * {
        return model.whole(row).decision.trace.at(0).detail.source().constData();
    };
    QCOMPARE(detail(0), detail(1));
    proxy::Exchange third = exchange(3);
    third.decision.trace = {{QByteArray(9, 's'), "pass", proxy::Text::words(QByteArray(30, 'x'))}};
    model.add({third});
    QCOMPARE(model.whole(2).decision.trace.at(0).detail.source(), QByteArray(30, 'x'));
    QCOMPARE(model.whole(0).decision.trace.at(0).detail.source(), QByteArray(30, 't'));
}

void TestExchangeModel::onlyTheNewestRowsKeepWhatTheDecisionDependedOn()
{
    ExchangeModel model;
    std::vector<proxy::Exchange> rows;
    constexpr int kAll = static_cast<int>(ExchangeModel::kWithFeatures) + 10;
    for (int number = 0; number < kAll; ++number) {
        rows.push_back(exchange(number));
        rows.back().features = std::make_shared<proxy::DecisionFeatures>();
    }
    model.add(rows);
    QVERIFY(!model.at(9).features);
    QVERIFY(model.at(10).features);
    QVERIFY(model.at(kAll - 1).features);
}

void TestExchangeModel::countsByMinute()
{
    TrafficSamples samples;
    proxy::Exchange open = exchange(7);
    open.end = proxy::ExchangeEnd::Open;
    proxy::Exchange failed = exchange(8);
    failed.status = 502;
    // The same request twice counts once, and one that is open not yet.
    samples.add({exchange(9), open, exchange(7), failed, exchange(7)});
    const auto found = samples.in({.fromMs = 7 * 60000, .toMs = 10 * 60000 - 1});
    const TrafficFigures figures =
        figuresOf(found, {.beginMs = 7 * 60000, .stepMs = 60000, .columns = 3});
    QCOMPARE(figures.total.requests, 3);
    QCOMPARE(figures.columns.size(), size_t(3));
    QCOMPARE(figures.columns[0].requests, 1);
    QCOMPARE(figures.columns[1].errors, 1);
    QCOMPARE(figures.columns[2].byDifficulty[0], 1);
    QCOMPARE(figures.pairs.at(0).count, 3);
    QCOMPARE(samples.name(figures.pairs.at(0).selected), QStringLiteral("claude-haiku-4-5"));
    QVERIFY(samples.in({.fromMs = 0, .toMs = 10 * 60000, .project = QStringLiteral("x")}).empty());
}

QTEST_GUILESS_MAIN(TestExchangeModel)
#include "tst_exchangemodel.moc"
