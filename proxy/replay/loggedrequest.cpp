// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/replay/loggedrequest.h"

#include "proxy/exchange/exchangerow.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include <array>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kLastMs = 4'102'444'800'000; // 2100

QByteArray text(const QJsonObject &row, QStringView key)
{
    return row[key].toString().toUtf8();
}

Dialect dialectNamed(const QByteArray &wanted)
{
    for (const Dialect dialect :
         {Dialect::Anthropic, Dialect::OpenAiChat, Dialect::OpenAiResponses}) {
        if (wanted == name(dialect))
            return dialect;
    }
    return Dialect::Other;
}

/// Why a body could not be read is part of its facts.
RouteReason skipOf(const QByteArray &reason)
{
    for (const RouteReason skip : {RouteReason::NotJson, RouteReason::Encoded, RouteReason::NoModel,
                                   RouteReason::DuplicateModel, RouteReason::NoUserText}) {
        if (reason == name(skip))
            return skip;
    }
    return RouteReason::None;
}

} // namespace

std::optional<LoggedRequest> loggedRequestFrom(const QByteArray &row)
{
    const QJsonObject object = QJsonDocument::fromJson(row).object();
    if (!object[u"features"].isObject())
        return std::nullopt;
    LoggedRequest request;
    // What a clock counts in nanoseconds ends in the year 2262.
    request.atMs = std::clamp<qint64>(
        QDateTime::fromString(object[u"ts"].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch(), 0,
        kLastMs);
    request.id = text(object, u"id");
    request.session = text(object, u"session");
    request.client = text(object, u"client");
    request.project = text(object, u"project");
    request.path = text(object, u"endpoint").split('?').first();
    request.features = featuresFromJson(object[u"features"].toObject());
    RequestFacts &facts = request.features.facts;
    facts.dialect = dialectNamed(text(object, u"dialect"));
    facts.model = text(object, u"requested_model");
    facts.skip = skipOf(text(object, u"reason"));
    // Only that there was a text counts, not which.
    if (request.features.textBytes > 0)
        facts.userText = "x";
    request.features.turn =
        turnTypeFromName(text(object, u"turn_type")).value_or(TurnType::Unknown);
    request.answer = difficultyFromLabel(text(object, u"difficulty")).value_or(Difficulty::None);
    request.usage = usageFromRow(object[u"usage"].toObject());
    request.selected = text(object, u"selected_model");
    const int status = object[u"upstream_status"].toInt();
    request.answered = status >= 200 && status < 300;
    return request;
}

} // namespace proxy
