// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/logs/logline.h"

#include <QFile>
#include <QObject>
#include <QTimer>

#include <functional>

namespace ui {

/// The end of a text file that grows, read on a thread of its own: only the last part, whatever
/// the file's size. A file that is replaced, truncated or renamed is noticed and begun anew.
class LogReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogReader)

public:
    static constexpr qint64 kTailBytes = 512 * 1024;

    /// @p path names the file at each look, on the reader's thread: it may be another one
    /// tomorrow. Empty: there is none yet.
    LogReader(std::function<QString()> path, LogKind kind);

    /// In the reader's thread.
    void start();
    void look();

Q_SIGNALS:
    /// Another file, or the same from its end: what was shown is past. Empty: none is there.
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
