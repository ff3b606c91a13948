// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedsource.h"
#include "ui/requests/requestspage.h"

#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/exchangerow.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

// How long the UI thread is busy with one tenth of a second's worth of rows (20 of 200 a second,
// each arriving twice: decided, then ended) in a full table of 100,000, painting included; CPU
// time. And what the process holds then: the pool apart, as an engine's exchanges share nothing
// with one another, each row is read from its line of the log.
// Run: QT_QPA_PLATFORM=offscreen bench_table

namespace {

constexpr int kFull = 100000;
constexpr int kBatch = 20;
constexpr int kBatches = 200;

struct Case
{
    QString name;
    QString filter;
    int column;
    Qt::SortOrder order;
};

/// CPU time of this thread: the clock on the wall tells of the machine's other work as well.
double spent(const std::function<void()> &work)
{
    const auto now = [] {
        timespec time {};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const double before = now();
    work();
    return now() - before;
}

/// What the process holds, in MB. Linux.
double heldMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6;
}

std::vector<proxy::Exchange> batchOf(const std::vector<proxy::Exchange> &pool, int &number,
                                     qint64 now)
{
    std::vector<proxy::Exchange> batch;
    for (int row = 0; row < kBatch; ++row) {
        // As many checks as a real decision passes.
        proxy::Exchange real = pool[static_cast<size_t>(number) % pool.size()];
        for (int check = 0; check < 8; ++check)
            real.decision.trace.push_back({"known-turn", "pass", {}});
        QByteArray line;
        proxy::appendExchangeJson(line, real);
        proxy::Exchange exchange = proxy::exchangeFromRow(line).value_or(proxy::Exchange());
        exchange.id = QByteArray::number(++number).rightJustified(16, '0');
        exchange.startedAtMs = now + number;
        proxy::Exchange open = exchange;
        open.end = proxy::ExchangeEnd::Open;
        batch.push_back(open);
        batch.push_back(std::move(exchange));
    }
    return batch;
}

} // namespace

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QTextStream out(stdout);
    const qint64 now = 1763900000000;
    const auto pool = lifelikeTraffic(5000, now);
    for (const Case &given :
         {Case {QStringLiteral("newest last"), {}, 0, Qt::AscendingOrder},
          Case {QStringLiteral("newest first"), {}, 0, Qt::DescendingOrder},
          Case {QStringLiteral("by duration"), {}, ui::ExchangeModel::Total, Qt::AscendingOrder},
          Case {QStringLiteral("filtered"), QStringLiteral("model:haiku ms:>2000"), 0,
                Qt::AscendingOrder}}) {
        ScriptedSource source;
        ui::RequestsPage page(source);
        page.resize(1280, 720);
        page.show();
        int number = 0;
        while (number < kFull)
            Q_EMIT source.exchangesArrived(batchOf(pool, number, now));
        const double held = heldMegabytes();
        page.findChild<QTableView *>()->sortByColumn(given.column, given.order);
        const double filtering = spent([&] {
            page.findChild<QLineEdit *>()->setText(given.filter);
            QCoreApplication::processEvents();
        });
        std::vector<double> times;
        for (int round = 0; round < kBatches; ++round) {
            const auto batch = batchOf(pool, number, now);
            times.push_back(spent([&] {
                Q_EMIT source.exchangesArrived(batch);
                QCoreApplication::processEvents();
            }));
        }
        std::sort(times.begin(), times.end());
        out << given.name << ": batch p50 " << times[kBatches / 2] << " ms, p95 "
            << times[kBatches * 95 / 100] << " ms, max " << times.back()
            << " ms; filter applied in " << filtering << " ms; " << held << " MB held\n";
        out.flush();
    }
    return 0;
}
