// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace proxy {

/// Writes one JSON row per exchange to daily files `requests-YYYY-MM-DD.jsonl` (local date, mode
/// 0600, appended whole, never deleted or truncated). Written on a thread of its own; a disk that
/// is slow, full or read-only costs rows, counted, never a request.
class JsonlLog final
{
public:
    /// Rows that may wait for the disk; further ones are dropped and counted.
    static constexpr size_t kMaxQueue = 4096;

    explicit JsonlLog(QString directory);
    /// Writes what waits, then ends the thread.
    ~JsonlLog();
    JsonlLog(const JsonlLog &) = delete;
    JsonlLog &operator=(const JsonlLog &) = delete;

    /// @p row without a newline, of an exchange that began at @p startedAtMs (Unix time). Any
    /// thread; returns at once.
    void append(qint64 startedAtMs, QByteArray row);
    /// Any thread. Rows of another directory start with the next row.
    void setDirectory(QString directory);

    [[nodiscard]] quint64 writtenRows() const { return m_written; }
    [[nodiscard]] quint64 droppedRows() const { return m_dropped; }

private:
    class File;

    void run();
    struct Row
    {
        qint64 startedAtMs;
        QByteArray json;
    };
    using Batch = std::vector<Row>;
    void write(const Batch &batch, const QString &directory, File &file);
    void noteLost(quint64 rows, const QString &directory);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    Batch m_queue;
    QString m_directory;
    bool m_stopping = false;
    bool m_isIdle = false; ///< the thread waits to be told of the next row
    std::atomic<quint64> m_written = 0;
    std::atomic<quint64> m_dropped = 0;
    std::thread m_thread;
};

/// The file of one day: "requests-2026-03-09.jsonl".
[[nodiscard]] QString jsonlFileName(qint64 unixMs);

} // namespace proxy
