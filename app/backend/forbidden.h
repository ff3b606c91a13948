// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

#include <optional>

namespace app::backend {

/// Why this repository has no command of that name; nullopt: nothing speaks against it. Settings
/// live in JSON/cliproxyapi-base-settings.json, usage statistics and logs are mandatory.
[[nodiscard]] std::optional<QString> whyForbiddenName(const QString &name);

/// Why no command may use that method on that management route.
[[nodiscard]] std::optional<QString> whyForbiddenRoute(const QString &method, const QString &route);

} // namespace app::backend
