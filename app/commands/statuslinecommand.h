// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "proxy/config/configloader.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace app {

/// What an agent says of itself on the standard input of its status line.
struct StatusLineInput
{
    QByteArray session; ///< empty: not told
};

/// Reads the JSON that Claude Code writes ("session_id"). What is no such JSON says nothing.
[[nodiscard]] StatusLineInput readStatusLineInput(const QByteArray &json);

/// Returns the status line: the model that answers the session, the difficulty of its latest turn,
/// its warm prompt cache, how much of a subscription's windows is used, and what routing saved
/// today. @p status is the answer of GET /router/status, @p sessions that of GET
/// /router/sessions.
[[nodiscard]] QString statusLine(const StatusLineInput &input, const QJsonObject &status,
                                 const QJsonObject &sessions);

/// Runs `llm-proxy statusline`: prints the line, or an empty one when no proxy answers. Returns the
/// exit code: 0, or 64 on wrong usage.
[[nodiscard]] int runStatusLine(const QStringList &args, const proxy::ConfigInputs &inputs,
                                CommandOutput output);

} // namespace app
