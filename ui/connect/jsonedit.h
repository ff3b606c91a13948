// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QByteArrayList>

namespace ui {

/// Sets one string in a JSON text and leaves every other byte as it is, comments and trailing
/// commas (JSONC) included. Objects on the way are made where they are missing; an empty text
/// becomes an object. Fails when something on the way is no object, or the text is broken. Pure.
[[nodiscard]] proxy::Result<QByteArray>
withJsonString(const QByteArray &text, const QByteArrayList &path, const QByteArray &value);

} // namespace ui
