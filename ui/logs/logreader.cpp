// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logs/logreader.h"

#include <QFileInfo>

#include <sys/stat.h>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 400ms;
constexpr qint64 kMaxStep = 1024 * 1024;
constexpr qsizetype kMaxPartial = 4 * 1024 * 1024;

} // namespace

LogReader::LogReader(std::function<QString()> path, LogKind kind)
    : m_path(std::move(path))
    , m_kind(kind)
    , m_file(this)
    , m_timer(this)
{
    qRegisterMetaType<std::vector<ui::LogLine>>();
    connect(&m_timer, &QTimer::timeout, this, &LogReader::look);
}

void LogReader::start()
{
    look();
    m_timer.start(kInterval);
}

void LogReader::look()
{
    const QString path = m_path();
    if (path.isEmpty() && !m_file.isOpen())
        return;
    if (path != m_file.fileName() || !m_file.isOpen() || wasReplaced())
        open(path);
    if (m_file.isOpen())
        read();
}

void LogReader::open(const QString &path)
{
    m_file.close();
    m_file.setFileName(path);
    m_partial.clear();
    // To open a pipe for reading is to wait for who writes.
    if (!QFileInfo(path).isFile() || !m_file.open(QIODevice::ReadOnly))
        return Q_EMIT opened({}, 0);
    const qint64 start = std::max<qint64>(0, m_file.size() - kTailBytes);
    m_file.seek(start);
    if (start > 0)
        m_file.readLine(kMaxPartial); // begins in mid-line
    Q_EMIT opened(path, start);
}

bool LogReader::wasReplaced() const
{
    struct stat byName = {};
    struct stat open = {};
    if (::stat(QFile::encodeName(m_file.fileName()).constData(), &byName) != 0)
        return false;
    if (::fstat(m_file.handle(), &open) != 0)
        return true;
    return open.st_ino != byName.st_ino || open.st_dev != byName.st_dev
           || open.st_size < m_file.pos();
}

void LogReader::read()
{
    m_partial += m_file.read(kMaxStep);
    const qsizetype end = m_partial.lastIndexOf('\n');
    if (end < 0) {
        if (m_partial.size() > kMaxPartial)
            m_partial.clear();
        return;
    }
    std::vector<LogLine> lines;
    for (const QByteArray &line : m_partial.left(end).split('\n')) {
        if (!line.isEmpty())
            lines.push_back(logLineOf(line, m_kind));
    }
    m_partial = m_partial.mid(end + 1);
    if (!lines.empty())
        Q_EMIT linesArrived(lines);
}

} // namespace ui
