// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/ledgerindex.h"

#include "proxy/core/atomicfile.h"
#include "proxy/core/boundednumber.h"
#include "proxy/exchange/exchangefields.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qint64 kMaxIndex = 64 * 1024 * 1024;

struct Column
{
    const char *name;
    qint64 LedgerSums::*field;
};

constexpr std::array kColumns {
    Column {"exchanges", &LedgerSums::exchanges},
    Column {"priced", &LedgerSums::priced},
    Column {"unpriced", &LedgerSums::unpriced},
    Column {"compared", &LedgerSums::compared},
    Column {"switched", &LedgerSums::switched},
    Column {"input", &LedgerSums::input},
    Column {"output", &LedgerSums::output},
    Column {"cache_read", &LedgerSums::cacheRead},
    Column {"cache_write", &LedgerSums::cacheWrite},
    Column {"reasoning", &LedgerSums::reasoning},
    Column {"cost", &LedgerSums::cost},
    Column {"compared_cost", &LedgerSums::comparedCost},
    Column {"baseline", &LedgerSums::baseline},
    Column {"classifier", &LedgerSums::classifier},
    Column {"cache_loss", &LedgerSums::cacheLoss},
};

void appendEntry(JsonWriter &json, const LedgerKey &key, const LedgerSums &sums)
{
    json.beginObject().field("model", key.model).field("project", key.project);
    json.optionalField(rowname::kClientName, key.clientName);
    for (const Column &column : kColumns)
        json.field(column.name, sums.*column.field);
    json.endObject();
}

LedgerSums readSums(JsonValue entry)
{
    LedgerSums sums;
    for (const Column &column : kColumns) {
        const JsonValue value = entry[column.name];
        const auto whole = value.integer();
        sums.*column.field =
            std::max<qint64>(whole ? *whole : boundedWhole(value.number().value_or(0)), 0);
    }
    return sums;
}

} // namespace

LedgerIndex LedgerIndex::load(const QString &path)
{
    LedgerIndex index;
    QFile file(path);
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly) || file.size() > kMaxIndex)
        return index;
    const QByteArray text = file.readAll();
    JsonTree tree;
    if (!tree.parse(text) || tree.root()["version"].integer() != 1)
        return index;
    for (JsonValue stored = tree.root()["files"].first(); stored; stored = stored.next()) {
        Entry entry {.day = QDate::fromString(QString::fromUtf8(stored["day"].text()), Qt::ISODate),
                     .size = stored["size"].integer().value_or(-1),
                     .modifiedMs = stored["modified"].integer().value_or(-1),
                     .ledger = {}};
        if (!entry.day.isValid())
            continue;
        for (JsonValue row = stored["sums"].first(); row; row = row.next())
            entry.ledger.add(entry.day,
                             {.model = row["model"].text(),
                              .project = row["project"].text(),
                              .clientName = row[rowname::kClientName].text()},
                             readSums(row));
        index.m_files[QString::fromUtf8(stored.key().text())] = std::move(entry);
    }
    return index;
}

bool LedgerIndex::covers(const QString &name, const LedgerFile &file) const
{
    const auto found = m_files.find(name);
    return found != m_files.end() && found->second.size == file.size
           && found->second.modifiedMs == file.modifiedMs;
}

void LedgerIndex::put(const QString &name, const LedgerFile &file, Ledger ledger)
{
    m_files[name] = {.day = file.day,
                     .size = file.size,
                     .modifiedMs = file.modifiedMs,
                     .ledger = std::move(ledger)};
}

Ledger LedgerIndex::ledger() const
{
    Ledger ledger;
    for (const auto &entry : m_files)
        ledger.add(entry.second.ledger);
    return ledger;
}

Result<void> LedgerIndex::save(const QString &path) const
{
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("version", qint64 {1}).key("files").beginObject();
    for (const auto &[name, entry] : m_files) {
        json.key(name.toUtf8()).beginObject();
        json.field("day", entry.day.toString(Qt::ISODate).toLatin1());
        json.field("size", entry.size).field("modified", entry.modifiedMs);
        json.key("sums").beginArray();
        entry.ledger.forEach([&json](QDate, const LedgerKey &key, const LedgerSums &sums) {
            appendEntry(json, key, sums);
        });
        json.endArray().endObject();
    }
    json.endObject().endObject();
    return writeFileAtomically(path, text);
}

} // namespace proxy
