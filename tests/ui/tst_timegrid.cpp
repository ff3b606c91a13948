// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/earliertraffic.h"
#include "ui/models/timegrid.h"
#include "ui/statistics/chartstyle.h"

#include <QApplication>
#include <QDateTime>
#include <QTest>
#include <QTimeZone>

using namespace ui;
using namespace Qt::StringLiterals;

/// Spans of time, ticks and labels that stay where they are, and what the books know of before.
class TestTimeGrid final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPartHasWholeColumnsOfASize();
    void spansBeginAtRoundTimes_data();
    void spansBeginAtRoundTimes();
    void whatHappenedStaysInItsSpan();
    void allIsInDaysOrWeeks();
    void aTimeOutsideIsInNoSpan();
    void ticksAreOneTwoOrFive_data();
    void ticksAreOneTwoOrFive();
    void onlyRoundTimesAreTold();
    void whatTheSamplesLackIsOfTheBooks();
    void completeSamplesLackNothing();
};

namespace {

qint64 at(const QDate &day, const QTime &time)
{
    return QDateTime(day, time).toMSecsSinceEpoch();
}

const QDate kDay(2026, 11, 30); // a Monday
constexpr qint64 kSecond = 1000;
constexpr qint64 kHour = 3600 * kSecond;

std::vector<TrafficSums> columnsOf(const TimeGrid &grid)
{
    std::vector<TrafficSums> columns;
    for (int column = 0; column < grid.columns; ++column)
        columns.push_back({.beginMs = grid.beginMs + column * grid.stepMs});
    return columns;
}

QStringList visible(const QStringList &labels)
{
    QStringList texts;
    for (QString label : labels) {
        if (!label.remove(QChar(0x200b)).isEmpty())
            texts << label;
    }
    return texts;
}

proxy::Exchange routable(const QByteArray &id, qint64 startedAtMs)
{
    proxy::Exchange exchange;
    exchange.id = id;
    exchange.startedAtMs = startedAtMs;
    exchange.routable = true;
    exchange.end = proxy::ExchangeEnd::Complete;
    return exchange;
}

} // namespace

void TestTimeGrid::spansBeginAtRoundTimes_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<QTime>("last");
    QTest::newRow("a quarter") << 15 << 30 * kSecond << QTime(18, 27, 30);
    QTest::newRow("an hour") << 60 << 120 * kSecond << QTime(18, 26);
    QTest::newRow("a day") << 24 * 60 << kHour << QTime(18, 0);
    QTest::newRow("a week") << 7 * 24 * 60 << 6 * kHour << QTime(18, 0);
}

void TestTimeGrid::spansBeginAtRoundTimes()
{
    QFETCH(int, minutes);
    QFETCH(qint64, step);
    QFETCH(QTime, last);
    const qint64 now = at(kDay, QTime(18, 27, 43));
    const TimeGrid grid = timeGrid(minutes, now, 0);
    QCOMPARE(grid.stepMs, step);
    QCOMPARE(grid.endMs() - step, at(kDay, last));
    QVERIFY(grid.beginMs <= now - minutes * 60 * kSecond + step);
    QCOMPARE(grid.columnOf(now), grid.columns - 1);
}

void TestTimeGrid::whatHappenedStaysInItsSpan()
{
    const qint64 event = at(kDay, QTime(18, 1, 13));
    const TimeGrid now = timeGrid(60, at(kDay, QTime(18, 27, 43)), 0);
    const TimeGrid later = timeGrid(60, at(kDay, QTime(18, 31, 2)), 0);
    QCOMPARE(now.beginMs + now.columnOf(event) * now.stepMs,
             later.beginMs + later.columnOf(event) * later.stepMs);
}

void TestTimeGrid::allIsInDaysOrWeeks()
{
    const qint64 now = at(kDay, QTime(18, 27));
    const TimeGrid days = timeGrid(0, now, at(kDay.addDays(-20), QTime(3, 0)));
    QCOMPARE(days.columns, 21);
    QCOMPARE(days.columnOf(at(kDay.addDays(-20), QTime(3, 0))), 0);
    const TimeGrid weeks = timeGrid(0, now, at(kDay.addDays(-200), QTime(3, 0)));
    QCOMPARE(weeks.stepMs, 7 * 24 * kHour);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(weeks.beginMs).date().dayOfWeek(), 1);
    QCOMPARE(weeks.columnOf(at(kDay.addDays(-200), QTime(3, 0))), 0);
}

void TestTimeGrid::aTimeOutsideIsInNoSpan()
{
    const TimeGrid grid = timeGrid(60, at(kDay, QTime(18, 27)), 0);
    QCOMPARE(grid.columnOf(grid.beginMs - 1), -1);
    QCOMPARE(grid.columnOf(grid.endMs()), -1);
    QCOMPARE(grid.columnOf(grid.beginMs), 0);
}

void TestTimeGrid::ticksAreOneTwoOrFive_data()
{
    QTest::addColumn<double>("span");
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("tick");
    const auto count = static_cast<int>(Unit::Count);
    const auto money = static_cast<int>(Unit::Money);
    QTest::newRow("nothing") << 0.0 << count << 1.0;
    QTest::newRow("three") << 3.0 << count << 1.0;
    QTest::newRow("57") << 57.0 << count << 20.0;
    QTest::newRow("126594") << 126594.0 << count << 50000.0;
    QTest::newRow("cents") << 0.247 << money << 0.1;
    QTest::newRow("a twentieth") << 0.2 << money << 0.05;
}

void TestTimeGrid::ticksAreOneTwoOrFive()
{
    QFETCH(double, span);
    QFETCH(int, unit);
    QFETCH(double, tick);
    QCOMPARE(tickInterval(span, static_cast<Unit>(unit)), tick);
}

void TestTimeGrid::onlyRoundTimesAreTold()
{
    const TimeGrid grid = timeGrid(60, at(kDay, QTime(18, 27, 43)), 0);
    const QStringList labels = timeLabels(columnsOf(grid));
    QCOMPARE(labels.size(), grid.columns);
    QCOMPARE(QSet<QString>(labels.begin(), labels.end()).size(), labels.size());
    QCOMPARE(visible(labels), (QStringList {u"17:30"_s, u"17:40"_s, u"17:50"_s, u"18:00"_s,
                                            u"18:10"_s, u"18:20"_s}));
    const QStringList week =
        visible(timeLabels(columnsOf(timeGrid(7 * 24 * 60, at(kDay, QTime(18, 27)), 0))));
    QCOMPARE(week.first(), u"24 Nov"_s);
    QCOMPARE(week.size(), 7);
    const TimeGrid days = timeGrid(0, at(kDay, QTime(18, 27)), at(kDay.addDays(-60), QTime(3, 0)));
    QVERIFY(visible(timeLabels(columnsOf(days))).size() <= 8);
    QVERIFY(visible(timeLabels(columnsOf(days))).size() >= 5);
}

void TestTimeGrid::whatTheSamplesLackIsOfTheBooks()
{
    const qint64 now = at(kDay, QTime(18, 0));
    TrafficSamples samples;
    samples.add({routable("1", at(kDay, QTime(17, 0))), routable("2", at(kDay, QTime(17, 30)))});
    proxy::Ledger days;
    proxy::LedgerSums sums {.exchanges = 100,
                            .compared = 100,
                            .comparedCost = proxy::kPicoPerDollar,
                            .baseline = 4 * proxy::kPicoPerDollar};
    days.add(kDay.addDays(-1), "claude-haiku-4-5", "none", sums);
    days.add(kDay.addDays(-40), "claude-haiku-4-5", "none", sums);
    proxy::ServiceStatus status;
    status.today.routable = 12;
    status.savedToday = proxy::kPicoPerDollar / 2;
    const EarlierTraffic all = earlierTraffic(samples, days, status, 0, now);
    QCOMPARE(all.requests, 210);
    QCOMPARE(all.savedUsd, 6.5);
    const EarlierTraffic week = earlierTraffic(samples, days, status, now - 7 * 24 * kHour, now);
    QCOMPARE(week.requests, 110);
    QCOMPARE(week.savedUsd, 3.5);
}

void TestTimeGrid::completeSamplesLackNothing()
{
    const qint64 now = at(kDay, QTime(18, 0));
    TrafficSamples samples;
    samples.add({routable("1", at(kDay, QTime(17, 0))), routable("2", at(kDay, QTime(17, 30)))});
    proxy::ServiceStatus status;
    // The process began between the two.
    status.today.routable = 1;
    QVERIFY(earlierTraffic(samples, {}, status, 0, now).isEmpty());
}

void TestTimeGrid::aPartHasWholeColumnsOfASize()
{
    const qint64 from = at(kDay, QTime(14, 0, 13));
    for (const qint64 span : {1LL, 1000LL, 20'000LL, 600'000LL, 7'200'000LL, 86'400'000LL,
                              864'000'000LL, 40'000'000'000LL}) {
        const TimeGrid grid = timeGridBetween(from, from + span);
        QVERIFY(grid.columns >= 1 && grid.columns <= 92);
        QVERIFY(grid.beginMs <= from);
        QVERIFY(grid.endMs() >= from + std::min<qint64>(span, 91 * grid.stepMs));
        QCOMPARE(grid.columnOf(from), 0);
    }
    QCOMPARE(timeGridBetween(from, from + 20 * 60'000).stepMs, 30'000);
    // Nothing, and less than nothing.
    QCOMPARE(timeGridBetween(from, from).columns, 1);
    QCOMPARE(timeGridBetween(from, from - 5000).columns, 1);
}

int main(int argc, char **argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    qputenv("TZ", "Europe/Berlin");
    QApplication application(argc, argv);
    TestTimeGrid test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_timegrid.moc"
