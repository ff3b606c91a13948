// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QIODevice>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>

namespace app::backend {

/// Where a command reads and writes. Answers go to `out` as they came, everything else to `err`.
struct Streams
{
    QIODevice &in;
    QIODevice &out;
    QIODevice &err;
};

/// What of the process a command may know; tests pass their own.
struct Environment
{
    QProcessEnvironment variables;
    QString workingDirectory; ///< relative paths of arguments start here
    QString executable; ///< llm-proxy itself, absolute
    bool outIsTerminal = false;
    bool inIsTerminal = false;
    /// Pause before settings are read back: newer backends load them behind their answer.
    std::chrono::milliseconds settle {500};

    /// Environment variable LLM_PROXY_ROOT: the checkout whose launcher was called; may be empty.
    [[nodiscard]] QString checkout() const;
    /// A path of the user's as an absolute one.
    [[nodiscard]] QString resolved(const QString &path) const;
};

/// Calls @p command with this process's standard streams.
[[nodiscard]] int withStandardStreams(const std::function<int(const Streams &)> &command);

/// The environment of this process.
[[nodiscard]] Environment environmentOfProcess();

/// One line, whatever is in it (proxy::terminalSafe).
void writeLine(QIODevice &device, const QString &line);

} // namespace app::backend
