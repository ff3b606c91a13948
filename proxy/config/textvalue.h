// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"

namespace proxy {

/// Converts a value that is written as text (environment, .env, --set) to the JSON type of its
/// setting, for Setting::assign. Returns an error when the text can't be converted. Pure.
[[nodiscard]] Result<QJsonValue> valueFromText(const Setting &setting, const QString &text);

/// Whether a JSON value means "not set": null, or an empty string, array or object.
[[nodiscard]] bool isNotSet(const QJsonValue &value);

} // namespace proxy
