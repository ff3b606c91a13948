// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <optional>

namespace proxy {

/// Reads the lines of a file from the last one to the first, block by block, so that the end of a
/// large log costs no more than that of a small one. Only files are read: to open a pipe is to wait
/// for who writes. Blocks.
class LinesFromEnd final
{
public:
    /// @p mostBytes: no more is read of the file; a line that begins before that is left out.
    LinesFromEnd(const QString &path, qint64 mostBytes);

    /// Returns the line before the one that was returned last, without its line end. The first one
    /// is what stands behind the file's last line end: nothing, or a line that is still being
    /// written. nullopt: there are no more.
    [[nodiscard]] std::optional<QByteArray> next();
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; }

private:
    QFile m_file;
    qint64 m_at = 0;
    qint64 m_bytesLeft;
    qint64 m_bytesRead = 0;
    QByteArray m_held;
    bool m_isOver = true;
};

} // namespace proxy
