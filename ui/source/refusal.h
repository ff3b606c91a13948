// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QJsonObject>

#include <optional>

namespace ui {

/// Returns why a local route of the proxy refused a request, from its @p answer; nullopt: the
/// answer gives no reason.
[[nodiscard]] std::optional<proxy::Text> refusalIn(const QJsonObject &answer);

} // namespace ui
