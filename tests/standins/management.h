// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/backendstate.h"
#include "tests/standins/script.h"

#include <QUrlQuery>

#include <functional>
#include <optional>

namespace standins {

/// Everything under /v0/management: keys, bans and the state machine behind the routes.
[[nodiscard]] Script managementAnswer(const RecordedRequest &request, BackendState &state);

/// Whether no command of ours may ever send this: the configuration as a whole, a static setting,
/// deleting logs.
[[nodiscard]] bool isTripwire(const RecordedRequest &request);

/// The browser's return from a login (GET /anthropic/callback and the like): marks it as done.
void completeLogin(ManagementState &management, const QByteArray &loginState);

/// One management request, taken apart.
struct ManagementCall
{
    const RecordedRequest &request;
    BackendState &state;
    QByteArray route; ///< without /v0/management/
    QUrlQuery query;

    [[nodiscard]] bool has(const char *key) const;
    [[nodiscard]] QByteArray value(const char *key) const;
    [[nodiscard]] QJsonObject object() const; ///< the body, if it is one
    [[nodiscard]] bool isJson() const;
};

struct ManagementReply
{
    int status = 200;
    QByteArray body;
    QByteArray contentType = "application/json; charset=utf-8";
    WireHeaders further {};
};

[[nodiscard]] ManagementReply managementOk();
[[nodiscard]] ManagementReply managementError(int status, const QByteArray &text);
[[nodiscard]] ManagementReply attachment(const QByteArray &name, const QByteArray &body);

/// Each knows some routes; nullopt: none of them.
using ManagementHandler = std::function<std::optional<ManagementReply>(ManagementCall &)>;
[[nodiscard]] std::optional<ManagementReply> answerKeys(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerLists(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerSettings(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerAuthFiles(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerUsage(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerLogs(ManagementCall &call);
[[nodiscard]] std::optional<ManagementReply> answerLogins(ManagementCall &call);

} // namespace standins
