// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/linesfromend.h"

#include <QFileInfo>

#include <algorithm>

namespace proxy {

namespace {

constexpr qint64 kLinesBlock = 256 * 1024;

} // namespace

LinesFromEnd::LinesFromEnd(const QString &path, qint64 mostBytes)
    : m_file(path)
    , m_bytesLeft(mostBytes)
{
    if (!QFileInfo(path).isFile() || !m_file.open(QIODevice::ReadOnly))
        return;
    m_at = m_file.size();
    m_isOver = false;
}

std::optional<QByteArray> LinesFromEnd::next()
{
    if (m_isOver)
        return std::nullopt;
    qsizetype end = m_held.lastIndexOf('\n');
    while (end < 0 && m_at > 0 && m_bytesLeft > 0) {
        const qint64 size = std::min({kLinesBlock, m_at, m_bytesLeft});
        m_at -= size;
        m_bytesLeft -= size;
        m_bytesRead += size;
        m_file.seek(m_at);
        const QByteArray block = m_file.read(size);
        m_held.prepend(block);
        end = m_held.first(block.size()).lastIndexOf('\n');
    }
    if (end >= 0) {
        QByteArray line = m_held.sliced(end + 1);
        m_held.truncate(end);
        return line;
    }
    m_isOver = true;
    // The first line of a file has no line end before it.
    return m_at == 0 ? std::optional(m_held) : std::nullopt;
}

} // namespace proxy
