// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QIODevice>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>

namespace app::backend {

/// The streams of a command. Answers are written to `out` unchanged, everything else to `err`.
struct Streams
{
    QIODevice &in;
    QIODevice &out;
    QIODevice &err;
};

/// What a command may know of the process. Tests pass their own.
struct Environment
{
    QProcessEnvironment variables;
    QString workingDirectory; ///< relative paths of arguments start here
    QString executable; ///< llm-proxy itself, absolute
    bool outIsTerminal = false;
    bool inIsTerminal = false;
    /// The wait before settings are read again, because newer backends load them after their
    /// answer.
    std::chrono::milliseconds settle {500};

    /// The environment variable LLM_PROXY_ROOT: the checkout whose launcher was called; may be
    /// empty.
    [[nodiscard]] QString checkout() const;
    /// Returns the absolute form of a path that the user gave.
    [[nodiscard]] QString resolved(const QString &path) const;
};

/// Calls @p command with this process's standard streams.
[[nodiscard]] int withStandardStreams(const std::function<int(const Streams &)> &command);

/// Returns the environment of this process.
[[nodiscard]] Environment environmentOfProcess();

/// Writes a text as one line that is safe for a terminal (proxy::terminalSafe).
void writeLine(QIODevice &device, const QString &line);

} // namespace app::backend
