// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArrayView>
#include <QJsonValue>

namespace proxy {

class JsonWriter;

/// Appends @p said in a form that another process can translate: words as a string, a sentence as
/// an array of the English sentence and its values, a code as {"code": …}, lines as {"lines": […]}.
void appendSaid(JsonWriter &json, const Said &said);

/// Appends @p said as a member @p key, unless nothing in it can be translated.
void optionalSaid(JsonWriter &json, QByteArrayView key, const Said &said);

/// Reads what appendSaid() of any version and process wrote. A value that it does not understand
/// becomes an empty text.
[[nodiscard]] Said saidFromJson(const QJsonValue &value);

} // namespace proxy
