// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>

#include <functional>

namespace app {

/// Returns the day files of a request log, the oldest first.
[[nodiscard]] QStringList requestLogFiles(const QString &directory);

/// What becomes of a last line without a line end: it is still being written, or never was to its
/// end.
enum class Unfinished { Kept, LeftOut };

/// Whether a line is wanted; null: every line.
using LineFilter = std::function<bool(const QByteArray &line)>;

/// Returns the last @p count lines of all files together that are wanted, the oldest first. Reads
/// files from their end, and no more of them than that takes.
[[nodiscard]] QList<QByteArray> lastLines(const QStringList &files, qsizetype count,
                                          Unfinished unfinished = Unfinished::LeftOut,
                                          const LineFilter &isWanted = {});

/// Returns a row as text for people: time, client, models, difficulty, reason, durations, status.
/// Nothing of a line that is no row is shown but its size.
[[nodiscard]] QString readableRow(const QByteArray &jsonRow);

/// Reads what is appended to a log whose file changes, each day or by a rotation.
class LogFollower final
{
public:
    /// @p latest returns the file to read; it is called at each poll().
    explicit LogFollower(std::function<QString()> latest);

    /// Skips the whole lines that the file holds now.
    void skipToEnd();
    /// Returns the complete lines that were appended since the last call.
    [[nodiscard]] QList<QByteArray> poll();

private:
    void readInto(QList<QByteArray> &lines);
    [[nodiscard]] bool wasReplaced() const;

    std::function<QString()> m_latest;
    QFile m_file;
    QByteArray m_partial;
};

} // namespace app
