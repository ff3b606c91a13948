// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <optional>
#include <span>

namespace proxy {

// System calls on the descriptor of a QTcpSocket, for what QTcpSocket can't do. The rest of
// proxy/http calls no socket function of the system.

/// Sends @p first and then @p second. Returns how many bytes the kernel took; nullopt when the
/// connection is broken.
[[nodiscard]] std::optional<qint64> sendNow(qintptr descriptor, QByteArrayView first,
                                            QByteArrayView second = {});
/// Reads what has arrived. Returns 0 when there is nothing, or the end; the socket's notifier tells
/// which.
[[nodiscard]] qsizetype receiveNow(qintptr descriptor, std::span<char> room);

/// Sends a FIN. Reading goes on.
void shutdownSending(qintptr descriptor);
/// Makes closing the descriptor send RST instead of FIN.
void makeCloseAbortive(qintptr descriptor);
/// Returns how many sent bytes the peer has not acknowledged; 0 when not known.
[[nodiscard]] int unacknowledgedBytes(qintptr descriptor);
/// Whether the peer sent a FIN or a reset, even behind unread bytes; false when not known.
[[nodiscard]] bool hasPeerLeft(qintptr descriptor);

/// Raises the limit of open descriptors to what the system allows. Returns it; nullopt when not
/// known.
[[nodiscard]] std::optional<qint64> raiseDescriptorLimit();
/// Whether @p newest, a descriptor just opened, is -1 or among the last @p reserve ones that the
/// limit allows. False when not known.
[[nodiscard]] bool isDescriptorScarce(qintptr newest, int reserve);
/// The number that the next opened descriptor would have; -1: none can be opened.
[[nodiscard]] qintptr nextDescriptor();
/// Returns a second descriptor of the same socket, which the caller must close; -1 on failure.
[[nodiscard]] qintptr duplicateDescriptor(qintptr descriptor);
/// Closes a descriptor; does nothing for -1.
void closeDescriptor(qintptr descriptor);

} // namespace proxy
