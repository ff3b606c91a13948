// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>

#include <functional>

namespace app {

/// The day files of a request log, oldest first.
[[nodiscard]] QStringList requestLogFiles(const QString &directory);

/// The last @p count lines of the files taken together, oldest first. Reads from the end only.
[[nodiscard]] QList<QByteArray> lastLines(const QStringList &files, qsizetype count);

/// A row as people read it: time, client, models, difficulty, why, times, status.
[[nodiscard]] QString readableRow(const QByteArray &jsonRow);

/// Reads what is appended to a log that changes its file: the next day, or after a rotation.
class LogFollower final
{
public:
    /// @p latest names the file to read from now on; asked at each poll.
    explicit LogFollower(std::function<QString()> latest);

    /// Starts at the end of what is there.
    void skipToEnd();
    /// The whole lines that came since the last call.
    [[nodiscard]] QList<QByteArray> poll();

private:
    void readInto(QList<QByteArray> &lines);
    [[nodiscard]] bool wasReplaced() const;

    std::function<QString()> m_latest;
    QFile m_file;
    QByteArray m_partial;
};

} // namespace app
