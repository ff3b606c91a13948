// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QByteArrayList>

namespace ui {

/// Sets one string in a JSON text. Every other byte stays, also comments and trailing commas
/// (JSONC). Missing objects on the path are made; an empty text becomes an object. Returns an error
/// when something on the path is no object or the text is not JSON. Pure.
[[nodiscard]] proxy::Result<QByteArray>
withJsonString(const QByteArray &text, const QByteArrayList &path, const QByteArray &value);

} // namespace ui
