// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QByteArray>

namespace app {

/// The trace of @p body as JSON: from the proxy that runs, which knows its sessions and the
/// backend's list, else from this process with neither.
[[nodiscard]] QByteArray explainedBody(const proxy::ProxyConfig &config, const QByteArray &path,
                                       const QByteArray &body);

/// The same for people.
[[nodiscard]] QString readableExplanation(const QByteArray &json);

} // namespace app
