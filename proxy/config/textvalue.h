// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/setting.h"

namespace proxy {

/// A value written as text (environment, .env, --set) as the JSON type of its setting, ready for
/// Setting::assign. Pure.
[[nodiscard]] Result<QJsonValue> valueFromText(const Setting &setting, const QString &text);

/// Whether a JSON value means "not set": null, an empty text, array or object.
[[nodiscard]] bool isNotSet(const QJsonValue &value);

} // namespace proxy
