// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/exchange/turntype.h"

#include <QByteArray>

class QJsonObject;

namespace proxy {

class JsonWriter;

/// Everything that a decision depended on, without any text of the prompt. The request log stores
/// it with each exchange, so that `route replay` can decide again under other settings. Plain
/// value.
struct DecisionFeatures
{
    RequestFacts facts; ///< without texts; their lengths and fingerprints are kept
    TurnType turn = TurnType::Unknown;
    SessionView view;
    QByteArray betas; ///< the request's anthropic-beta header
    qint64 bodyBytes = 0;
    qint64 textBytes = 0; ///< length of the typed text
};

/// Appends the fields to the JSON object that @p json has open.
void appendFeatures(JsonWriter &json, const DecisionFeatures &features);
/// Reads what appendFeatures() wrote. The model is not part of it.
[[nodiscard]] DecisionFeatures featuresFromJson(const QJsonObject &object);

} // namespace proxy
