// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>
#include <initializer_list>

namespace proxy {

/// One command for the store, ready for the wire. Plain value.
struct StoreCommand
{
    QByteArray wire; ///< as RESP2 has it
    QByteArray key; ///< the one key that it is about; empty: none, any node answers it
    bool isWrite = false;
};

/// Makes a command without a key, such as PING.
[[nodiscard]] StoreCommand commandWithoutKey(std::initializer_list<QByteArrayView> words);
[[nodiscard]] StoreCommand getCommand(const QByteArray &key);
/// The time that a key still lives: milliseconds, -2 without the key.
[[nodiscard]] StoreCommand timeLeftCommand(const QByteArray &key);
[[nodiscard]] StoreCommand getAllFieldsCommand(const QByteArray &key);
[[nodiscard]] StoreCommand setCommand(const QByteArray &key, QByteArrayView value,
                                      std::chrono::milliseconds life);
/// Sets a key that is not there yet; else the reply is nil.
[[nodiscard]] StoreCommand setNewCommand(const QByteArray &key, QByteArrayView value,
                                         std::chrono::milliseconds life);
[[nodiscard]] StoreCommand setFieldCommand(const QByteArray &key, QByteArrayView field,
                                           QByteArrayView value);
/// Gives a key a new life.
[[nodiscard]] StoreCommand expireCommand(const QByteArray &key, std::chrono::milliseconds life);

/// The slot of a cluster that holds @p key: the CRC16 of the key, or of the text in its first pair
/// of braces (Redis Cluster specification, "Hash tags").
[[nodiscard]] quint16 slotOf(QByteArrayView key);

} // namespace proxy
