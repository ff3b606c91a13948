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

/// Writes the request log: one row of JSON for each exchange, into daily files
/// `requests-YYYY-MM-DD.jsonl` (local date, mode 0600). Rows are appended whole; nothing is deleted
/// or truncated. A thread of its own writes them, so a slow or full disk never delays a request;
/// rows that can't be written are counted.
class JsonlLog final
{
public:
    /// How many rows may wait for the disk. Further ones are dropped and counted.
    static constexpr size_t kMaxQueue = 4096;

    explicit JsonlLog(QString directory);
    /// Writes the waiting rows and ends the thread.
    ~JsonlLog();
    JsonlLog(const JsonlLog &) = delete;
    JsonlLog &operator=(const JsonlLog &) = delete;

    /// Queues the row of an exchange that began at @p startedAtMs (Unix time). @p row has no
    /// newline. Any thread; returns at once.
    void append(qint64 startedAtMs, QByteArrayView row);
    /// Writes rows that are queued from now on into another directory. Any thread.
    void setDirectory(QString directory);

    [[nodiscard]] quint64 writtenRows() const { return m_written; }
    [[nodiscard]] quint64 droppedRows() const { return m_dropped; }
    /// Why the latest row could not be written (errno); 0 where it was. Any thread.
    [[nodiscard]] int failure() const { return m_failure; }

private:
    class File;

    void run();
    struct Row
    {
        qint64 startedAtMs;
        qsizetype end; ///< behind its newline in Batch::lines
    };
    struct Batch
    {
        QByteArray lines;
        std::vector<Row> rows;

        void clear();
    };
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
    std::atomic<int> m_failure = 0;
    std::thread m_thread;
};

/// Returns the name of a day's file: "requests-2026-03-09.jsonl".
[[nodiscard]] QString jsonlFileName(qint64 unixMs);

} // namespace proxy
