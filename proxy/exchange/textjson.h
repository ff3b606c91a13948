// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArrayView>
#include <QJsonValue>

namespace proxy {

class JsonWriter;

/// Appends @p text in a form that another process can translate: words as a string, a sentence as
/// an array of the English sentence and its values, a code as {"code": …}, lines as {"lines": […]}.
void appendText(JsonWriter &json, const Text &text);

/// Appends @p text as a member @p key, unless nothing in it can be translated.
void optionalText(JsonWriter &json, QByteArrayView key, const Text &text);

/// Reads what appendText() of any version and process wrote. A value that it does not understand
/// becomes an empty text.
[[nodiscard]] Text textFromJson(const QJsonValue &value);

} // namespace proxy
