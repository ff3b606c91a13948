// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/decisionfeatures.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// One request as a replay sees it: from a row of the log, or from a recorded body.
struct LoggedRequest
{
    qint64 atMs = 0; ///< Unix time
    QByteArray id;
    QByteArray session;
    QByteArray client;
    QByteArray project;
    QByteArray path;
    DecisionFeatures features; ///< its facts carry the requested model
    Difficulty answer = Difficulty::None; ///< what Morph said, or would say; None: not known
    Usage usage;
    QByteArray selected; ///< then
    bool answered = false; ///< the upstream served it
};

/// A row of the request log; nullopt: no JSON, not routable, or without features.
[[nodiscard]] std::optional<LoggedRequest> loggedRequestFrom(const QByteArray &row);

} // namespace proxy
