// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace proxy {

/// Returns where to read on, for the end of a message: "see: llm-proxy help port-conflict".
/// @p topic must be one that the manual has.
[[nodiscard]] inline QString seeManual(QLatin1StringView topic)
{
    return QStringLiteral("see: llm-proxy help ") + topic;
}

} // namespace proxy
