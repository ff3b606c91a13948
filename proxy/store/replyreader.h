// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/store/storereply.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>
#include <vector>

struct redisReader;

namespace proxy {

/// Reads replies in RESP2 from the bytes of a connection. hiredis makes the values; what it would
/// take without a limit is refused before it sees it: the size of a reply, of a text, of a line,
/// the number of values, and how deep lists stand in each other. What RESP2 does not know is
/// refused too.
class ReplyReader final
{
public:
    static constexpr qsizetype kMaxReply = 1024 * 1024; ///< bytes on the wire
    static constexpr qint64 kMaxText = 64 * 1024; ///< bytes of one value
    static constexpr qsizetype kMaxLine = 1024; ///< of a status, an error, a number or a length
    static constexpr qint64 kMaxValues = 16 * 1024; ///< of one reply, nested ones counted
    static constexpr size_t kMaxDepth = 7; ///< lists in each other

    ReplyReader();
    ~ReplyReader();
    Q_DISABLE_COPY_MOVE(ReplyReader)

    /// Takes further bytes. Call next() until it returns nullopt.
    void feed(QByteArrayView bytes);
    /// Returns the next whole reply; nullopt: more bytes are needed, or isBroken().
    [[nodiscard]] std::optional<StoreReply> next();
    /// Whether the bytes are no RESP2, or exceed a limit. Nothing is read any more then.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    struct Free
    {
        void operator()(redisReader *reader) const;
    };

    [[nodiscard]] bool scan();
    [[nodiscard]] bool scanLine(QByteArrayView line);
    [[nodiscard]] std::optional<StoreReply> read(QByteArrayView whole);
    void restart(qsizetype consumed);

    std::unique_ptr<redisReader, Free> m_reader;
    QByteArray m_bytes; ///< not read yet
    qsizetype m_at = 0; ///< how far m_bytes were scanned
    qint64 m_expected = 1; ///< values that the reply still lacks
    std::vector<qint64> m_ends; ///< what m_expected is at the end of each open list
    qint64 m_values = 0; ///< of the reply so far
    qint64 m_textLeft = 0; ///< bytes of a text, its line end included, still to come
    bool m_isBroken = false;
};

} // namespace proxy
