// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/ledgerfiles.h"

#include "proxy/accounting/ledgerindex.h"
#include "proxy/core/boundednumber.h"
#include "proxy/exchange/exchangefields.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/json/jsontree.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <cmath>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcLedger, "llmproxy.ledger")

constexpr qint64 kBlock = 4 * 1024 * 1024;
constexpr qsizetype kMaxLine = 1024 * 1024;
constexpr double kMaxDollars = 4000; ///< a row's figure: beyond it a double is no longer exact

qint64 tokens(JsonValue from, const char *key)
{
    const qint64 value = from[key].integer().value_or(0);
    return value >= 0 && value <= kMostTokens ? value : 0;
}

std::optional<PicoDollars> dollars(JsonValue from, const char *key)
{
    const auto value = from[key].number();
    if (!value || std::abs(*value) > kMaxDollars)
        return std::nullopt;
    return boundedRounded(*value * kPicoPerDollar);
}

/// Reads rows; keeps the tree's memory between them.
class RowReader
{
public:
    /// @p subjects gets what client keys and sessions used; null: nobody needs it.
    RowReader(QDate day, Ledger &ledger, SpendBook *subjects)
        : m_day(day)
        , m_ledger(ledger)
        , m_subjects(subjects)
    { }

    void read(QByteArrayView line)
    {
        if (!m_tree.parse(line))
            return;
        const JsonValue row = m_tree.root();
        if (!row[rowname::kSchema].is(kExchangeSchema) || row[rowname::kRouting].quoted().isEmpty())
            return;
        const QByteArray requested = row[rowname::kRequestedModel].text();
        const QByteArray selected = row[rowname::kSelectedModel].text();
        LedgerSums sums {.exchanges = 1, .switched = selected != requested ? 1 : 0};
        readUsage(row, sums);
        readCosts(row, sums);
        const QByteArray clientName = row[rowname::kClientName].text();
        m_ledger.add(
            m_day,
            {.model = selected, .project = row[rowname::kProject].text(), .clientName = clientName},
            sums);
        if (m_subjects)
            m_subjects->addToSubjects(m_day,
                                      {.project = {},
                                       .clientKey = row[rowname::kClientKey].text(),
                                       .session = row[rowname::kSession].text(),
                                       .clientName = clientName},
                                      spendOf(sums));
    }

private:
    static void readUsage(JsonValue row, LedgerSums &sums)
    {
        const JsonValue usage = row[rowname::kUsage];
        sums.input = tokens(usage, rowname::kInput);
        sums.output = tokens(usage, rowname::kOutput);
        sums.cacheRead = tokens(usage, rowname::kCacheRead);
        sums.cacheWrite =
            tokens(usage, rowname::kCacheWrite5m) + tokens(usage, rowname::kCacheWrite1h)
            + tokens(usage, rowname::kCacheWrite30m) + tokens(usage, rowname::kCacheWrite12h);
        sums.reasoning = tokens(usage, rowname::kReasoning);
    }

    static void readCosts(JsonValue row, LedgerSums &sums)
    {
        const auto cost = dollars(row, rowname::kCost);
        const auto baseline = dollars(row, rowname::kBaseline);
        sums.priced = cost ? 1 : 0;
        const bool hasTokens = sums.input + sums.output + sums.cacheRead + sums.cacheWrite > 0;
        sums.unpriced = !cost && hasTokens ? 1 : 0;
        sums.cost = cost.value_or(0);
        if (cost && baseline) {
            sums.compared = 1;
            sums.comparedCost = *cost;
            sums.baseline = *baseline;
        }
        sums.classifier = dollars(row[rowname::kClassifier], rowname::kCost).value_or(0);
        sums.cacheLoss = dollars(row[rowname::kCache], rowname::kLost).value_or(0);
    }

    QDate m_day;
    Ledger &m_ledger;
    SpendBook *m_subjects;
    JsonTree m_tree;
};

} // namespace

std::vector<LedgerFile> ledgerFiles(const QString &logDir)
{
    std::vector<LedgerFile> files;
    const QFileInfoList entries =
        QDir(logDir).entryInfoList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name);
    for (const QFileInfo &entry : entries) {
        const QDate day = QDate::fromString(entry.fileName().mid(9, 10), Qt::ISODate);
        if (day.isValid())
            files.push_back({.path = entry.filePath(),
                             .day = day,
                             .size = entry.size(),
                             .modifiedMs = entry.lastModified().toMSecsSinceEpoch()});
    }
    return files;
}

void readLedgerFile(const LedgerFile &file, Ledger &ledger, SpendBook *subjects)
{
    QFile input(file.path);
    if (!input.open(QIODevice::ReadOnly))
        return;
    RowReader rows(file.day, ledger, subjects);
    QByteArray block;
    bool isSkipping = false; // the rest of a line that is too long
    for (qint64 left = file.size; left > 0;) {
        const QByteArray piece = input.read(std::min(kBlock, left));
        if (piece.isEmpty())
            return;
        left -= piece.size();
        block.append(piece);
        qsizetype begin = 0;
        for (qsizetype stop; (stop = block.indexOf('\n', begin)) >= 0; begin = stop + 1) {
            if (!isSkipping && stop - begin <= kMaxLine)
                rows.read(QByteArrayView(block).sliced(begin, stop - begin));
            isSkipping = false;
        }
        block = block.sliced(begin);
        if (block.size() > kMaxLine) {
            block.clear();
            isSkipping = true;
        }
    }
}

Ledger readLedger(const std::vector<LedgerFile> &files, const QString &indexPath,
                  LedgerIndexUse use, SpendBook *subjects)
{
    LedgerIndex index = LedgerIndex::load(indexPath);
    const QDate today = QDate::currentDate();
    Ledger open; // days that still grow
    bool hasNews = false;
    for (const LedgerFile &file : files) {
        const QString name = QFileInfo(file.path).fileName();
        if (index.covers(name, file))
            continue;
        index.forget(name);
        Ledger day;
        readLedgerFile(file, day, file.day < today ? nullptr : subjects);
        if (file.day < today) {
            index.put(name, file, std::move(day));
            hasNews = true;
        } else {
            open.add(day);
        }
    }
    if (hasNews && use == LedgerIndexUse::Update)
        if (const auto saved = index.save(indexPath); !saved)
            qCWarning(lcLedger).noquote()
                << saved.error().detail.text()
                << "- the costs of former days are read anew at each start";
    open.add(index.ledger());
    return open;
}

QString ledgerIndexPath(const QString &runtimeDir)
{
    return runtimeDir + QStringLiteral("/books-index.json");
}

} // namespace proxy
