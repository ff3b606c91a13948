// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMap>

#include <chrono>

namespace standins {

/// What the management routes read and change.
struct ManagementState
{
    struct AuthFile
    {
        QByteArray content;
        bool disabled = false;
        QString prefix {};
        QString proxyUrl {};
        int priority = 0;
    };

    /// Replaces the members that are there: enabled, password, allow_remote, logging_to_file,
    /// request_log, log_lines, offline, login ("ok", "error"), auth_files {name: content},
    /// scenario ("mgmt-500", …).
    void apply(const QJsonObject &part);

    std::chrono::milliseconds delay {65};
    bool enabled = true; ///< a secret is configured
    QByteArray password = "mgmt-plain";
    bool allowRemote = false;
    QByteArray scenario; ///< a mgmt-* entry in force

    QHash<QByteArray, int> failures; ///< by address
    QHash<QByteArray, qint64> bannedUntilMs;
    QMap<QByteArray, AuthFile> authFiles {
        {"claude-fake.json", {R"({"type":"claude","email":"fake@example.test"})"}}};
    bool loggingToFile = true;
    bool requestLog = false;
    bool offline = false;
    QList<QByteArray> logLines;
    QByteArray loginOutcome = "ok";
    QHash<QByteArray, QByteArray> logins; ///< state → "wait", "ok" or "error"
    int loginCounter = 0;
    QHash<QByteArray, QJsonArray> lists; ///< route → entries (provider keys and the like)
    QHash<QByteArray, QJsonObject> maps; ///< route → object (oauth-…)
    QHash<QByteArray, QJsonValue> scalars; ///< route → value, once it was changed
};

} // namespace standins
