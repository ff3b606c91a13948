// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangefilter.h"
#include "ui/models/exchangemodel.h"
#include "ui/models/exchangequery.h"
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
    row("status:abc", 0);
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
    filter.setQuery(ExchangeQuery::parse(query));
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
