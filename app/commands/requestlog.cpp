// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/requestlog.h"

#include "proxy/core/shown.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <sys/stat.h>

namespace app {

namespace {

constexpr qint64 kBlock = 64 * 1024;
constexpr qsizetype kMaxPartial = 16 * 1024 * 1024;

/// The last @p count whole lines of one file, oldest first.
QList<QByteArray> tailOf(const QString &path, qsizetype count)
{
    QFile file(path);
    // To open a pipe for reading is to wait for who writes.
    if (count <= 0 || !QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    QByteArray tail;
    qint64 at = file.size();
    while (at > 0 && tail.count('\n') <= count) {
        const qint64 block = std::min(kBlock, at);
        at -= block;
        file.seek(at);
        tail.prepend(file.read(block));
    }
    QList<QByteArray> lines = tail.split('\n');
    if (at > 0)
        lines.removeFirst(); // begins in mid-line
    lines.removeAll(QByteArray());
    return lines.mid(std::max<qsizetype>(0, lines.size() - count));
}

QString milliseconds(const QJsonValue &value)
{
    if (!value.isDouble())
        return QStringLiteral("–");
    const double ms = value.toDouble();
    return ms < 1000 ? QStringLiteral("%1 ms").arg(ms, 0, 'f', 0)
                     : QStringLiteral("%1 s").arg(ms / 1000, 0, 'f', 2);
}

QString models(const QJsonObject &row)
{
    const QString requested = row[QStringLiteral("requested_model")].toString(QStringLiteral("–"));
    const QString selected = row[QStringLiteral("selected_model")].toString(requested);
    return requested == selected ? requested : requested + QStringLiteral(" → ") + selected;
}

QString what(const QJsonObject &row)
{
    if (row.contains(QStringLiteral("routing")))
        return models(row);
    return row[QStringLiteral("method")].toString() + u' '
           + row[QStringLiteral("endpoint")].toString();
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

QList<QByteArray> lastLines(const QStringList &files, qsizetype count)
{
    QList<QByteArray> lines;
    for (auto file = files.rbegin(); file != files.rend() && lines.size() < count; ++file)
        lines = tailOf(*file, count - lines.size()) + lines;
    return lines;
}

QString readableRow(const QByteArray &jsonRow)
{
    const QJsonObject row = QJsonDocument::fromJson(jsonRow).object();
    if (row.isEmpty())
        return proxy::shown(jsonRow);
    const QJsonValue timing = row[QStringLiteral("timing")];
    const QDateTime time =
        QDateTime::fromString(row[QStringLiteral("ts")].toString(), Qt::ISODateWithMs);
    QStringList columns {
        time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
        proxy::shown(row[QStringLiteral("client")].toString(QStringLiteral("–"))).leftJustified(12),
        proxy::shown(what(row)),
        proxy::shown(row[QStringLiteral("difficulty")].toString(QStringLiteral("–"))),
        proxy::shown(row[QStringLiteral("routing")].toString(QStringLiteral("–"))),
        QStringLiteral("route ")
            + milliseconds(row[QStringLiteral("classifier")][QStringLiteral("ms")]),
        QStringLiteral("first ") + milliseconds(timing[QStringLiteral("first_byte_ms")]),
        QStringLiteral("total ") + milliseconds(timing[QStringLiteral("total_ms")]),
        QString::number(row[QStringLiteral("status")].toInt()),
    };
    if (row.contains(QStringLiteral("error")))
        columns << proxy::shown(row[QStringLiteral("error")].toString());
    else if (row[QStringLiteral("end")].toString() != QStringLiteral("complete"))
        columns << proxy::shown(row[QStringLiteral("end")].toString());
    return columns.join(QStringLiteral("  "));
}

LogFollower::LogFollower(std::function<QString()> latest)
    : m_latest(std::move(latest))
{ }

void LogFollower::skipToEnd()
{
    m_file.setFileName(m_latest());
    if (QFileInfo(m_file).isFile() && m_file.open(QIODevice::ReadOnly))
        m_file.seek(m_file.size());
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
