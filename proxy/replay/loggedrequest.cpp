// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/loggedrequest.h"

#include "proxy/exchange/exchangefields.h"
#include "proxy/exchange/exchangerow.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace proxy {

namespace {

constexpr qint64 kLastMs = 4'102'444'800'000; // 2100

/// Why a body could not be read is part of its facts.
RouteReason skipOf(RouteReason reason)
{
    switch (reason) {
    case RouteReason::NotJson:
    case RouteReason::Encoded:
    case RouteReason::NoModel:
    case RouteReason::DuplicateModel:
    case RouteReason::NoUserText:
        return reason;
    default:
        return RouteReason::None;
    }
}

} // namespace

std::optional<LoggedRequest> loggedRequestFrom(const QByteArray &row)
{
    const QJsonObject object = QJsonDocument::fromJson(row).object();
    const QJsonValue features = object[QLatin1StringView(rowname::kFeatures)];
    if (!features.isObject())
        return std::nullopt;
    const Exchange exchange = exchangeOf(object);
    const RouteDecision &decision = exchange.decision;
    LoggedRequest request;
    // What a clock counts in nanoseconds ends in the year 2262.
    request.atMs = std::clamp<qint64>(exchange.startedAtMs, 0, kLastMs);
    request.id = exchange.id;
    request.session = exchange.session;
    request.client = exchange.client;
    request.project = exchange.project;
    request.path = exchange.target.split('?').first();
    request.features = featuresFromJson(features.toObject());
    RequestFacts &facts = request.features.facts;
    facts.dialect = exchange.dialect;
    facts.model = decision.askedModel();
    facts.skip = skipOf(decision.reason);
    // Only that there was a text counts, not which.
    if (request.features.textBytes > 0)
        facts.userText = "x";
    request.features.turn = turnTypeFromName(exchange.turnType).value_or(TurnType::Unknown);
    if (decision.classifier != "local")
        request.answer = decision.difficulty;
    request.local = decision.local;
    const bool isByHand = decision.ruleId == "session" || decision.ruleId == "header";
    request.boosted = isByHand && decision.difficulty == Difficulty::Hard;
    request.reverted = decision.outcome == RoutingOutcome::Reverted;
    request.usage = exchange.usage;
    request.limit = decision.limit;
    request.selected = decision.selectedModel;
    request.answered = exchange.upstreamStatus >= 200 && exchange.upstreamStatus < 300;
    return request;
}

} // namespace proxy
