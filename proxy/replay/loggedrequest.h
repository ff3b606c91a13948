// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/decisionfeatures.h"
#include "proxy/exchange/exchange.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// A request for a replay, from a row of the request log or from a recorded body.
struct LoggedRequest
{
    qint64 atMs = 0; ///< Unix time in milliseconds
    QByteArray id;
    QByteArray session;
    QByteArray client;
    QByteArray project;
    QByteArray path;
    DecisionFeatures features; ///< its facts include the requested model
    Difficulty answer = Difficulty::None; ///< Morph's answer; None: not known
    std::optional<LocalVerdict> local; ///< of the classifier on this machine; nullopt: not logged
    bool boosted = false; ///< a person asked for a hard verdict
    bool reverted = false; ///< the routed model refused it
    Usage usage;
    QByteArray limit; ///< RouteDecision::limit of then
    QByteArray selected; ///< model that was selected then
    bool answered = false; ///< the upstream answered it
};

/// Reads a row of the request log; nullopt when it is not JSON, not routable, or without features.
[[nodiscard]] std::optional<LoggedRequest> loggedRequestFrom(const QByteArray &row);

} // namespace proxy
