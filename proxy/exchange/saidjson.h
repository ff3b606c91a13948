// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QByteArrayView>
#include <QJsonValue>

namespace proxy {

class JsonWriter;

/// Appends what is said so that another process can translate it: words as a string, a sentence as
/// an array of the English sentence and its values, a code as {"code": …}, lines as {"lines": […]}.
void appendSaid(JsonWriter &json, const Said &said);

/// Appends @p said under @p key where there is something in it to translate.
void optionalSaid(JsonWriter &json, QByteArrayView key, const Said &said);

/// Reads what appendSaid() wrote, of this version or another, from any process: what it is not
/// sure of is empty.
[[nodiscard]] Said saidFromJson(const QJsonValue &value);

} // namespace proxy
