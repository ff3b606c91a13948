// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/namedclients.h"

#include <QByteArrayView>

namespace proxy {

/// Whether @p client may use @p model: one of NamedClient::models matches the name without prefix
/// and suffix, or without its date too; a pattern that has a prefix or suffix is compared with the
/// name as it is. Everybody may use every model who has no such list; null is a client without a
/// name. Pure.
[[nodiscard]] bool mayUse(const NamedClient *client, QByteArrayView model);

} // namespace proxy
