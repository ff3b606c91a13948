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

/// Where agents look for their settings.
struct AgentPlaces
{
    QString home;
    QString configHome; ///< $XDG_CONFIG_HOME
    QString claudeHome; ///< $CLAUDE_CONFIG_DIR, else ~/.claude
    QString codexHome; ///< $CODEX_HOME, else ~/.codex
};
[[nodiscard]] AgentPlaces agentPlacesOfProcess();

/// One program that can be pointed at the proxy by a change of one file.
struct Agent
{
    QString id; ///< "claude-code"
    QString name;
    QString program; ///< looked up in PATH
    QString file; ///< its settings
    QString lines = {}; ///< to copy instead
    QString remark = {}; ///< what else it needs; may be empty
    /// The file with the proxy in it. Pure.
    std::function<proxy::Result<QByteArray>(const QByteArray &)> connected;
};
[[nodiscard]] std::vector<Agent> knownAgents(const AgentPlaces &places, const QString &baseUrl);

/// What a change of an agent's file would be.
struct AgentPlan
{
    QString file; ///< links resolved: a link stays one
    bool isFound = false; ///< the program or its settings are there
    bool fileExists = false;
    QByteArray before;
    QByteArray after;
    QString problem; ///< why nothing can be written; empty: it can

    [[nodiscard]] bool isConnected() const { return problem.isEmpty() && before == after; }
};
/// Reads; blocking, for files up to 4 MB.
[[nodiscard]] AgentPlan planFor(const Agent &agent);

/// What undo needs; kept by the caller.
struct AgentBackup
{
    QString file;
    QString backup = {}; ///< empty: there was no file before
    QByteArray writtenHash = {};
};
/// Backs the file up beside itself and writes the new one, both whole. Fails when the file is no
/// longer what the plan was made of. Blocking.
[[nodiscard]] proxy::Result<AgentBackup> applyPlan(const AgentPlan &plan, const QDateTime &now);
/// Brings the former file back; fails when it was changed since, and leaves it then.
[[nodiscard]] proxy::Result<void> undo(const AgentBackup &backup);

} // namespace ui
