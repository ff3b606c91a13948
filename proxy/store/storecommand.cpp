// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/storecommand.h"

#include <hiredis/hiredis.h>

#include <vector>

namespace proxy {

namespace {

constexpr quint16 kSlots = 16384;

QByteArray onTheWire(std::initializer_list<QByteArrayView> words)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const QByteArrayView word : words) {
        texts.push_back(word.isEmpty() ? "" : word.data());
        sizes.push_back(size_t(word.size()));
    }
    char *formatted = nullptr;
    // An int before hiredis 1.
    const qint64 size =
        redisFormatCommandArgv(&formatted, int(texts.size()), texts.data(), sizes.data());
    if (size < 0)
        return {};
    QByteArray wire(formatted, qsizetype(size));
    redisFreeCommand(formatted);
    return wire;
}

enum class Does { Read, Write };

/// The key is the second word.
StoreCommand keyed(Does does, std::initializer_list<QByteArrayView> words)
{
    return {.wire = onTheWire(words),
            .key = words.begin()[1].toByteArray(),
            .isWrite = does == Does::Write};
}

/// CRC-16/XMODEM.
quint16 crc16(QByteArrayView bytes)
{
    constexpr quint32 kPolynomial = 0x1021;
    quint32 crc = 0;
    for (const char byte : bytes) {
        crc ^= quint32(quint8(byte)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ kPolynomial : crc << 1U;
        crc &= 0xffffU;
    }
    return quint16(crc);
}

} // namespace

StoreCommand commandWithoutKey(std::initializer_list<QByteArrayView> words)
{
    return {.wire = onTheWire(words), .key = {}};
}

StoreCommand getCommand(const QByteArray &key)
{
    return keyed(Does::Read, {"GET", key});
}

StoreCommand timeLeftCommand(const QByteArray &key)
{
    return keyed(Does::Read, {"PTTL", key});
}

StoreCommand getAllFieldsCommand(const QByteArray &key)
{
    return keyed(Does::Read, {"HGETALL", key});
}

StoreCommand setCommand(const QByteArray &key, QByteArrayView value, std::chrono::milliseconds life)
{
    return keyed(Does::Write, {"SET", key, value, "PX", QByteArray::number(qint64(life.count()))});
}

StoreCommand setNewCommand(const QByteArray &key, QByteArrayView value,
                           std::chrono::milliseconds life)
{
    return keyed(Does::Write,
                 {"SET", key, value, "NX", "PX", QByteArray::number(qint64(life.count()))});
}

StoreCommand setFieldCommand(const QByteArray &key, QByteArrayView field, QByteArrayView value)
{
    return keyed(Does::Write, {"HSET", key, field, value});
}

StoreCommand expireCommand(const QByteArray &key, std::chrono::milliseconds life)
{
    return keyed(Does::Write, {"PEXPIRE", key, QByteArray::number(qint64(life.count()))});
}

quint16 slotOf(QByteArrayView key)
{
    const qsizetype open = key.indexOf('{');
    const qsizetype close = open < 0 ? -1 : key.indexOf('}', open);
    const bool hasTag = close > open + 1;
    return crc16(hasTag ? key.sliced(open + 1, close - open - 1) : key) % kSlots;
}

} // namespace proxy
