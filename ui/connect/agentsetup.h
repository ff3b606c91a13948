// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace ui {

/// The folders in which agents look for their settings.
struct AgentPlaces
{
    QString home;
    QString configHome; ///< $XDG_CONFIG_HOME
    QString claudeHome; ///< $CLAUDE_CONFIG_DIR, else ~/.claude
    QString codexHome; ///< $CODEX_HOME, else ~/.codex
    QString ownProgram = {}; ///< path of llm-proxy, for commands that an agent runs
};
[[nodiscard]] AgentPlaces agentPlacesOfProcess();

/// An agent that uses the proxy after a change of one file.
struct Agent
{
    QString id; ///< "claude-code"
    QString name;
    QString program; ///< its executable, looked up in PATH
    QString file; ///< path of its settings file
    QString lines = {}; ///< lines that the user can copy instead
    QString remark = {}; ///< a hint for the user; may be empty
    bool isExtra = false; ///< sends no requests through the proxy
    /// Returns the file's content with the proxy in it. Pure.
    std::function<proxy::Result<QByteArray>(const QByteArray &)> connected;
};
[[nodiscard]] std::vector<Agent> knownAgents(const AgentPlaces &places, const QString &baseUrl);

/// The planned change of an agent's file.
struct AgentPlan
{
    QString file; ///< path with links resolved, so that a link stays a link
    bool isFound = false; ///< the program or its settings file exists
    bool fileExists = false;
    QByteArray before;
    QByteArray after;
    QString problem; ///< why the file can't be written; empty: it can

    [[nodiscard]] bool isConnected() const { return problem.isEmpty() && before == after; }
};
/// Reads the agent's file, of at most 4 MB, and plans its change. Blocks.
[[nodiscard]] AgentPlan planFor(const Agent &agent);

/// What undoing a change needs. The caller keeps it.
struct AgentBackup
{
    QString file;
    QString backup = {}; ///< path of the backup; empty: there was no file before
    QByteArray writtenHash = {};
};
/// Makes a backup beside the file and writes the new file, both atomically. Returns an error when
/// the file has changed since the plan was made. Blocks.
[[nodiscard]] proxy::Result<AgentBackup> applyPlan(const AgentPlan &plan, const QDateTime &now);
/// Restores the backup. Returns an error, and changes nothing, when the file was changed since.
[[nodiscard]] proxy::Result<void> undo(const AgentBackup &backup);

} // namespace ui
