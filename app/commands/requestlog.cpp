// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/requestlog.h"

#include "proxy/core/terminalsafe.h"
#include "proxy/exchange/exchangerow.h"
#include "proxy/query/linesfromend.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>
#include <sys/stat.h>

namespace app {

namespace {

constexpr qint64 kBlock = 64 * 1024;
constexpr qsizetype kMaxPartial = 16 * 1024 * 1024;

/// The last @p count lines of one file that are wanted, oldest first.
QList<QByteArray> tailOf(const QString &path, qsizetype count, Unfinished unfinished,
                         const LineFilter &isWanted)
{
    QList<QByteArray> lines;
    proxy::LinesFromEnd reader(path, std::numeric_limits<qint64>::max());
    auto line = reader.next();
    if (unfinished == Unfinished::LeftOut)
        line = reader.next();
    for (; line && lines.size() < count; line = reader.next()) {
        if (!line->isEmpty() && (!isWanted || isWanted(*line)))
            lines.prepend(*line);
    }
    return lines;
}

QString milliseconds(const std::optional<proxy::Timing::Micros> &time)
{
    if (!time)
        return QStringLiteral("–");
    const double ms = static_cast<double>(time->count()) / 1000;
    return ms < 1000 ? QStringLiteral("%1 ms").arg(ms, 0, 'f', 0)
                     : QStringLiteral("%1 s").arg(ms / 1000, 0, 'f', 2);
}

QString orDash(const QByteArray &text)
{
    return text.isEmpty() ? QStringLiteral("–") : proxy::terminalSafe(text);
}

QString what(const proxy::Exchange &exchange)
{
    if (!exchange.routable)
        return proxy::terminalSafe(exchange.method + ' ' + exchange.target);
    const QString requested = orDash(exchange.decision.askedModel());
    const QByteArray &selected = exchange.decision.selectedModel;
    return selected.isEmpty() || selected == exchange.decision.askedModel()
               ? requested
               : requested + QStringLiteral(" → ") + proxy::terminalSafe(selected);
}

} // namespace

QStringList requestLogFiles(const QString &directory)
{
    const QDir dir(directory);
    QStringList files;
    for (const QString &name :
         dir.entryList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name))
        files << dir.filePath(name);
    return files;
}

QList<QByteArray> lastLines(const QStringList &files, qsizetype count, Unfinished unfinished,
                            const LineFilter &isWanted)
{
    QList<QByteArray> lines;
    for (auto file = files.rbegin(); file != files.rend() && lines.size() < count; ++file)
        lines = tailOf(*file, count - lines.size(), unfinished, isWanted) + lines;
    return lines;
}

QString readableRow(const QByteArray &jsonRow)
{
    const QJsonObject row = QJsonDocument::fromJson(jsonRow).object();
    if (row.isEmpty())
        return QStringLiteral("(%1 bytes that are no whole row)").arg(jsonRow.size());
    const proxy::Exchange exchange = proxy::exchangeOf(row);
    const proxy::RouteDecision &decision = exchange.decision;
    const bool routable = exchange.routable;
    QStringList columns {
        QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
        orDash(exchange.client).leftJustified(12),
        what(exchange),
        orDash(name(decision.difficulty)),
        orDash(routable ? routingLabel(decision) : QByteArray()),
        QStringLiteral("route ")
            + milliseconds(routable ? std::optional(decision.routingTime) : std::nullopt),
        QStringLiteral("first ") + milliseconds(exchange.timing.firstByte),
        QStringLiteral("total ") + milliseconds(exchange.timing.finished),
        QString::number(exchange.status),
    };
    if (exchange.error)
        columns << proxy::terminalSafe(QByteArray(name(exchange.error->code)));
    else if (exchange.end != proxy::ExchangeEnd::Complete)
        columns << proxy::terminalSafe(QByteArray(name(exchange.end)));
    return columns.join(QStringLiteral("  "));
}

LogFollower::LogFollower(std::function<QString()> latest)
    : m_latest(std::move(latest))
{ }

void LogFollower::skipToEnd()
{
    m_file.setFileName(m_latest());
    if (!QFileInfo(m_file).isFile() || !m_file.open(QIODevice::ReadOnly))
        return;
    const qint64 from = std::max<qint64>(0, m_file.size() - kBlock);
    m_file.seek(from);
    const QByteArray end = m_file.read(kBlock);
    m_file.seek(from + end.lastIndexOf('\n') + 1);
}

QList<QByteArray> LogFollower::poll()
{
    QList<QByteArray> lines;
    readInto(lines);
    const QString latest = m_latest();
    if (latest == m_file.fileName() && !wasReplaced())
        return lines;
    m_file.close();
    m_partial.clear();
    m_file.setFileName(latest);
    if (QFileInfo(m_file).isFile() && m_file.open(QIODevice::ReadOnly))
        readInto(lines);
    return lines;
}

void LogFollower::readInto(QList<QByteArray> &lines)
{
    if (!m_file.isOpen())
        return;
    m_partial += m_file.readAll();
    QList<QByteArray> parts = m_partial.split('\n');
    m_partial = parts.takeLast();
    if (m_partial.size() > kMaxPartial)
        m_partial.clear();
    parts.removeAll(QByteArray());
    lines += parts;
}

bool LogFollower::wasReplaced() const
{
    struct stat byName = {};
    struct stat open = {};
    if (!m_file.isOpen() || ::stat(QFile::encodeName(m_file.fileName()).constData(), &byName) != 0)
        return !m_file.isOpen();
    return ::fstat(m_file.handle(), &open) == 0 && open.st_ino != byName.st_ino;
}

} // namespace app
