// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/jsonllog.h"

#include "proxy/exchangejson.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>

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

    bool write(const QString &directory, qint64 unixMs, const QByteArray &line)
    {
        if (!open(pathFor(directory, unixMs)))
            return false;
        // A crash or a full disk may have left half a row; it must not spoil this one.
        const QByteArray bytes = m_brokenTail ? '\n' + line : line;
        const ssize_t written =
            ::write(m_descriptor, bytes.constData(), static_cast<size_t>(bytes.size()));
        m_brokenTail = written > 0 ? written != bytes.size() : m_brokenTail;
        return written == bytes.size();
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
        const qint64 minute = unixMs / 60000;
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
        m_descriptor = ::open(QFile::encodeName(path).constData(),
                              O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        m_path = path;
        m_brokenTail = m_descriptor >= 0 && !endsWithNewline();
        return m_descriptor >= 0;
    }

    bool wasMovedAway() const
    {
        struct stat byName = {};
        struct stat byDescriptor = {};
        return ::stat(QFile::encodeName(m_path).constData(), &byName) != 0
               || ::fstat(m_descriptor, &byDescriptor) != 0 || byName.st_ino != byDescriptor.st_ino;
    }

    bool endsWithNewline() const
    {
        const off_t size = ::lseek(m_descriptor, 0, SEEK_END);
        char last = '\n';
        return size <= 0 || (::pread(m_descriptor, &last, 1, size - 1) == 1 && last == '\n');
    }

    int m_descriptor = -1;
    QString m_path;
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

void JsonlLog::append(Exchange exchange)
{
    bool isAwaited = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= kMaxQueue) {
            ++m_dropped;
            return;
        }
        isAwaited = std::exchange(m_isIdle, false);
        m_queue.push_back(std::move(exchange));
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
    std::vector<Exchange> batch;
    for (;;) {
        QString directory;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, kPace, [this] { return m_stopping; });
            m_isIdle = m_queue.empty();
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            batch.swap(m_queue);
            directory = m_directory;
        }
        write(batch, directory, file);
        batch.clear();
    }
}

void JsonlLog::write(const std::vector<Exchange> &batch, const QString &directory, File &file)
{
    QByteArray line;
    file.checkRotation();
    for (const Exchange &exchange : batch) {
        line.resize(0);
        appendExchangeJson(line, exchange);
        line.append('\n');
        if (file.write(directory, exchange.startedAtMs, line)) {
            ++m_written;
        } else if (m_dropped++ % kWarnEvery == 0) {
            qCWarning(lcRecord).noquote()
                << "request log: a row was lost in" << directory << ':' << std::strerror(errno);
        }
    }
}

QString jsonlFileName(qint64 unixMs)
{
    const QString day =
        QDateTime::fromMSecsSinceEpoch(unixMs).toString(QStringLiteral("yyyy-MM-dd"));
    return QStringLiteral("requests-%1.jsonl").arg(day);
}

} // namespace proxy
