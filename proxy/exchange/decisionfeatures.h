// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/exchange/turntype.h"

#include <QByteArray>

class QJsonObject;

namespace proxy {

class JsonWriter;

/// What a decision depended on, without a word of the prompt: stands in the row, so that the
/// decision can be replayed under other settings. Plain value.
struct DecisionFeatures
{
    RequestFacts facts; ///< texts removed, their length and fingerprints kept
    TurnType turn = TurnType::Unknown;
    SessionView view;
    QByteArray betas; ///< of the request
    qint64 bodyBytes = 0;
    qint64 textBytes = 0; ///< of the typed text
};

/// The fields, into an object that is open.
void appendFeatures(JsonWriter &json, const DecisionFeatures &features);
/// What appendFeatures() wrote; the model is not part of it.
[[nodiscard]] DecisionFeatures featuresFromJson(const QJsonObject &object);

} // namespace proxy
