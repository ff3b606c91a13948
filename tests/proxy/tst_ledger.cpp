// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/ledger.h"
#include "proxy/accounting/ledgerfiles.h"
#include "proxy/accounting/ledgerindex.h"
#include "proxy/exchange/exchangejson.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace proxy;

namespace {

/// A repeatable stream of numbers.
class Dice
{
public:
    qint64 below(qint64 limit)
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<qint64>((m_state >> 33) % static_cast<quint64>(limit));
    }

private:
    quint64 m_state = 42;
};

Exchange someExchange(Dice &dice, qint64 dayMs)
{
    Exchange exchange;
    exchange.id = "0123456789abcdef";
    exchange.startedAtMs = dayMs + dice.below(60'000);
    exchange.routable = true;
    exchange.project = dice.below(3) ? QByteArray("p") + QByteArray::number(dice.below(4)) : "";
    exchange.decision.requestedModel = "claude-sonnet-4-5";
    exchange.decision.selectedModel = dice.below(2) ? "claude-haiku-4-5" : "claude-sonnet-4-5";
    exchange.decision.outcome = RoutingOutcome::Routed;
    if (dice.below(3) == 0)
        exchange.clientName = dice.below(2) == 0 ? "alice" : "bob";
    exchange.usage = {.input = dice.below(5'000),
                      .output = dice.below(9'000),
                      .cacheRead = dice.below(90'000),
                      .cacheWrite5m = dice.below(9'000),
                      .cacheWrite1h = dice.below(900),
                      .reasoning = dice.below(100)};
    if (dice.below(5))
        exchange.cost.actual = dice.below(3'000'000'000'000);
    if (dice.below(4))
        exchange.cost.baseline = dice.below(3'000'000'000'000);
    if (dice.below(2))
        exchange.cost.classifierFee = 5'000'000'000;
    if (dice.below(6) == 0) {
        exchange.cacheLoss.expectedRead = 10;
        exchange.cacheLoss.price = dice.below(1'000'000'000'000);
    }
    return exchange;
}

qint64 noonOf(QDate day)
{
    return day.startOfDay().addSecs(12 * 3600).toMSecsSinceEpoch();
}

QDate day(int daysAgo)
{
    return QDate::currentDate().addDays(-daysAgo);
}

LedgerSums sumOf(const std::vector<Ledger::Group> &groups)
{
    LedgerSums sum;
    for (const Ledger::Group &group : groups)
        sum += group.sums;
    return sum;
}

/// A request log of some days, and the ledger that counted along.
class LoggedDays
{
public:
    LoggedDays(const QString &dir, int days, int rows)
    {
        Dice dice;
        for (int ago = days - 1; ago >= 0; --ago) {
            QByteArray text;
            for (int i = 0; i < rows; ++i) {
                const Exchange exchange = someExchange(dice, noonOf(day(ago)));
                appendExchangeJson(text, exchange);
                text.append('\n');
                ledger.add(exchange);
            }
            QFile file(dir + QStringLiteral("/requests-") + day(ago).toString(Qt::ISODate)
                       + QStringLiteral(".jsonl"));
            written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        }
    }

    Ledger ledger;
    bool written = false;
};

} // namespace

class TestLedger final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAddUpHoweverTheyAreGrouped();
    void savedIsSignedAndNetOfFees();
    void leavesOutWhatIsUnknown();
    void writesExactDollars();
    void readsBackWhatTheLogHolds();
    void readsClosedDaysOnce();
    void anUnfinishedDayChangesNoIndex();
    void takesLostDaysFromTheIndex();
    void passesOverBrokenRows();
    void figuresThatCannotBeTrueAreNone_data();
    void figuresThatCannotBeTrueAreNone();
    void figuresAreReadUpToTheirLimits();
    void rowsAreReadUpToAMegabyte_data();
    void rowsAreReadUpToAMegabyte();
    void theLongestRowMayEndWithABlock();
    void sumsStopWhereTheyEnd();
    void anIndexOfOtherHandsMakesNoNegativeSum();
    void readsNoFurtherThanTold();
    void boundsTheGroupsOfADay();
    void aNamedClientKeepsItsSum();
};

void TestLedger::partsAddUpHoweverTheyAreGrouped()
{
    Dice dice;
    Ledger ledger;
    LedgerSums total;
    PicoDollars saved = 0;
    for (int i = 0; i < 5'000; ++i) {
        const Exchange exchange = someExchange(dice, noonOf(day(static_cast<int>(dice.below(9)))));
        ledger.add(exchange);
        total += ledgerSumsOf(exchange);
        saved += exchange.cost.saved().value_or(-exchange.cost.classifierFee);
    }
    QCOMPARE(ledger.total({}), total);
    QCOMPARE(ledger.total({}).saved(), saved);
    for (const auto by : {LedgerGrouping::Model, LedgerGrouping::Project, LedgerGrouping::Client,
                          LedgerGrouping::Day}) {
        QVERIFY(ledger.groups({}, by).size() > 1);
        QCOMPARE(sumOf(ledger.groups({}, by)), total);
        QCOMPARE(sumOf(ledger.groups(day(4), by)), ledger.total(day(4)));
    }
    QVERIFY(ledger.total(day(4)).exchanges < total.exchanges);
    QCOMPARE(ledger.total(day(-1)), LedgerSums());
}

void TestLedger::savedIsSignedAndNetOfFees()
{
    Cost cost {.actual = 10, .baseline = 25, .classifierFee = 5, .priceTable = {}};
    QCOMPARE(cost.saved(), 10);
    cost.baseline = 12;
    QCOMPARE(cost.saved(), -3);
    cost.actual.reset();
    QVERIFY(!cost.saved());
}

void TestLedger::leavesOutWhatIsUnknown()
{
    Exchange exchange;
    exchange.routable = true;
    exchange.cost.actual = 7;
    const LedgerSums sums = ledgerSumsOf(exchange);
    QCOMPARE(sums.priced, 1);
    QCOMPARE(sums.cost, 7);
    QCOMPARE(sums.compared, 0);
    QCOMPARE(sums.saved(), 0);
    exchange.routable = false;
    Ledger ledger;
    ledger.add(exchange);
    QVERIFY(ledger.isEmpty());
}

void TestLedger::writesExactDollars()
{
    QCOMPARE(dollarsText(0), "0");
    QCOMPARE(dollarsText(1), "0.000000000001");
    QCOMPARE(dollarsText(-kPicoPerDollar * 2), "-2");
    QCOMPARE(dollarsText(13'050'000'000), "0.01305");
    QCOMPARE(dollarsText(std::numeric_limits<qint64>::min()), "-9223372.036854775808");
    QCOMPARE(readableDollars(kPicoPerDollar * 1234 / 100), "$12.34");
    QCOMPARE(readableDollars(-kPicoPerDollar / 200), "-$0.0050");
}

void TestLedger::readsBackWhatTheLogHolds()
{
    const QTemporaryDir dir;
    const LoggedDays logged(dir.path(), 3, 400);
    QVERIFY(logged.written);
    const Ledger read = readLedger(ledgerFiles(dir.path()), dir.filePath(QStringLiteral("index")),
                                   LedgerIndexUse::ReadOnly);
    QCOMPARE(read.total({}), logged.ledger.total({}));
    QCOMPARE(read.total(day(1)), logged.ledger.total(day(1)));
    QCOMPARE(read.groups({}, LedgerGrouping::Project).size(),
             logged.ledger.groups({}, LedgerGrouping::Project).size());
    QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("index"))));
}

void TestLedger::readsClosedDaysOnce()
{
    const QTemporaryDir dir;
    const LoggedDays logged(dir.path(), 3, 50);
    const QString index = dir.filePath(QStringLiteral("index"));
    (void)readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update);
    QVERIFY(!(QFile::permissions(index) & (QFile::ReadGroup | QFile::ReadOther)));
    // Same size and time, other content: it is not looked at again.
    const LedgerFile oldest = ledgerFiles(dir.path()).front();
    QFile file(oldest.path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(oldest.size, ' '));
    QVERIFY(file.flush());
    QVERIFY(file.setFileTime(QDateTime::fromMSecsSinceEpoch(oldest.modifiedMs),
                             QFileDevice::FileModificationTime));
    file.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update).total({}),
             logged.ledger.total({}));
    // A day that grew is read again.
    QVERIFY(file.open(QIODevice::Append) && file.write("\n") == 1);
    file.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update).total({}),
             logged.ledger.total(day(1)));
}

void TestLedger::anUnfinishedDayChangesNoIndex()
{
    const QTemporaryDir dir;
    const LoggedDays logged(dir.path(), 1, 10);
    const QString index = dir.filePath(QStringLiteral("index"));
    for (int time = 0; time < 2; ++time) {
        QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update).total({}),
                 logged.ledger.total({}));
        QVERIFY(!QFile::exists(index));
    }
    // Nor one that knows all finished days.
    const LoggedDays two(dir.path(), 2, 10);
    (void)readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update);
    QVERIFY(QFile::exists(index));
    const QDateTime before = QDateTime::fromSecsSinceEpoch(1'000'000'000);
    QFile written(index);
    QVERIFY(written.open(QIODevice::ReadWrite)
            && written.setFileTime(before, QFileDevice::FileModificationTime));
    written.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update).total({}),
             two.ledger.total({}));
    QCOMPARE(QFileInfo(index).lastModified(), before);
}

void TestLedger::takesLostDaysFromTheIndex()
{
    const QTemporaryDir dir;
    const LoggedDays logged(dir.path(), 2, 50);
    const QString index = dir.filePath(QStringLiteral("index"));
    (void)readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::Update);
    QVERIFY(QFile::remove(ledgerFiles(dir.path()).front().path));
    QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::ReadOnly).total({}),
             logged.ledger.total({}));
    QFile broken(index);
    QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{\"version\":1,") > 0);
    broken.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), index, LedgerIndexUse::ReadOnly).total({}),
             logged.ledger.total(day(0)));
}

void TestLedger::passesOverBrokenRows()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("requests-2026-01-05.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray good =
        R"({"schema":"v1","routing":"routed","selected_model":"m","cost_usd":0.5,"project":"p"})";
    file.write(good + "\n{\"schema\":\"v1\",\"rou\n\n[]\nnull\n");
    file.write(R"({"schema":"v9","routing":"routed","cost_usd":1})"
               "\n");
    file.write(R"({"schema":"v1","endpoint":"/v1/models","cost_usd":1})"
               "\n");
    file.write(R"({"schema":"v1","routing":"kept","cost_usd":1e300,"usage":{"input":-5}})"
               "\n");
    file.write(QByteArray(9 * 1024 * 1024, 'x') + '\n' + good + '\n');
    file.write(good); // no newline: not written whole yet
    file.close();
    const LedgerSums sums =
        readLedger(ledgerFiles(dir.path()), {}, LedgerIndexUse::ReadOnly).total({});
    QCOMPARE(sums.exchanges, 3);
    QCOMPARE(sums.cost, kPicoPerDollar);
    QCOMPARE(sums.input, 0);
}

void TestLedger::figuresThatCannotBeTrueAreNone_data()
{
    QTest::addColumn<QByteArray>("figure");
    for (const char *figure :
         {"-1", "-9223372036854775808", "9223372036854775807", "18446744073709551615",
          "99999999999999999999999", "1e300", "-1e300", "1099511627777"})
        QTest::newRow(figure) << QByteArray(figure);
}

void TestLedger::figuresThatCannotBeTrueAreNone()
{
    QFETCH(QByteArray, figure);
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("requests-2026-01-05.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray usage;
    for (const char *key : {"input", "output", "cache_read", "cache_write_5m", "cache_write_1h",
                            "cache_write_30m", "cache_write_12h", "reasoning"})
        usage += (usage.isEmpty() ? "\"" : ",\"") + QByteArray(key) + "\":" + figure;
    for (int row = 0; row < 3; ++row)
        file.write(R"({"schema":"v1","routing":"kept","usage":{)" + usage + "}}\n");
    file.write(R"({"schema":"v1","routing":"kept","usage":{"input":7}})"
               "\n");
    file.close();
    const LedgerSums sums =
        readLedger(ledgerFiles(dir.path()), {}, LedgerIndexUse::ReadOnly).total({});
    QCOMPARE(sums, (LedgerSums {.exchanges = 4, .unpriced = 1, .input = 7}));
}

void TestLedger::figuresAreReadUpToTheirLimits()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("requests-2026-01-05.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"schema":"v1","routing":"kept","cost_usd":4000,"usage":{"input":1099511627776}})"
               "\n");
    file.write(R"({"schema":"v1","routing":"kept","cost_usd":4000.001})"
               "\n");
    file.close();
    const LedgerSums sums =
        readLedger(ledgerFiles(dir.path()), {}, LedgerIndexUse::ReadOnly).total({});
    QCOMPARE(sums.input, qint64 {1} << 40U);
    QCOMPARE(sums.cost, 4000 * kPicoPerDollar);
}

void TestLedger::rowsAreReadUpToAMegabyte_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qint64>("read");
    constexpr qsizetype kMegabyte = 1024 * 1024;
    QTest::newRow("one less") << kMegabyte - 1 << qint64 {2};
    QTest::newRow("a megabyte") << kMegabyte << qint64 {2};
    QTest::newRow("one more") << kMegabyte + 1 << qint64 {1};
}

void TestLedger::rowsAreReadUpToAMegabyte()
{
    QFETCH(const qsizetype, size);
    QFETCH(const qint64, read);
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("requests-2026-01-05.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray row = R"({"schema":"v1","routing":"kept"})";
    file.write(row + QByteArray(size - row.size(), ' ') + '\n' + row + '\n');
    file.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), {}, LedgerIndexUse::ReadOnly).total({}).exchanges,
             read);
}

void TestLedger::theLongestRowMayEndWithABlock()
{
    // Files are read in blocks of four megabytes: the newline of the fourth row stands in the next.
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("requests-2026-01-05.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    constexpr qsizetype kMegabyte = 1024 * 1024;
    const QByteArray row = R"({"schema":"v1","routing":"kept"})";
    for (int at = 0; at < 3; ++at)
        file.write(row + QByteArray(kMegabyte - row.size() - 1, ' ') + '\n');
    file.write(row + QByteArray(kMegabyte - row.size(), ' ') + '\n' + row + '\n');
    file.close();
    QCOMPARE(readLedger(ledgerFiles(dir.path()), {}, LedgerIndexUse::ReadOnly).total({}).exchanges,
             5);
}

void TestLedger::sumsStopWhereTheyEnd()
{
    constexpr qint64 kMost = std::numeric_limits<qint64>::max();
    Ledger ledger;
    for (int i = 0; i < 3; ++i)
        ledger.add(day(0), "m", "p", {.input = kMost / 2, .cost = kMost / 2, .baseline = 1});
    const LedgerSums sums = ledger.total({});
    QCOMPARE(sums.input, kMost);
    QCOMPARE(sums.cost, kMost);
    const LedgerSums lossOnly {.comparedCost = kMost, .classifier = kMost};
    QCOMPARE(lossOnly.saved(), std::numeric_limits<qint64>::min());
}

void TestLedger::anIndexOfOtherHandsMakesNoNegativeSum()
{
    const QTemporaryDir dir;
    const QString index = dir.filePath(QStringLiteral("index"));
    QFile file(index);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        R"({"version":1,"files":{"requests-2026-01-05.jsonl":{"day":"2026-01-05","size":1,)"
        R"("modified":1,"sums":[)"
        R"({"model":"m","project":"p","exchanges":-5,"input":9223372036854775807,"cost":-1},)"
        R"({"model":"m","project":"p","exchanges":1e300,"input":5,"cost":12.5}]}}})");
    file.close();
    const LedgerSums sums = readLedger({}, index, LedgerIndexUse::ReadOnly).total({});
    QVERIFY(sums.exchanges > 0);
    QCOMPARE(sums.input, std::numeric_limits<qint64>::max());
    QCOMPARE(sums.cost, 12);
}

void TestLedger::readsNoFurtherThanTold()
{
    const QTemporaryDir dir;
    const LoggedDays logged(dir.path(), 1, 10);
    const auto files = ledgerFiles(dir.path());
    QFile file(files.front().path);
    QVERIFY(file.open(QIODevice::Append));
    file.write(R"({"schema":"v1","routing":"routed","cost_usd":0.5})"
               "\n");
    file.close();
    QCOMPARE(readLedger(files, {}, LedgerIndexUse::ReadOnly).total({}), logged.ledger.total({}));
}

void TestLedger::boundsTheGroupsOfADay()
{
    Ledger ledger;
    for (int i = 0; i < 2'000; ++i)
        ledger.add(day(0), "m", "p" + QByteArray::number(i), {.exchanges = 1});
    QCOMPARE(ledger.groups({}, LedgerGrouping::Project).size(), Ledger::kMaxGroupsPerDay + 1);
    QCOMPARE(ledger.total({}).exchanges, 2'000);
}

/// Its budget depends on it.
void TestLedger::aNamedClientKeepsItsSum()
{
    Ledger ledger;
    for (int i = 0; i < 2'000; ++i)
        ledger.add(day(0),
                   {.model = "m",
                    .project = "p" + QByteArray::number(i),
                    .clientName = i % 2 == 0 ? "alice" : "bob"},
                   {.exchanges = 1});
    ledger.add(day(1), "m", "p", {.exchanges = 5});
    QCOMPARE(ledger.ofClient("alice").total({}).exchanges, 1'000);
    QCOMPARE(ledger.ofClient("carol").total({}).exchanges, 0);
    const auto groups = ledger.groups({}, LedgerGrouping::Client);
    QCOMPARE(groups.size(), size_t(3));
    QCOMPARE(groups[0].name, QByteArray("alice"));
    QCOMPARE(groups[1].sums.exchanges, 1'000);
    QCOMPARE(groups[2].name, QByteArray("none"));
    // A former day comes from the index.
    const QTemporaryDir dir;
    LedgerIndex index;
    index.put(QStringLiteral("f"), {.path = {}, .day = day(0), .size = 1, .modifiedMs = 2}, ledger);
    const QString path = dir.filePath(QStringLiteral("index"));
    QVERIFY(index.save(path));
    QCOMPARE(LedgerIndex::load(path).ledger().ofClient("bob").total({}).exchanges, 1'000);
}

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
