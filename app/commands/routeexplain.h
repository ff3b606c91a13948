// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QByteArray>

namespace app {

/// Returns the explanation of the decision about @p body as JSON. The running proxy makes it, with
/// its sessions and the backend's list; without a running proxy this process makes it, without
/// both.
[[nodiscard]] QByteArray explainedBody(const proxy::ProxyConfig &config, const QByteArray &path,
                                       const QByteArray &body);

/// Returns an explanation as text for people.
[[nodiscard]] QString readableExplanation(const QByteArray &json);

} // namespace app
