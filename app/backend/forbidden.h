// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

#include <optional>

namespace app::backend {

/// Returns why there must be no command of that name; nullopt: it is allowed. Settings belong in
/// JSON/cliproxyapi-base-settings.json; usage statistics and logs must stay on.
[[nodiscard]] std::optional<QString> whyForbiddenName(const QString &name);

/// Returns why no command may use that method on that management route; nullopt: it may.
[[nodiscard]] std::optional<QString> whyForbiddenRoute(const QString &method, const QString &route);

} // namespace app::backend
