// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <optional>
#include <span>

namespace proxy {

/// What QTcpSocket can't do, on its descriptor. The one place of the front that knows the
/// operating system's socket calls; where a system lacks one, the caller's other way is taken.

/// Sends at once what the kernel takes of the views, in order. Returns how many bytes it took;
/// nullopt when the connection is broken.
[[nodiscard]] std::optional<qint64> sendNow(qintptr descriptor, QByteArrayView first,
                                            QByteArrayView second = {});
/// Reads what is there; 0 when nothing is, or nothing more will be: the socket's own notifier
/// then says which.
[[nodiscard]] qsizetype receiveNow(qintptr descriptor, std::span<char> room);

/// FIN after what was sent; reading goes on.
void shutdownSending(qintptr descriptor);
/// Closing the descriptor will send RST instead of FIN.
void makeCloseAbortive(qintptr descriptor);
/// Bytes sent that the peer has not acknowledged; 0 where that can't be told.
[[nodiscard]] int unacknowledgedBytes(qintptr descriptor);
/// The peer sent its FIN or a reset, also where unread bytes stand before it. False where that
/// can't be told.
[[nodiscard]] bool hasPeerLeft(qintptr descriptor);

/// Raises the number of descriptors this process may open to what the system allows, and returns
/// it; nullopt where that can't be told.
[[nodiscard]] std::optional<qint64> raiseDescriptorLimit();
/// Whether @p newest, the lowest number that was free, is -1 or among the last @p reserve there
/// may be. False where that can't be told.
[[nodiscard]] bool isDescriptorScarce(qintptr newest, int reserve);
/// Another number for the same socket, to be closed by the caller; -1 where there is none.
[[nodiscard]] qintptr duplicateDescriptor(qintptr descriptor);
void closeDescriptor(qintptr descriptor); ///< -1 is let pass

} // namespace proxy
