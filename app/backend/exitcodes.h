// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace app::backend {

/// Exit codes of every backend command.
enum ExitCode : int {
    kExitOk = 0, ///< the backend answered 2xx, the login succeeded
    kExitFailed = 1, ///< the backend answered with an error (its body is on stdout)
    kExitUsage = 2, ///< wrong usage, or a request this repository blocks; nothing was sent
    kExitUnreachable = 3, ///< no backend, no complete answer, no binary
    kExitNoCredential = 4, ///< a key is needed and none is known
    kExitConfig = 78, ///< llm-proxy's own configuration is bad
    kExitSignalled = 128, ///< plus the signal that ended a login
};

/// Why a command ends early: its exit code and a sentence for stderr, which holds no secret.
struct Failure
{
    int exitCode = kExitUsage;
    QString message;
};

template <class T> using Outcome = tl::expected<T, Failure>;

[[nodiscard]] inline tl::unexpected<Failure> usageError(QString message)
{
    return tl::unexpected(Failure {kExitUsage, std::move(message)});
}

} // namespace app::backend
