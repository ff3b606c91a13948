// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/message/pathclass.h"
#include "proxy/message/request.h"

#include <optional>

namespace proxy {

/// Who may come in at all, told by the head alone, before a body byte is asked for: a proxy key
/// where keys are configured, and no back doors of the backend for other machines (architecture,
/// section 8). nullopt: come in. Pure.
[[nodiscard]] std::optional<Error> refusalAtTheDoor(const RequestHead &head, PathClass pathClass,
                                                    const ServerSettings &settings);

/// Comparison whose time tells nothing about where the keys differ.
[[nodiscard]] bool equalsInConstantTime(QByteArrayView a, QByteArrayView b);

/// Hash input for "the client's credential": the first one it presents, empty when none.
[[nodiscard]] QByteArrayView presentedCredential(const RequestHead &head);

} // namespace proxy
