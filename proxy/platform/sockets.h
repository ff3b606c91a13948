// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <array>
#include <optional>

namespace proxy {

// Descriptors of sockets and pipes that no child inherits, and what a system tells of a TCP
// connection. Where it can't tell, a function returns the value named at it.

enum class Blocking { Yes, No };

/// The flag of send() and sendmsg() by which a closed connection raises no SIGPIPE; 0 where sockets
/// carry that themselves.
extern const int kNoSignal;

/// Like socket(). Returns -1 on failure; errno tells why.
[[nodiscard]] int openSocket(int family, int type, Blocking blocking, int protocol = 0);
/// Makes sending on a descriptor from elsewhere raise no SIGPIPE, where kNoSignal does not.
void silenceSocket(int descriptor);
/// Returns the reading and the writing end of a pipe, neither of which blocks; nullopt on failure.
[[nodiscard]] std::optional<std::array<int, 2>> openPipe();

/// Returns how many sent bytes the peer has not acknowledged; 0 when not known.
[[nodiscard]] int unsentBytes(int descriptor);
/// Whether the peer sent a FIN or a reset, even behind unread bytes; false when not known.
[[nodiscard]] bool hasPeerEnded(int descriptor);

} // namespace proxy
