// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/jsonllog.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcRecord, "llmproxy.record")

/// Enough to say that rows are lost without filling the same disk with the complaint.
constexpr quint64 kWarnEvery = 1000;
/// Rows of one minute share a file, since days change with minutes everywhere.
constexpr qint64 kMinuteMs = 60000;
constexpr qsizetype kMaxWrite = 64 * 1024;
/// A buffer that grew beyond this in a burst is not kept.
constexpr qsizetype kKeptLines = 256 * 1024;

/// The first row is written at once; while more keep coming, they are taken together this often.
/// Waking this thread for each row costs the worker more than the row itself.
constexpr std::chrono::milliseconds kPace {5};

} // namespace

/// One open day file. Plain descriptors: QFile buffers and can't append whole lines atomically.
class JsonlLog::File final
{
public:
    File() = default;
    ~File() { close(); }
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    /// Called once per batch: a rotated file is noticed here, not at each row.
    void checkRotation()
    {
        if (m_descriptor >= 0 && wasMovedAway())
            close();
    }

    /// How many of the @p count whole rows in @p rows, which belong to the day of @p unixMs, were
    /// written.
    quint64 write(const QString &directory, qint64 unixMs, QByteArrayView rows, quint64 count)
    {
        if (!open(pathFor(directory, unixMs)))
            return 0;
        // A crash or a full disk may have left half a row; it must not spoil these.
        if (m_brokenTail && ::write(m_descriptor, "\n", 1) != 1)
            return 0;
        m_brokenTail = false;
        const ssize_t written =
            ::write(m_descriptor, rows.data(), static_cast<size_t>(rows.size()));
        if (written == rows.size())
            return count;
        if (written >= 0)
            errno = ENOSPC;
        const QByteArrayView there = rows.first(std::max<ssize_t>(written, 0));
        m_brokenTail = !there.isEmpty() && !there.endsWith('\n');
        return static_cast<quint64>(std::count(there.begin(), there.end(), '\n'));
    }

    void close()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        m_descriptor = -1;
    }

private:
    /// Local time zones cost microseconds a look-up: one a minute is enough.
    const QString &pathFor(const QString &directory, qint64 unixMs)
    {
        const qint64 minute = unixMs / kMinuteMs;
        if (minute != m_minute || directory != m_directory) {
            m_minute = minute;
            m_directory = directory;
            m_wantedPath = directory + u'/' + jsonlFileName(unixMs);
        }
        return m_wantedPath;
    }

    bool open(const QString &path)
    {
        if (m_descriptor >= 0 && path == m_path)
            return true;
        close();
        QDir().mkpath(QFileInfo(path).path());
        // Neither opening nor writing may wait: a pipe or a device that took the file's name would
        // hold up all later rows and the end of the process.
        m_encodedPath = QFile::encodeName(path);
        m_descriptor =
            ::open(m_encodedPath.constData(),
                   O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
        m_path = path;
        if (m_descriptor >= 0 && !isRegularFile()) {
            close();
            errno = EINVAL;
        }
        m_brokenTail = m_descriptor >= 0 && !endsWithNewline();
        return m_descriptor >= 0;
    }

    bool isRegularFile() const
    {
        struct stat facts = {};
        return ::fstat(m_descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
    }

    /// A link to where it was moved is not it: open() would not follow that either.
    bool wasMovedAway() const
    {
        struct stat byName = {};
        struct stat byDescriptor = {};
        return ::lstat(m_encodedPath.constData(), &byName) != 0
               || ::fstat(m_descriptor, &byDescriptor) != 0 || byName.st_ino != byDescriptor.st_ino
               || byName.st_dev != byDescriptor.st_dev;
    }

    bool endsWithNewline() const
    {
        const off_t size = ::lseek(m_descriptor, 0, SEEK_END);
        char last = '\n';
        return size <= 0 || (::pread(m_descriptor, &last, 1, size - 1) == 1 && last == '\n');
    }

    int m_descriptor = -1;
    QString m_path;
    QByteArray m_encodedPath;
    QString m_directory;
    QString m_wantedPath;
    qint64 m_minute = -1;
    bool m_brokenTail = false;
};

JsonlLog::JsonlLog(QString directory)
    : m_directory(std::move(directory))
    , m_thread([this] { run(); })
{ }

JsonlLog::~JsonlLog()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void JsonlLog::Batch::clear()
{
    rows.clear();
    if (lines.capacity() > kKeptLines)
        lines = {};
    lines.resize(0);
}

void JsonlLog::append(qint64 startedAtMs, QByteArrayView row)
{
    bool isAwaited = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.rows.size() >= kMaxQueue) {
            ++m_dropped;
            return;
        }
        isAwaited = std::exchange(m_isIdle, false);
        m_queue.lines.append(row).append('\n');
        m_queue.rows.push_back({startedAtMs, m_queue.lines.size()});
    }
    if (isAwaited)
        m_wake.notify_one();
}

void JsonlLog::setDirectory(QString directory)
{
    const std::lock_guard lock(m_mutex);
    m_directory = std::move(directory);
}

void JsonlLog::run()
{
    File file;
    Batch batch;
    for (;;) {
        QString directory;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, kPace, [this] { return m_stopping; });
            m_isIdle = m_queue.rows.empty();
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.rows.empty(); });
            if (m_queue.rows.empty())
                return;
            std::swap(batch, m_queue);
            directory = m_directory;
        }
        write(batch, directory, file);
        batch.clear();
    }
}

void JsonlLog::write(const Batch &batch, const QString &directory, File &file)
{
    const std::vector<Row> &rows = batch.rows;
    qsizetype from = 0;
    file.checkRotation();
    for (size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
        const qint64 minute = rows[begin].startedAtMs / kMinuteMs;
        qsizetype to = from;
        while (end < rows.size() && to - from < kMaxWrite
               && rows[end].startedAtMs / kMinuteMs == minute)
            to = rows[end++].end;
        const QByteArrayView lines = QByteArrayView(batch.lines).sliced(from, to - from);
        from = to;
        const quint64 written = file.write(directory, rows[begin].startedAtMs, lines, end - begin);
        const quint64 lost = end - begin - written;
        m_failure = lost > 0 ? errno : 0;
        m_written += written;
        if (lost > 0)
            noteLost(lost, directory);
    }
}

void JsonlLog::noteLost(quint64 rows, const QString &directory)
{
    const quint64 before = m_dropped.fetch_add(rows);
    if (before % kWarnEvery == 0 || before / kWarnEvery != (before + rows) / kWarnEvery)
        qCWarning(lcRecord).noquote()
            << "request log: a row was lost in" << directory << ':' << std::strerror(m_failure);
}

QString jsonlFileName(qint64 unixMs)
{
    const QString day =
        QDateTime::fromMSecsSinceEpoch(unixMs).toString(QStringLiteral("yyyy-MM-dd"));
    return QStringLiteral("requests-%1.jsonl").arg(day);
}

} // namespace proxy
