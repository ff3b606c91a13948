// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/replyreader.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

/// The number of a length; nullopt: it is none, or larger than @p most.
std::optional<qint64> lengthIn(QByteArrayView digits, qint64 most)
{
    constexpr qsizetype kMostDigits = 9;
    if (digits == "-1")
        return -1;
    const bool isNumber =
        !digits.isEmpty() && digits.size() <= kMostDigits
        && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber)
        return std::nullopt;
    const qint64 length = digits.toByteArray().toLongLong();
    return length <= most ? std::optional(length) : std::nullopt;
}

StoreReply valueOf(const redisReply &reply)
{
    StoreReply value;
    const auto text = [&reply] { return QByteArray(reply.str, qsizetype(reply.len)); };
    switch (reply.type) {
    case REDIS_REPLY_STRING:
        value = {.kind = StoreReply::Kind::Text, .text = text()};
        break;
    case REDIS_REPLY_STATUS:
        value = {.kind = StoreReply::Kind::Status, .text = text()};
        break;
    case REDIS_REPLY_ERROR:
        value = {.kind = StoreReply::Kind::Error, .text = text()};
        break;
    case REDIS_REPLY_INTEGER:
        value = {.kind = StoreReply::Kind::Integer, .integer = reply.integer};
        break;
    case REDIS_REPLY_ARRAY:
        value.kind = StoreReply::Kind::List;
        value.items.reserve(size_t(reply.elements));
        for (size_t at = 0; at < size_t(reply.elements); ++at)
            value.items.push_back(valueOf(*reply.element[at]));
        break;
    default:
        break;
    }
    return value;
}

} // namespace

void ReplyReader::Free::operator()(redisReader *reader) const
{
    redisReaderFree(reader);
}

ReplyReader::ReplyReader()
    : m_reader(redisReaderCreate())
{ }

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(QByteArrayView bytes)
{
    if (!m_isBroken)
        m_bytes.append(bytes);
}

std::optional<StoreReply> ReplyReader::next()
{
    if (m_isBroken || !scan())
        return std::nullopt;
    const qsizetype size = m_at;
    std::optional<StoreReply> reply = read(QByteArrayView(m_bytes).first(size));
    restart(size);
    return reply;
}

/// Finds the end of the reply that m_bytes begin with. Each byte is looked at once, however often
/// the reply is interrupted.
bool ReplyReader::scan()
{
    while (m_expected > 0) {
        while (!m_ends.empty() && m_expected <= m_ends.back())
            m_ends.pop_back();
        if (m_at > kMaxReply) {
            m_isBroken = true;
            return false;
        }
        if (m_textLeft > 0) {
            const qint64 taken = std::min<qint64>(m_textLeft, m_bytes.size() - m_at);
            m_at += taken;
            m_textLeft -= taken;
            if (m_textLeft > 0)
                return false;
            --m_expected;
            continue;
        }
        const QByteArrayView rest = QByteArrayView(m_bytes).sliced(m_at);
        const qsizetype end = rest.first(std::min(rest.size(), kMaxLine)).indexOf("\r\n");
        if (end < 0) {
            m_isBroken = rest.size() >= kMaxLine;
            return false;
        }
        m_at += end + 2;
        if (!scanLine(rest.first(end))) {
            m_isBroken = true;
            return false;
        }
    }
    return true;
}

bool ReplyReader::scanLine(QByteArrayView line)
{
    if (line.isEmpty() || ++m_values > kMaxValues)
        return false;
    const QByteArrayView rest = line.sliced(1);
    switch (line.front()) {
    case '+':
    case '-':
    case ':':
        --m_expected;
        return true;
    case '$': {
        const auto length = lengthIn(rest, kMaxText);
        if (!length)
            return false;
        if (*length < 0)
            --m_expected;
        else
            m_textLeft = *length + 2;
        return true;
    }
    case '*': {
        const auto count = lengthIn(rest, kMaxValues);
        if (!count)
            return false;
        if (*count > 0)
            m_ends.push_back(m_expected - 1);
        m_expected += std::max<qint64>(*count, 0) - 1;
        return m_expected <= kMaxValues && m_ends.size() <= kMaxDepth;
    }
    default:
        return false;
    }
}

std::optional<StoreReply> ReplyReader::read(QByteArrayView whole)
{
    void *reply = nullptr;
    const bool isRead =
        m_reader && redisReaderFeed(m_reader.get(), whole.data(), size_t(whole.size())) == REDIS_OK
        && redisReaderGetReply(m_reader.get(), &reply) == REDIS_OK;
    if (!isRead || reply == nullptr) {
        m_isBroken = true;
        return std::nullopt;
    }
    const std::unique_ptr<redisReply, void (*)(void *)> owner(static_cast<redisReply *>(reply),
                                                              freeReplyObject);
    return valueOf(*owner);
}

void ReplyReader::restart(qsizetype consumed)
{
    m_bytes.remove(0, consumed);
    m_at = 0;
    m_expected = 1;
    m_ends.clear();
    m_values = 0;
    m_textLeft = 0;
}

} // namespace proxy
