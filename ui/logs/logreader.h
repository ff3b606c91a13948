// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/logs/logline.h"

#include <QFile>
#include <QObject>
#include <QTimer>

#include <functional>

namespace ui {

/// Reads the end of a growing text file on a thread of its own. It reads only the last part of a
/// large file. When the file is replaced, truncated or renamed, it begins anew.
class LogReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogReader)

public:
    static constexpr qint64 kTailBytes = 512 * 1024;

    /// @p path returns the path of the file; it is called for each read, on the reader's thread. An
    /// empty path means that there is no file yet.
    LogReader(std::function<QString()> path, LogKind kind);

    /// Reader's thread.
    void start();
    void look();

Q_SIGNALS:
    /// Reading begins anew, with another file or at the end of the same one. An empty path means
    /// that there is no file.
    void opened(const QString &path, qint64 skippedBytes);
    void linesArrived(const std::vector<ui::LogLine> &lines);

private:
    void open(const QString &path);
    [[nodiscard]] bool wasReplaced() const;
    void read();

    std::function<QString()> m_path;
    LogKind m_kind;
    QFile m_file;
    QByteArray m_partial;
    QTimer m_timer;
};

} // namespace ui
