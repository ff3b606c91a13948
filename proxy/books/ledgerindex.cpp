// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/books/ledgerindex.h"

#include "proxy/core/boundednumber.h"
#include "proxy/core/wholefile.h"
#include "proxy/json/jsonwriter.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace proxy {

using namespace Qt::StringLiterals;

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

void appendEntry(JsonWriter &json, const QByteArray &model, const QByteArray &project,
                 const LedgerSums &sums)
{
    json.beginObject().field("model", model).field("project", project);
    for (const Column &column : kColumns)
        json.field(column.name, sums.*column.field);
    json.endObject();
}

/// Integers as Qt reads them: exact as 64-bit numbers where they fit.
LedgerSums readSums(const QJsonObject &entry)
{
    LedgerSums sums;
    for (const Column &column : kColumns)
        sums.*column.field =
            countOf(entry[QLatin1StringView(column.name)], 0, std::numeric_limits<qint64>::max());
    return sums;
}

} // namespace

LedgerIndex LedgerIndex::load(const QString &path)
{
    LedgerIndex index;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxIndex)
        return index;
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    if (root["version"_L1].toInt() != 1)
        return index;
    const QJsonObject files = root["files"_L1].toObject();
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QJsonObject stored = it.value().toObject();
        Entry entry {.day = QDate::fromString(stored["day"_L1].toString(), Qt::ISODate),
                     .size = stored["size"_L1].toInteger(-1),
                     .modifiedMs = stored["modified"_L1].toInteger(-1),
                     .ledger = {}};
        if (!entry.day.isValid())
            continue;
        for (const QJsonValue row : stored["sums"_L1].toArray())
            entry.ledger.add(entry.day, row["model"_L1].toString().toUtf8(),
                             row["project"_L1].toString().toUtf8(), readSums(row.toObject()));
        index.m_files[it.key()] = std::move(entry);
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
        entry.ledger.forEach(
            [&json](QDate, const QByteArray &model, const QByteArray &project,
                    const LedgerSums &sums) { appendEntry(json, model, project, sums); });
        json.endArray().endObject();
    }
    json.endObject().endObject();
    return writeWholeFile(path, text);
}

} // namespace proxy
